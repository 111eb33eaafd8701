import assert from 'node:assert/strict';
import type {
  CreateKafkaPort,
  GroupListener,
  KafkaTool,
  KafkaPortOptions,
} from '../../../../functions/consumer/kafka/port.ts';
import { type Chunk, type Ownership, partitionKey } from '../../../../shared/record.ts';
import type { TopicPartition } from '../../../../shared/record.ts';
import type { TelemetryEvent } from '../../../../shared/telemetry/events.ts';
import { testKafka } from '../../../support/engines.ts';

export interface TestMemberOptions {
  readonly topics: readonly string[];
  readonly groupId: string;
  readonly groupInstanceId?: string;
  readonly bootstrapServers?: string;
  readonly connection?: Partial<KafkaPortOptions['source']['connection']>;
  readonly source?: Partial<KafkaPortOptions['source']>;
  readonly onOutOfRange?: KafkaPortOptions['onOutOfRange'];
  readonly listener?: Partial<GroupListener>;
}

/** One generation as the host saw it. */
interface SeenGeneration {
  readonly ownership: Ownership;
  /** Partition keys, sorted. */
  readonly partitions: readonly string[];
}

/** A client with a host that reads from the committed offset, or from 0, and writes down what happens to it. */
export interface TestMember {
  readonly port: KafkaTool;
  /** What `join` gets. */
  readonly listener: GroupListener;
  readonly generations: SeenGeneration[];
  readonly lost: string[];
  readonly restarts: string[];
  readonly events: TelemetryEvent[];
  /** The last generation. */
  readonly now: () => SeenGeneration;
  /**
   * Reads until so many records have come, or the time is over; as `partition@offset=value`. Fails for a chunk that is
   * not under the last generation.
   */
  readonly read: (records: number, timeoutMs?: number) => Promise<string[]>;
}

export async function sourceOptions(
  options: TestMemberOptions,
): Promise<KafkaPortOptions['source']> {
  const servers = options.bootstrapServers ?? (await testKafka()).bootstrapServers;
  return {
    connection: {
      client: 'kafkajs',
      bootstrapServers: servers.split(','),
      clientId: 'sluice-contract',
      rackId: '',
      connectTimeoutMs: 3_000,
      requestTimeoutMs: 5_000,
      tls: null,
      sasl: null,
      ...options.connection,
    },
    topics: options.topics,
    groupId: options.groupId,
    groupInstanceId: options.groupInstanceId ?? null,
    sessionTimeoutMs: 6_000,
    rebalanceTimeoutMs: 8_000,
    heartbeatIntervalMs: 200,
    fetch: { maxBytes: 4_194_304, maxPartitionBytes: 1_048_576, minBytes: 1, maxWaitMs: 200 },
    ...options.source,
  };
}

/** Not connected yet. */
export async function createTestMember(
  create: CreateKafkaPort,
  options: TestMemberOptions,
): Promise<TestMember> {
  const events: TelemetryEvent[] = [];
  const generations: SeenGeneration[] = [];
  const lost: string[] = [];
  const restarts: string[] = [];
  const port = create({
    sourceName: 'contract',
    source: await sourceOptions(options),
    onOutOfRange: options.onOutOfRange ?? null,
    emit: (event) => events.push(event),
    metadataMaxAgeMs: 400,
  });
  const listener: GroupListener = {
    onRebalance: async () => {},
    onAssigned: async (ownership, partitions) => {
      for (const at of await port.committed(partitions)) {
        port.seek(ownership, at, at.offset < 0n ? 0n : at.offset);
      }
      generations.push({ ownership, partitions: keys(partitions) });
    },
    onLost: (partitions) => lost.push(...keys(partitions)),
    onRestart: (cause) => restarts.push(cause.message),
    ...options.listener,
  };
  return {
    port,
    listener,
    generations,
    lost,
    restarts,
    events,
    now: () => {
      const last = generations.at(-1);
      if (last === undefined) throw new Error('nothing was ever assigned');
      return last;
    },
    read: async (records, timeoutMs = 15_000) => {
      const timeout = AbortSignal.timeout(timeoutMs);
      const found: string[] = [];
      while (found.length < records && !timeout.aborted) {
        for (const chunk of await port.chunks(timeout)) {
          assert.deepEqual(chunk.ownership, generations.at(-1)?.ownership);
          found.push(...values(chunk));
        }
      }
      return found;
    },
  };
}

/** Connected and joined. */
export async function startTestMember(
  create: CreateKafkaPort,
  options: TestMemberOptions,
): Promise<TestMember> {
  const member = await createTestMember(create, options);
  await member.port.connect();
  await member.port.join(member.listener);
  return member;
}

function keys(partitions: readonly TopicPartition[]): string[] {
  return partitions.map(({ topic, partition }) => partitionKey(topic, partition)).toSorted();
}

/** The records of a chunk, as `partition@offset=value`. */
function values(chunk: Chunk): string[] {
  const cursor = chunk.cursor();
  const found: string[] = [];
  while (cursor.next()) {
    const value = cursor.bytes.toString('utf8', cursor.valueStart, cursor.valueEnd);
    found.push(`${chunk.partition}@${chunk.start + BigInt(cursor.offsetDelta)}=${value}`);
  }
  return found;
}
