import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createGate } from '../../../../shared/sink/compress/gate.ts';

describe('a gate', () => {
  it('never lets more through than its width, loses nobody, and keeps the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 30 }),
        async (width, turns) => {
          const gate = createGate(width);
          let inside = 0;
          let most = 0;
          const order: number[] = [];
          await Promise.all(
            turns.map(async (stay, who) => {
              await gate.enter();
              order.push(who);
              most = Math.max(most, ++inside);
              for (let i = 0; i < stay; i++) await turn();
              inside--;
              gate.leave();
            }),
          );
          assert.ok(most <= width);
          assert.equal(most, Math.min(width, turns.length));
          assert.deepEqual(
            order,
            turns.map((_, who) => who),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});
