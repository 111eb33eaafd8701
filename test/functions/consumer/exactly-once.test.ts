import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSchedule, simulatedPipeline } from '../../support/simulation/schedule.ts';

/** SIMULATION_SEED and SIMULATION_RUNS replay a schedule, or search longer. */
const firstSeed = Number(process.env['SIMULATION_SEED'] ?? 1);
const runs = Number(process.env['SIMULATION_RUNS'] ?? 300);

test('every record is in the lake exactly once, whatever happens to consumers and commits', async () => {
  const model = simulatedPipeline();
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const { missing, duplicated, outOfOrder } = await runSchedule(seed, model);
    assert.deepEqual(
      { seed, missing, duplicated, outOfOrder },
      { seed, missing: 0, duplicated: 0, outOfOrder: 0 },
    );
  }
});
