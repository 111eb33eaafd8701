import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mistake } from '../../support/simulation/client.ts';
import { runSchedule, simulatedPipeline } from '../../support/simulation/schedule.ts';

/** SIMULATION_SEED and SIMULATION_RUNS replay a schedule, or search longer. */
const firstSeed = Number(process.env['SIMULATION_SEED'] ?? 1);
const runs = Number(process.env['SIMULATION_RUNS'] ?? 40);
const right = { missing: 0, duplicated: 0, outOfOrder: 0, fatal: [], uncommitted: 0 };

test('every record is in the lake exactly once, whatever happens to consumers and commits', async () => {
  const plain = simulatedPipeline();
  // of three hours in the log two find no room of their own
  const limited = simulatedPipeline({ batch: { maxBytes: 1500, timeoutSecs: 60, maxPrefixes: 1 } });
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const model = seed % 2 === 0 ? limited : plain;
    const { faults, objects, grown: _grown, ...outcome } = await runSchedule(seed, model);
    assert.deepEqual({ seed, ...outcome }, { seed, ...right }, JSON.stringify({ faults, objects }));
  }
});

test('the same where some consumers store objects while they grow, and others in one piece', async () => {
  let all = 0;
  let inParts = 0;
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const model = simulatedPipeline({ compression: seed % 2 === 0 ? 'gzip' : 'none' });
    const { faults, objects, grown, ...outcome } = await runSchedule(seed, model, 'none', true);
    const hint = JSON.stringify({ faults, objects, grown });
    assert.deepEqual({ seed, ...outcome }, { seed, ...right }, hint);
    all += objects;
    inParts += grown;
  }
  assert.ok(inParts > all / 10 && inParts < (all * 9) / 10, `${inParts} of ${all}`);
});

const mistakes: readonly Mistake[] = ['no ledger', 'no fence', 'cuts by chance'];

for (const mistake of mistakes) {
  test(`the simulation notices: ${mistake}`, async () => {
    const model = simulatedPipeline();
    for (let seed = 1; seed <= 200; seed++) {
      const {
        faults: _faults,
        objects: _objects,
        grown: _grown,
        ...outcome
      } = await runSchedule(seed, model, mistake, seed % 2 === 0);
      if (JSON.stringify(outcome) !== JSON.stringify(right)) return;
    }
    assert.fail('200 schedules went well although the protocol is broken');
  });
}
