import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Budget } from '../../../shared/engine/budget.ts';

const cases = [
  { held: 'little', open: 50, compressing: 0, publishing: 0, excess: 0, isShrinking: false },
  { held: 'too much', open: 80, compressing: 0, publishing: 0, excess: 30, isShrinking: false },
  {
    held: 'much on its way',
    open: 40,
    compressing: 0,
    publishing: 40,
    excess: 0,
    isShrinking: true,
  },
  { held: 'raw blocks', open: 80, compressing: 20, publishing: 0, excess: 10, isShrinking: true },
  { held: 'only those', open: 80, compressing: 60, publishing: 0, excess: 0, isShrinking: true },
];

for (const { held, open, compressing, publishing, excess, isShrinking } of cases) {
  test(`a budget that holds ${held} asks for ${excess} bytes of epochs to end`, () => {
    const budget = new Budget(100);
    budget.addOpen(open);
    budget.addCompressing(compressing);
    budget.addPublishing(publishing);
    assert.deepEqual(
      { excess: budget.excess(), isShrinking: budget.isShrinking },
      { excess, isShrinking },
    );
  });
}

test('whoever waits for room is woken when a frame is done', async () => {
  const budget = new Budget(100);
  budget.addOpen(90);
  budget.addCompressing(90);
  const woken = budget.changed(new AbortController().signal);
  budget.addCompressing(-90);
  await woken;
});
