import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hourOf, startOfHourMs } from '../../../../functions/consumer/complete/marker-keys.ts';
import { TopicHours } from '../../../../functions/consumer/complete/topic-hours.ts';

const minuteMs = 60_000;
const first = hourOf(Date.parse('2026-05-01T10:00:00Z'));
const at = (minutes: number): number => startOfHourMs(first) + minutes * minuteMs;
const partitions = [0, 1].map((partition) => ({ topic: 't', partition }));
const ends = (...offsets: bigint[]) => new Map(offsets.map((end, index) => [`t/${index}`, end]));
const none: ReadonlySet<number> = new Set();

function hoursOf(complete: ReturnType<TopicHours['complete']>): number[] {
  return complete.map(({ hour }) => hour - first);
}

describe('an hour of a topic', () => {
  it('is not asked about before its end and the grace are past', () => {
    const hours = new TopicHours(10 * minuteMs, first, none, at(0));
    assert.deepEqual(
      [at(59), at(60), at(69)].map((now) => hours.tick(now)),
      [false, false, false],
    );
    assert.equal(hours.tick(at(70)), true);
  });

  it('is complete when every partition is committed to where it ended then, whatever came since', () => {
    const hours = new TopicHours(0, first, none, at(0));
    hours.tick(at(60));
    hours.reached(ends(5n, 0n));
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(4n, -1n))), []);
    const complete = hours.complete(partitions, ends(5n, -1n));
    assert.deepEqual(complete, [{ hour: first, ends: ends(5n, 0n) }]);
    hours.marked(first);
    assert.equal(hours.isWaiting, false);
  });

  it('waits for the hour before it', () => {
    const hours = new TopicHours(0, first, none, at(0));
    hours.tick(at(60));
    hours.reached(ends(5n, 0n));
    hours.tick(at(120));
    hours.reached(ends(9n, 0n));
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(4n, 0n))), []);
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(5n, 0n))), [0]);
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(9n, 0n))), [0, 1]);
  });

  it('is asked about anew where a partition was added meanwhile', () => {
    const hours = new TopicHours(0, first, none, at(0));
    hours.tick(at(60));
    hours.reached(new Map([['t/0', 5n]]));
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(5n, 0n))), []);
    assert.equal(hours.tick(at(61)), true);
    hours.reached(ends(5n, 3n));
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(5n, 2n))), []);
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(5n, 3n))), [0]);
  });

  it('that is marked already is left out after a start, and a hole between marked ones is filled', () => {
    const done = new Set([first, first + 2]);
    const hours = new TopicHours(0, first, done, at(4 * 60));
    assert.equal(hours.tick(at(4 * 60)), true);
    hours.reached(ends(1n, 1n));
    assert.deepEqual(hoursOf(hours.complete(partitions, ends(1n, 1n))), [1, 3]);
  });
});

/** One thing that happens: a minute passes, a record comes, something is committed, the consumer is replaced. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.nat(40) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      partition: fc.nat(1),
      // how much later than its own time it comes: at most the grace, and it may be from the future
      lateMinutes: fc.oneof(fc.integer({ min: -3000, max: 10 }), fc.integer({ min: 0, max: 10 })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      partition: fc.nat(1),
      count: fc.nat(8),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

it('when an hour is called complete, every record of it is stored, also from clocks that are ahead', () => {
  let marks = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 200 }), (steps) => {
      const logs: number[][] = [[], []];
      const committed = [0, 0];
      const done = new Set<number>();
      let now = at(0);
      let hours = new TopicHours(10 * minuteMs, first, done, now);
      const look = (): void => {
        if (hours.tick(now)) hours.reached(ends(...logs.map((log) => BigInt(log.length))));
        const complete = hours.complete(partitions, ends(...committed.map(BigInt)));
        for (const { hour } of complete) {
          logs.forEach((log, partition) => {
            const left = log.slice(committed[partition]).filter((time) => hourOf(time) === hour);
            assert.deepEqual(left, [], `hour ${hour - first}`);
          });
          hours.marked(hour);
          done.add(hour);
          marks++;
        }
      };
      for (const each of steps) {
        if (each.do === 'pass') now += each.minutes * minuteMs;
        else if (each.do === 'append')
          logs[each.partition]?.push(now - each.lateMinutes * minuteMs);
        else if (each.do === 'commit') {
          const end = logs[each.partition]?.length ?? 0;
          const from = committed[each.partition] ?? 0;
          committed[each.partition] = Math.min(end, from + each.count);
        } else if (each.do === 'look') look();
        else hours = new TopicHours(10 * minuteMs, first, new Set(done), now);
      }
      // what comes in the end is what is there
      logs.forEach((log, partition) => (committed[partition] = log.length));
      now += 120 * minuteMs;
      look();
      assert.equal(done.size, hourOf(now - 10 * minuteMs) - first, 'and each is in the end');
    }),
    { numRuns: 300 },
  );
  assert.ok(marks > 300, `${marks} marks`);
});
