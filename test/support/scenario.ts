import assert from 'node:assert/strict';
import { type TestBucket, createBucket } from './bucket.ts';
import { type ConsumerProcess, scenarioPipeline, startConsumer } from './consumer-process.ts';
import { testKafka, testS3 } from './engines.ts';
import { compareWithTopic, logBounds, type StoredEvent, storedEvents } from './stored-events.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from './topics.ts';
import { waitUntil } from './wait-until.ts';

export interface ScenarioOptions {
  /** Options of the source `kafka`, over those that every scenario has. */
  readonly source?: object;
  /** Options of the sink `s3`. */
  readonly sink?: object;
  /** Options of the pipeline: sources, sinks, transforms by program, buffer, watchdog, … */
  readonly top?: object;
  readonly partitions?: number;
  readonly topicConfig?: Readonly<Record<string, string>>;
  /** What the consumer is told; the test's own tools go past it. */
  readonly bootstrapServers?: string;
  readonly endpoint?: string;
  /** The broker that the test's tools talk to; that of `testEngines` unless said otherwise. */
  readonly direct?: string;
}

/** A topic, a group and a bucket of a test's own, and a consumer between them. */
export interface Scenario {
  readonly topic: string;
  readonly groupId: string;
  readonly bucket: TestBucket;
  readonly direct: string;
  readonly definition: object;
  readonly start: (args?: readonly string[], changes?: object) => Promise<ConsumerProcess>;
  /** Offset by partition, null where nothing is committed. */
  readonly committed: () => Promise<(bigint | null)[]>;
  readonly logEnds: () => Promise<bigint[]>;
  /** Waits until what is committed is the log's end. */
  readonly untilDrained: (timeoutMs?: number) => Promise<void>;
  /** Fails unless every record of the topic is in the bucket exactly once, or dead-lettered. @returns what is stored */
  readonly assertExact: () => Promise<StoredEvent[]>;
  readonly remove: () => Promise<void>;
}

/** Small batches, DEBUG logs, no compression and all the metadata, so that a test sees what happens and what is stored. */
export async function makeScenario(options: ScenarioOptions = {}): Promise<Scenario> {
  const [s3, kafka] = await Promise.all([testS3(), options.direct ?? testKafka()]);
  const direct = typeof kafka === 'string' ? kafka : kafka.bootstrapServers;
  const groupId = uniqueName('group');
  const [topic, bucket] = await Promise.all([
    createTopic({
      hint: 'run',
      partitions: options.partitions ?? 1,
      bootstrapServers: direct,
      ...(options.topicConfig === undefined ? {} : { config: options.topicConfig }),
    }),
    createBucket('run'),
  ]);
  const definition = {
    name: 'scenario',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: options.bootstrapServers ?? direct,
        topics: topic,
        groupId,
        sessionTimeoutMs: 6_000,
        heartbeatIntervalMs: 500,
        ...options.source,
      },
    },
    sinks: {
      s3: {
        type: 'aws_s3',
        inputs: ['kafka'],
        ...sinkStore(bucket, s3, options.endpoint),
        keyPrefix: 'raw/',
        compression: 'none',
        batch: { maxBytes: 100_000, timeoutSecs: 1 },
        ...options.sink,
      },
    },
    api: { enabled: true, address: '${API_ADDRESS}' },
    log: { level: 'DEBUG' },
    ...options.top,
  };
  const started: ConsumerProcess[] = [];
  const scenario: Scenario = {
    topic,
    groupId,
    bucket,
    direct,
    definition,
    start: async (args = [], changes = {}) => {
      const consumer = await startConsumer({
        pipeline: scenarioPipeline,
        env: { SLUICE_SCENARIO: JSON.stringify({ ...definition, ...changes }) },
        args,
      });
      started.push(consumer);
      return consumer;
    },
    committed: async () =>
      (await committedOffsets(groupId, topic, direct)).map(({ offset }) => offset),
    logEnds: async () => (await logBounds(topic, direct)).map(({ next }) => next),
    untilDrained: async (timeoutMs = 30_000) => {
      const ends = await scenario.logEnds();
      await waitUntil(
        'all is committed',
        async () => {
          // a broker that has just started does not know its groups yet
          const committed = await scenario.committed().catch(() => []);
          return ends.every((end, partition) => end === 0n || committed[partition] === end);
        },
        { timeoutMs, everyMs: 200 },
      ).catch((cause: unknown) => {
        const said = started.map(({ pid, lines }) => [`process ${pid}:`, ...lines.slice(-25)]);
        throw new Error(said.flat().join('\n'), { cause });
      });
    },
    assertExact: async () => {
      const events = await storedEvents(bucket);
      const { expected, ...wrong } = await compareWithTopic(topic, events, direct);
      assert.deepEqual(wrong, { missing: [], duplicated: [], strange: [] });
      assert.equal(events.length, expected);
      return events;
    },
    remove: async () => {
      for (const consumer of started) consumer.kill('SIGKILL');
      await Promise.all(started.map(({ exit }) => exit));
      await Promise.all([deleteTopic(topic, direct), bucket.remove()]);
    },
  };
  return scenario;
}

/** Where a sink's objects go, and with what credentials. */
export function sinkStore(
  bucket: Pick<TestBucket, 'name'>,
  s3: { accessKeyId: string; secretAccessKey: string; region: string; endpoint: string },
  endpoint?: string,
): object {
  return {
    bucket: bucket.name,
    endpoint: endpoint ?? s3.endpoint,
    region: s3.region,
    auth: { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey },
  };
}

/** Records with a number of their own in each value, over so many partitions in turn. */
export function numbered(
  count: number,
  partitions: number,
  from: number = 0,
): { value: string; key: string; partition: number }[] {
  return Array.from({ length: count }, (_, index) => ({
    partition: index % partitions,
    key: `key-${from + index}`,
    value: JSON.stringify({ id: from + index, number: from + index, pad: 'x'.repeat(60) }),
  }));
}
