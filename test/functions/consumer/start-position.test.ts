import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PartitionBounds } from '../../../functions/consumer/kafka/port.ts';
import { startPositions } from '../../../functions/consumer/start-position.ts';
import { partitionKey } from '../../../shared/record.ts';

const at = { topic: 'devices', partition: 0 };
const bounds: PartitionBounds = { ...at, logStart: 100n, highWatermark: 200n, lastStable: 190n };
const broker = {
  bounds: () => Promise.resolve(new Map([[partitionKey(at.topic, at.partition), bounds]])),
  offsets: (_: unknown, query: { at: string }) =>
    Promise.resolve(
      new Map([[partitionKey(at.topic, at.partition), query.at === 'latest' ? 190n : 100n]]),
    ),
};

for (const [offset, expected] of [
  [150n, 150n],
  [5n, 100n],
  [900n, 200n],
] as const) {
  test(`a start at offset ${offset} of a log from 100 to 200 is ${expected}`, async () => {
    const starts = await startPositions(broker, { at: 'offset', offset }, [at]);
    assert.deepEqual([...starts.values()], [expected]);
  });
}

test('earliest, latest and a time are asked from the broker', async () => {
  const start = async (startAt: Parameters<typeof startPositions>[1]): Promise<unknown> =>
    (await startPositions(broker, startAt, [at])).get('devices/0');
  assert.equal(await start({ at: 'earliest' }), 100n);
  assert.equal(await start({ at: 'latest' }), 190n);
  assert.equal(await start({ at: 'timestamp', timestampMs: 1 }), 100n);
});

test('without partitions nobody is asked', async () => {
  const silent = {
    bounds: () => Promise.reject(new Error('asked')),
    offsets: () => Promise.reject(new Error('asked')),
  };
  assert.equal((await startPositions(silent, { at: 'earliest' }, [])).size, 0);
});
