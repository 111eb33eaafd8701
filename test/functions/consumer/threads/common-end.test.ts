import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommonEnd } from '../../../../functions/consumer/threads/common-end.ts';

function ends(threads: number, sources: readonly string[]): CommonEnd[] {
  const memory = CommonEnd.memoryFor(threads, sources.length);
  return Array.from({ length: threads }, (_, thread) => new CommonEnd(memory, thread, sources));
}

test('a source stops once all threads are at its end in one generation, and stays decided', () => {
  const [one, two] = ends(2, ['kafka', 'other']);
  assert.ok(one !== undefined && two !== undefined);
  assert.equal(one.reached('kafka', 1), false, 'the other has not joined');
  assert.equal(two.reached('kafka', 2), false, 'the first has not seen what it got of it');
  assert.equal(one.reached('kafka', null), false, 'it has more to read');
  assert.equal(one.reached('kafka', 2), true);
  assert.equal(one.reached('other', 2), false);
  assert.equal(
    two.reached('kafka', null),
    true,
    'the first has left, and there is a new generation',
  );
});

test('in any order of words, the end is never found before all have said it of the same generation', () => {
  const words = fc.array(
    fc.record({ thread: fc.nat({ max: 2 }), generation: fc.option(fc.nat({ max: 3 })) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(words, (said) => {
      const threads = ends(3, ['kafka']);
      const last: (number | null)[] = [null, null, null];
      let decided = false;
      for (const { thread, generation } of said) {
        last[thread] = generation;
        decided ||= generation !== null && last.every((one) => one === generation);
        assert.equal(threads[thread]?.reached('kafka', generation), decided);
      }
    }),
  );
});
