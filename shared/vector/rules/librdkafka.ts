import { offsetWords } from './offset-words.ts';
import { holds, moot, only, read, refused, type Rules, to, words } from './rule.ts';

const ownBackoff = 'retries have a backoff with jitter of their own';
const system = 'the operating system decides';
const looks = 'brokers and topics are looked for regularly, and at once where one has moved';
const ofProducers = 'is of producers, and this one only reads';
const versions = 'brokers are asked which versions they speak';
const ahead = 'one answer a broker is fetched ahead, and buffer.maxBytes bounds the whole process';

/** The options of librdkafka that somebody may have set for a consumer. Any other is refused by its name. */
export const librdkafkaRules: Rules = {
  'client.id': to('clientId'),
  'client.rack': to('rackId'),
  'group.instance.id': to('groupInstanceId'),
  'heartbeat.interval.ms': to('heartbeatIntervalMs'),
  'session.timeout.ms': to('sessionTimeoutMs'),
  'socket.timeout.ms': to('socketTimeoutMs'),
  'socket.connection.setup.timeout.ms': to('connectTimeoutMs'),
  'fetch.min.bytes': to('fetch.minBytes'),
  'fetch.max.bytes': to('fetch.maxBytes'),
  'fetch.wait.max.ms': to('fetch.maxWaitMs'),
  'fetch.message.max.bytes': to('fetch.maxPartitionBytes'),
  'max.partition.fetch.bytes': to('fetch.maxPartitionBytes'),
  'auto.offset.reset': to('autoOffsetReset', null, words(offsetWords)),
  'auto.commit.interval.ms': to('commitIntervalMs'),
  'sasl.mechanism': to('sasl.mechanism'),
  'sasl.mechanisms': to('sasl.mechanism'),
  'sasl.username': to('sasl.username'),
  'sasl.password': to('sasl.password'),
  'ssl.ca.location': to('tls.caFile'),
  'ssl.certificate.location': to('tls.crtFile'),
  'ssl.key.location': to('tls.keyFile'),
  'ssl.key.password': to('tls.keyPass'),
  'enable.ssl.certificate.verification': to('tls.verifyCertificate'),
  'ssl.endpoint.identification.algorithm': to(
    'tls.verifyHostname',
    null,
    words({ https: 'true', none: 'false' }),
  ),
  'security.protocol': read('`tls.enabled` and `sasl.enabled`, as it says'),
  'sasl.oauthbearer.config': refused(
    'for MSK write sluice.sources.NAME.sasl.mechanism: AWS_MSK_IAM',
  ),
  'sasl.oauthbearer.method': refused(
    'for MSK write sluice.sources.NAME.sasl.mechanism: AWS_MSK_IAM',
  ),
  'enable.auto.commit': holds('offsets are committed when the objects are stored, never before'),
  'enable.auto.offset.store': holds(
    'offsets are committed when the objects are stored, never before',
  ),
  'isolation.level': only(['read_committed'], 'records of aborted transactions are never read'),
  'check.crcs': holds('checksums of batches are always checked'),
  'partition.assignment.strategy': holds(
    'partitions stay with their members; the protocol is our own, so a group cannot mix Vector and Sluice',
  ),
  'group.protocol': only(['classic'], 'the group speaks the classic protocol'),
  'allow.auto.create.topics': only(['false', false], 'topics are never created by reading'),
  'max.poll.interval.ms': holds(
    'storing never blocks the heartbeat; watchdog.stuckAfterSecs ends a stuck process',
  ),
  'queued.min.messages': holds(ahead),
  'queued.max.messages.kbytes': holds(ahead),
  'statistics.interval.ms': holds('metrics are counted as things happen'),
  'fetch.error.backoff.ms': moot(ownBackoff),
  'fetch.queue.backoff.ms': moot(ownBackoff),
  'reconnect.backoff.ms': moot(ownBackoff),
  'reconnect.backoff.max.ms': moot(ownBackoff),
  'retry.backoff.ms': moot(ownBackoff),
  'retry.backoff.max.ms': moot(ownBackoff),
  'metadata.max.age.ms': moot(looks),
  'topic.metadata.refresh.interval.ms': moot(looks),
  'topic.metadata.refresh.fast.interval.ms': moot(looks),
  'topic.blacklist': refused('write a pattern in topics that leaves them out, like ^(?!internal)'),
  'socket.keepalive.enable': moot(system),
  'socket.nagle.disable': moot(system),
  'socket.send.buffer.bytes': moot(system),
  'socket.receive.buffer.bytes': moot(system),
  'broker.address.family': moot(system),
  'socket.max.fails': moot(ownBackoff),
  'connections.max.idle.ms': moot('connections are opened again as they are needed'),
  'message.max.bytes': moot(
    'is of producers; for the size of one record there is sluice.sources.NAME.maxRecordBytes',
  ),
  'receive.message.max.bytes': moot('buffer.maxBytes bounds what is fetched'),
  'batch.num.messages': moot(ofProducers),
  'batch.size': moot(ofProducers),
  'compression.codec': moot(ofProducers),
  'compression.type': moot(ofProducers),
  'linger.ms': moot(ofProducers),
  'queue.buffering.max.messages': moot(ofProducers),
  'queue.buffering.max.kbytes': moot(ofProducers),
  'queue.buffering.max.ms': moot(ofProducers),
  'message.timeout.ms': moot(ofProducers),
  'api.version.request': moot(versions),
  'api.version.fallback.ms': moot(versions),
  'broker.version.fallback': moot(versions),
  'enable.partition.eof': moot('the end of a partition is nothing that is waited for'),
  'log.connection.close': moot('write sluice.log.level for more, or fewer, lines'),
  debug: moot('write sluice.log.level: DEBUG'),
  log_level: moot('write sluice.log.level'),
};
