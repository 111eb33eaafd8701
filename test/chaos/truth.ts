import { testClient, uniqueName } from '../support/topics.ts';
import { logBounds } from '../support/stored-events.ts';
import { waitUntil } from '../support/wait-until.ts';
import { numberIn } from './load.ts';

/** What a topic holds, by a client that has nothing to do with Sluice: by partition, the number in the record at each offset. */
export type Truth = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Reads a topic that nobody writes to any more from its beginning to its end, committed transactions only. */
export async function readTruth(topic: string, bootstrapServers: string): Promise<Truth> {
  const ends = await logBounds(topic, bootstrapServers);
  const truth = new Map<number, Map<number, number>>(
    ends.map(({ partition }) => [partition, new Map()]),
  );
  const reached = new Map<number, bigint>();
  const client = await testClient(bootstrapServers);
  const consumer = client.consumer({ groupId: uniqueName('truth'), readUncommitted: false });
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
