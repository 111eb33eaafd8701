import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Budget } from '../../../shared/engine/budget.ts';
import { Holdings } from '../../../shared/engine/holdings.ts';

const kibi = 1024;
const maxBytes = 64 * 1024 * kibi;
/** What is told is rounded up, for each thread and number. */
const rounding = 3 * kibi;

function shared(threads: number): Budget[] {
  const memory = Holdings.memoryFor(threads);
  return Array.from(
    { length: threads },
    (_, index) => new Budget(maxBytes, new Holdings(memory, index)),
  );
}

const bytes = fc.nat({ max: maxBytes });
const held = fc.array(fc.record({ open: bytes, publishing: bytes, fetched: bytes }), {
  minLength: 1,
  maxLength: 8,
});

function holding(threads: readonly { open: number; publishing: number; fetched: number }[]): {
  budgets: Budget[];
  open: number;
  all: number;
} {
  const budgets = shared(threads.length);
  let open = 0;
  let all = 0;
  for (const [index, thread] of threads.entries()) {
    const budget = budgets[index]!;
    budget.addOpen(thread.open);
    budget.addPublishing(thread.publishing);
    budget.countFetched(() => thread.fetched);
    // tells what it has fetched
    assert.ok(budget.held >= 0);
    open += thread.open;
    all += thread.open + thread.publishing + thread.fetched;
  }
  return { budgets, open, all };
}

test('every thread sees what all hold, and stops fetching at the same mark', () => {
  fc.assert(
    fc.property(held, (threads) => {
      const { budgets, all } = holding(threads);
      const marks = budgets.map((budget) => {
        assert.ok(Math.abs(budget.held - all) <= rounding * threads.length);
        return budget.mustStopFetching;
      });
      assert.equal(new Set(marks).size, 1);
      const publishing = threads.some((thread) => thread.publishing > 0);
      for (const budget of budgets) assert.equal(budget.isShrinking, publishing);
    }),
  );
});

test('the parts of the excess add up to the excess, and nobody is to cut more than it has open', () => {
  fc.assert(
    fc.property(held, (threads) => {
      const { budgets, open, all } = holding(threads);
      const parts = budgets.map((budget) => budget.excess());
      const sum = parts.reduce((total, part) => total + part, 0);
      const near = rounding * threads.length;
      if (all > maxBytes * 0.6 + near) {
        assert.ok(Math.abs(sum - Math.max(0, open - maxBytes / 2)) <= near);
      } else if (all < maxBytes * 0.6 - near) {
        assert.equal(sum, 0);
      }
      for (const [index, part] of parts.entries()) {
        assert.ok(part <= Math.ceil(threads[index]!.open / kibi) * kibi);
      }
    }),
  );
});

test('below the second mark those with less than an equal part cut nothing', () => {
  const small = fc.array(fc.nat({ max: maxBytes / 8 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(small, (threads) => {
      const { budgets, all } = holding(
        threads.map((open) => ({ open, publishing: 0, fetched: 0 })),
      );
      fc.pre(all < maxBytes * 0.85 - rounding * threads.length);
      for (const [index, budget] of budgets.entries()) {
        if (threads[index]! + kibi <= maxBytes / 2 / threads.length) {
          assert.equal(budget.excess(), 0);
        }
      }
    }),
  );
});

test('above it each takes its part, so that one that cannot cut does not block the rest', () => {
  const mebi = 1024 * kibi;
  const { budgets } = holding([
    { open: 50 * mebi, publishing: 0, fetched: 0 },
    { open: 10 * mebi, publishing: 0, fetched: 0 },
  ]);
  const [large, small] = budgets.map((budget) => Math.round(budget.excess()));
  assert.equal(small, Math.round(((60 - 32) * mebi * 10) / 60));
  assert.equal(large, Math.round(((60 - 32) * mebi * 50) / 60));
});

test('threads that cut their parts at the same time bring the open bytes under the mark, not to nothing', () => {
  fc.assert(
    fc.property(held, (threads) => {
      const { budgets, all } = holding(threads);
      fc.pre(all > maxBytes * 0.6 + rounding * threads.length);
      // all look before any of them has cut
      const parts = budgets.map((budget) => budget.excess());
      let open = 0;
      for (const [index, budget] of budgets.entries()) {
        const part = Math.floor(Math.min(parts[index]!, budget.open));
        budget.addOpen(-part);
        budget.addPublishing(part);
        open += budget.open;
      }
      const before = threads.reduce((sum, thread) => sum + thread.open, 0);
      const near = rounding * threads.length;
      assert.ok(open <= maxBytes / 2 + near);
      assert.ok(open >= Math.min(before, maxBytes / 2) - near);
    }),
  );
});

test(
  'a thread that holds nothing hears of what another gives back',
  { timeout: 10_000 },
  async () => {
    const [full, waiting] = shared(2);
    assert.ok(full !== undefined && waiting !== undefined);
    full.addPublishing(maxBytes);
    assert.ok(waiting.mustStopFetching);
    setTimeout(() => full.addPublishing(-maxBytes), 50);
    let looks = 0;
    while (waiting.mustStopFetching) {
      await waiting.changed(new AbortController().signal);
      looks++;
    }
    assert.ok(looks >= 1 && looks < 50, `${looks} looks are not a loop without pause`);
  },
);

test('waiting ends with the signal', { timeout: 10_000 }, async () => {
  const [budget] = shared(1);
  const stop = new AbortController();
  const waited = budget?.changed(stop.signal);
  stop.abort();
  await waited;
});

test('an account that nobody shares counts to the byte', () => {
  const budget = new Budget(maxBytes);
  budget.addOpen(1);
  budget.addPublishing(2);
  budget.countFetched(() => 3);
  assert.equal(budget.held, 6);
  budget.addOpen(maxBytes * 0.7);
  assert.equal(budget.excess(), 1 + maxBytes * 0.7 - maxBytes / 2);
});
