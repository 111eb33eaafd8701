import { kafkaTool } from '../support/kafka-tool.ts';
import { logBounds } from '../support/stored-events.ts';
import { testClient, uniqueName } from '../support/topics.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Load, neverToBeRead, numberIn } from './load.ts';

/** What a topic holds or held, by clients that have nothing to do with Sluice. */
export interface Truth {
  /** What a consumer sees in the end: by partition, the number in the record at each offset. Has to be stored. */
  readonly there: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Whether a record with this number may have been at this offset, too, and is gone because it was compacted away. */
  readonly wasThere: (partition: number, offset: number, number: number) => boolean;
  /** Records that were written and are not there any more. */
  readonly gone: number;
}

/** Reads a topic that nobody writes to any more from its beginning to its end, committed transactions only. */
export async function readTruth(
  topic: string,
  bootstrapServers: string,
  compacted: boolean,
  { written, sent }: Load,
): Promise<Truth> {
  // kafkajs gets stuck at a batch that compaction has emptied
  const read = compacted ? readByTool : readAll;
  const there = await read(topic, bootstrapServers);
  const partitions = there.size;
  let gone = 0;
  for (const [partition, offsets] of written) {
    for (const [offset, number] of offsets) {
      if (number !== neverToBeRead && there.get(partition)?.has(offset) !== true) gone += 1;
    }
  }
  return {
    there,
    gone,
    wasThere: (partition, offset, number) => {
      if (!compacted || there.get(partition)?.has(offset) === true) return false;
      const known = written.get(partition)?.get(offset);
      // a batch that nobody answered to was perhaps written; where, only the broker knew
      return known === undefined
        ? number < sent && number % partitions === partition
        : known === number;
    },
  };
}

async function readAll(topic: string, bootstrapServers: string): Promise<Truth['there']> {
  const ends = await logBounds(topic, bootstrapServers);
  const truth = new Map<number, Map<number, number>>(
    ends.map(({ partition }) => [partition, new Map()]),
  );
  const reached = new Map<number, bigint>();
  const client = await testClient(bootstrapServers);
  const consumer = client.consumer({
    groupId: uniqueName('truth'),
    readUncommitted: false,
    maxWaitTimeInMs: 100,
  });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const known = truth.get(batch.partition);
        for (const { offset, value } of batch.messages) {
          known?.set(Number(offset), numberIn(value?.toString('utf8') ?? ''));
        }
        reached.set(batch.partition, BigInt(batch.lastOffset()) + 1n);
        return Promise.resolve();
      },
    });
    await waitUntil(
      'the topic is read to its end',
      () => ends.every(({ partition, next }) => next === 0n || reached.get(partition) === next),
      { timeoutMs: 60_000 },
    );
  } finally {
    await consumer.disconnect();
  }
  return truth;
}

const line = /^Partition:(\d+)\tOffset:(\d+)\t(.*)$/s;

/** The same by Kafka's own consumer, which ends when nothing has come for some seconds: on a busy machine that may be early. */
async function readByTool(topic: string, bootstrapServers: string): Promise<Truth['there']> {
  for (const idleMs of [5_000, 20_000]) {
    const truth = await readUntilIdle(topic, bootstrapServers, idleMs);
    if (truth !== null) return truth;
  }
  throw new Error(`the truth of ${topic} could not be read to its end`);
}

/** Null where the end was not reached. */
async function readUntilIdle(
  topic: string,
  bootstrapServers: string,
  idleMs: number,
): Promise<Truth['there'] | null> {
  const ends = await logBounds(topic, bootstrapServers);
  const truth = new Map<number, Map<number, number>>(
    ends.map(({ partition }) => [partition, new Map()]),
  );
  const options = [
    ['--bootstrap-server', bootstrapServers],
    ['--topic', topic],
    ['--isolation-level', 'read_committed'],
    ['--timeout-ms', String(idleMs)],
    ['--formatter-property', 'print.partition=true'],
    ['--formatter-property', 'print.offset=true'],
  ].flat();
  await kafkaTool(
    'org.apache.kafka.tools.consumer.ConsoleConsumer',
    ['--from-beginning', ...options],
    {
      // how it says that it has ended by that time
      mayFailWith: /TimeoutException/,
      onLine: (text) => {
        const [, partition, offset, value = ''] = line.exec(text) ?? [];
        if (offset !== undefined)
          truth.get(Number(partition))?.set(Number(offset), numberIn(value));
      },
    },
  );
  // the last one of each partition is a record, and nothing of it can be compacted away
  const isWhole = ends.every(
    ({ partition, next }) => next === 0n || truth.get(partition)?.has(Number(next) - 1) === true,
  );
  return isWhole ? truth : null;
}
