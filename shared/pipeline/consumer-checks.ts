import { remembers } from '../transform/model.ts';
import { checkCompleteMarkers } from './complete-checks.ts';
import { crossCheck } from './cross-checks.ts';
import type { Faults } from './faults.ts';
import type { KafkaSourceModel, PipelineModel, S3SinkModel } from './model.ts';

/**
 * What can only be told from several options together: for any host, and of what only a consumer does. Options with
 * faults of their own are left out.
 */
export function crossCheckForConsumer(model: PipelineModel, faults: Faults): void {
  for (const [name, source] of model.sources) {
    const path = `sources.${name}`;
    checkTimes(source, path, faults);
    checkSizes(source, path, model, faults);
    checkCompleteMarkers(source, name, model, faults);
  }
  checkSharedGroups(model, faults);
  checkDisk(model, faults);
  for (const [name, sink] of model.sinks) {
    const path = `sinks.${name}`;
    checkAcknowledgements(sink, path, model, faults);
    checkBatch(sink, path, model, faults);
  }
  crossCheck(model, faults);
}

function checkTimes(source: KafkaSourceModel, path: string, faults: Faults): void {
  const session = `${path}.sessionTimeoutMs`;
  const heartbeat = `${path}.heartbeatIntervalMs`;
  const { sessionTimeoutMs, heartbeatIntervalMs, rebalanceTimeoutMs } = source;
  if (faults.settled(session, heartbeat) && sessionTimeoutMs < 3 * heartbeatIntervalMs) {
    faults.add(
      session,
      `got the number ${sessionTimeoutMs}; allowed: at least three times heartbeatIntervalMs (${heartbeatIntervalMs}), so that two lost heartbeats cost nothing`,
    );
  }
  const rebalance = `${path}.rebalanceTimeoutMs`;
  if (faults.settled(session, rebalance) && rebalanceTimeoutMs < sessionTimeoutMs) {
    faults.add(
      rebalance,
      `got the number ${rebalanceTimeoutMs}; allowed: at least sessionTimeoutMs (${sessionTimeoutMs})`,
    );
  }
  const socket = `${path}.socketTimeoutMs`;
  const wait = `${path}.fetch.maxWaitMs`;
  const { requestTimeoutMs } = source.connection;
  if (faults.settled(socket, wait) && requestTimeoutMs <= source.fetch.maxWaitMs) {
    faults.add(
      socket,
      `got the number ${requestTimeoutMs}; allowed: more than fetch.maxWaitMs (${source.fetch.maxWaitMs}), or every quiet fetch fails`,
    );
  }
}

function checkSizes(
  source: KafkaSourceModel,
  path: string,
  { buffer }: PipelineModel,
  faults: Faults,
): void {
  if (!faults.settled('buffer.maxBytes')) return;
  const fetch = `${path}.fetch.maxBytes`;
  if (faults.settled(fetch) && 2 * source.fetch.maxBytes > buffer.maxBytes) {
    faults.add(
      fetch,
      `got the number ${source.fetch.maxBytes}; allowed: at most half of buffer.maxBytes (${buffer.maxBytes}), because one answer is worked on while the next is fetched`,
    );
  }
  const record = `${path}.maxRecordBytes`;
  if (faults.settled(record) && 2 * source.maxRecordBytes > buffer.maxBytes) {
    faults.add(
      record,
      `got the number ${source.maxRecordBytes}; allowed: at most half of buffer.maxBytes (${buffer.maxBytes}), because a record is held as it came and as it goes out`,
    );
  }
}

function checkDisk(
  { buffer, dataDir, delivery, outlets, threads, transforms }: PipelineModel,
  faults: Faults,
): void {
  if (!faults.settled('buffer.type')) return;
  if (buffer.type === 'memory') {
    if (buffer.maxSize === null) return;
    faults.add(
      'buffer.maxSize',
      `got the number ${buffer.maxSize}; allowed: with buffer.type 'disk' only`,
    );
    return;
  }
  if (faults.settled('dataDir') && dataDir === null) {
    faults.add('dataDir', "got nothing; allowed: an absolute path, with buffer.type 'disk'");
  }
  if (faults.settled('buffer.maxSize') && buffer.maxSize === null) {
    faults.add(
      'buffer.maxSize',
      "got nothing; allowed: a number of bytes, with buffer.type 'disk'",
    );
  }
  if (faults.settled('delivery') && delivery === 'dense') {
    faults.add(
      'buffer.type',
      "got the text 'disk'; allowed: 'memory' with delivery 'dense', because an object there holds records of all partitions, and would have to be thrown away whenever one of them moves",
    );
  }
  for (const [name, transform] of transforms) {
    if (!remembers(transform)) continue;
    faults.add(
      'buffer.type',
      `got the text 'disk'; allowed: 'memory' with transforms.${name}, because what ${transform.type} remembers is not on the disk: an epoch that is gone on with would come out another`,
    );
  }
  for (const [name, { type }] of outlets) {
    if (type !== 'file') continue;
    faults.add(
      'buffer.type',
      `got the text 'disk'; allowed: 'memory' with sinks.${name}, because an epoch that is gone on with would not write again what a killed process had not written to its files yet`,
    );
  }
  if (faults.settled('threads') && threads > 1) {
    faults.add(
      'threads',
      `got the number ${threads}; allowed: 1 with buffer.type 'disk', because a data directory is of one consumer; start more processes, each with a dataDir of its own`,
    );
  }
}

/** Two members of one group that ask for the same topic get different partitions of it: each would see a part only. */
function checkSharedGroups({ sources }: PipelineModel, faults: Faults): void {
  const list = [...sources];
  for (const [index, [name, source]] of list.entries()) {
    for (const [otherName, other] of list.slice(0, index)) {
      const cluster = source.connection.bootstrapServers.some((server) =>
        other.connection.bootstrapServers.includes(server),
      );
      const paths = [name, otherName].flatMap((each) =>
        ['groupId', 'topics', 'bootstrapServers'].map((option) => `sources.${each}.${option}`),
      );
      if (!cluster || source.groupId !== other.groupId || !faults.settled(...paths)) continue;
      const shared = sharedTopic(source.topics, other.topics);
      if (shared !== null) {
        faults.add(
          `sources.${name}.groupId`,
          `got the text '${source.groupId}', with which sources.${otherName} reads ${shared} too; allowed: another group, or other topics`,
        );
      }
    }
  }
}

function sharedTopic(ours: readonly string[], theirs: readonly string[]): string | null {
  for (const a of ours) {
    for (const b of theirs) {
      if (a === b) return `'${a}'`;
      const aIsPattern = a.startsWith('^');
      const bIsPattern = b.startsWith('^');
      // Whether two patterns have a name in common cannot be told, so they are taken to.
      if (aIsPattern && bIsPattern) return `what may match both '${a}' and '${b}'`;
      if (aIsPattern && matches(a, b)) return `'${b}'`;
      if (bIsPattern && matches(b, a)) return `'${a}'`;
    }
  }
  return null;
}

function matches(pattern: string, topic: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(topic);
}

function checkAcknowledgements(
  sink: S3SinkModel,
  path: string,
  { delivery }: PipelineModel,
  faults: Faults,
): void {
  const option = `${path}.acknowledgements.enabled`;
  if (sink.acknowledgements || delivery !== 'exact') return;
  if (!faults.settled('delivery', option, `${path}.acknowledgements`)) return;
  faults.add(
    option,
    "got the boolean false; allowed: true with delivery 'exact', because what is committed before it is stored is lost in a crash; write delivery: 'dense' to have offsets not wait",
  );
}

function checkBatch(
  sink: S3SinkModel,
  path: string,
  { watchdog }: PipelineModel,
  faults: Faults,
): void {
  const age = `${path}.batch.timeoutSecs`;
  const { stuckAfterSecs } = watchdog;
  if (
    faults.settled(age, 'watchdog.stuckAfterSecs') &&
    stuckAfterSecs > 0 &&
    stuckAfterSecs < 2 * sink.batch.timeoutSecs
  ) {
    faults.add(
      'watchdog.stuckAfterSecs',
      `got the number ${stuckAfterSecs}; allowed: 0, or at least twice ${age} (${sink.batch.timeoutSecs}), because nothing is stored until an object is that old`,
    );
  }
}
