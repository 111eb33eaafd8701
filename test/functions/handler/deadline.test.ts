import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadlineAfterMs } from '../../../functions/handler/deadline.ts';

describe('the answer is due', () => {
  const cases: [remainingMs: number, afterMs: number][] = [
    [840_000, 837_000],
    [10_000, 9_000],
    [2_000, 1_750],
    [300, 50],
    [100, 0],
    [0, 0],
  ];
  for (const [remainingMs, afterMs] of cases) {
    it(`after ${afterMs} ms where ${remainingMs} ms are left`, () => {
      assert.equal(deadlineAfterMs(remainingMs), afterMs);
    });
  }
});
