import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndPositions } from '../../../functions/consumer/end-positions.ts';
import { partitionKey, type TopicPartition } from '../../../shared/record.ts';

const at = (partition: number): TopicPartition => ({ topic: 'devices', partition });

function endsAt(end: bigint): EndPositions {
  return new EndPositions((partitions) =>
    Promise.resolve(
      new Map(
        partitions.map((one) => [
          partitionKey(one.topic, one.partition),
          { ...one, logStart: 0n, highWatermark: end, lastStable: end },
        ]),
      ),
    ),
  );
}

test('the end is reached when every partition was read up to where it ended then', async () => {
  const ends = endsAt(10n);
  assert.equal(
    ends.reached(() => 10n),
    false,
    'nothing is assigned yet',
  );
  ends.take([at(0), at(1)], await ends.find([at(0), at(1)]));
  assert.equal(
    ends.reached(({ partition }) => (partition === 0 ? 10n : 9n)),
    false,
  );
  assert.equal(
    ends.reached(() => 10n),
    true,
  );
});

test('a partition that went to another member is not waited for, also by an assignment that came to nothing', async () => {
  const ends = endsAt(10n);
  // begun for an assignment of two partitions, overtaken by one of a single partition, and never taken
  const stale = ends.find([at(0), at(1)]);
  ends.take([at(1)], await ends.find([at(1)]));
  await stale;
  assert.equal(
    ends.reached(({ partition }) => (partition === 1 ? 10n : null)),
    true,
  );
});

test('a partition that stays keeps the end that it had', async () => {
  let end = 10n;
  const ends = new EndPositions((partitions) =>
    Promise.resolve(
      new Map(
        partitions.map((one) => [
          partitionKey(one.topic, one.partition),
          { ...one, logStart: 0n, highWatermark: end, lastStable: end },
        ]),
      ),
    ),
  );
  ends.take([at(0)], await ends.find([at(0)]));
  end = 99n;
  ends.take([at(0), at(1)], await ends.find([at(0), at(1)]));
  assert.equal(
    ends.reached(({ partition }) => (partition === 0 ? 10n : 99n)),
    true,
  );
});
