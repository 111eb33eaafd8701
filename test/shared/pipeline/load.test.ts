import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

test('the least pipeline loads, every option with its default', () => {
  const model = load(minimalPipeline());
  const { fingerprint, ...rest } = model;
  assert.match(fingerprint, /^[0-9a-f]{12}$/);
  assert.deepEqual(rest, {
    name: 'devices',
    delivery: 'exact',
    threads: 1,
    buffer: { type: 'memory', maxBytes: 67_108_864, maxSize: null },
    dataDir: null,
    api: { enabled: true, host: '127.0.0.1', port: 8686, tap: false },
    shutdown: { timeoutSecs: 180 },
    watchdog: { stuckAfterSecs: 900, maxRestarts: 10 },
    log: { level: 'INFO' },
    transforms: new Map(),
    outlets: new Map(),
    sources: new Map([
      [
        'kafka',
        {
          type: 'kafka',
          connection: {
            client: 'kafkajs',
            bootstrapServers: ['localhost:9092'],
            clientId: 'sluice',
            rackId: '',
            connectTimeoutMs: 10_000,
            requestTimeoutMs: 60_000,
            tls: null,
            sasl: null,
          },
          topics: ['devices'],
          groupId: 'lake',
          groupInstanceId: null,
          startAt: { at: 'earliest' },
          autoOffsetReset: 'earliest',
          commitIntervalMs: 5000,
          sessionTimeoutMs: 10_000,
          rebalanceTimeoutMs: 60_000,
          heartbeatIntervalMs: 3000,
          fetch: { maxBytes: 8_388_608, maxPartitionBytes: 2_097_152, minBytes: 1, maxWaitMs: 100 },
          fields: {
            key: 'message_key',
            topic: 'topic',
            partition: 'partition',
            offset: 'offset',
            headers: 'headers',
            timestamp: 'timestamp',
            sourceType: 'source_type',
          },
          decoding: { codec: 'json' },
          maxRecordBytes: 10_485_760,
          tombstones: 'drop',
          onRejection: {
            action: 'dead_letter',
            keyPrefix: 'dead-letter/devices/kafka/dt=%F/',
            sink: 's3',
          },
          completeMarkers: null,
        },
      ],
    ]),
    sinks: new Map([
      [
        's3',
        {
          type: 'aws_s3',
          inputs: ['kafka'],
          store: {
            bucket: 'lake',
            region: 'eu-central-1',
            endpoint: null,
            forcePathStyle: true,
            storageClass: null,
            serverSideEncryption: null,
            ssekmsKeyId: null,
            bucketKeyEnabled: null,
            acl: null,
            tags: {},
            expectedBucketOwner: null,
            contentType: null,
            contentEncoding: null,
            grantFullControl: null,
            grantRead: null,
            grantReadAcp: null,
            grantWriteAcp: null,
            auth: { type: 'default' },
            request: { timeoutMs: 60_000, maxAttempts: 4 },
          },
          keyPrefix: 'date=%F/',
          overflowPrefix: '_overflow/s3/',
          timezone: 'UTC',
          timeField: null,
          filenameTimeFormat: '%s',
          filenameAppendUuid: true,
          filenameExtension: null,
          encoding: { codec: 'ndjson' },
          compression: { codec: 'gzip', level: 6 },
          batch: { maxBytes: 10_000_000, maxEvents: null, timeoutSecs: 300, maxPrefixes: 256 },
          multipart: { partBytes: 16_777_216 },
          acknowledgements: true,
          allowOverwrite: false,
          selectedFields: null,
          timestampFormat: null,
          onRejection: {
            action: 'dead_letter',
            keyPrefix: 'dead-letter/devices/s3/dt=%F/',
            sink: 's3',
          },
        },
      ],
    ]),
  });
});

test('every fault is told at once', () => {
  const faults = faultsOf(
    minimalPipeline({
      source: { groupId: '', autoOffsetReset: 'smallest', fetch: { maxWait: 1 } },
      sink: { inputs: ['kafkaa'], batch: { maxBytes: 'many' }, bucket: undefined },
      top: { name: 'Devices', bufer: {} },
    }),
  );
  assert.deepEqual(faults, [
    "name: got the text 'Devices'; allowed: a-z 0-9 _ -, no _ or - first, at most 64",
    "bufer: no such option (did you mean 'buffer'?); allowed: delivery, threads, buffer, dataDir, api, shutdown, watchdog, log, name, sources, transforms, sinks",
    "sinks.s3.inputs: there is no 'kafkaa' (did you mean 'kafka'?); known: kafka",
    "sources.kafka.groupId: got the text ''; allowed: not empty, at most 640 bytes percent-encoded",
    "sources.kafka.autoOffsetReset: got the text 'smallest'; allowed: 'earliest', 'latest' or 'stop'",
    "sources.kafka.fetch.maxWait: no such option (did you mean 'maxWaitMs'?); allowed: maxBytes, maxPartitionBytes, minBytes, maxWaitMs",
    "sinks.s3.bucket: is missing; give a bucket name (3 to 63 of a-z 0-9 . -), without 's3://'",
    "sinks.s3.batch.maxBytes: got the text 'many'; allowed: an integer from 1024 to 1073741824",
  ]);
});
