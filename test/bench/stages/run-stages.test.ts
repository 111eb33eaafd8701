import assert from 'node:assert/strict';
import { it } from 'node:test';
import { runStages } from './run-stages.ts';

it('every stage runs beside its counterpart, and is told once', async () => {
  const told: string[] = [];
  const stages = await runStages({
    timeMs: 1,
    signal: new AbortController().signal,
    onProgress: (_share, stage) => told.push(stage),
  });
  assert.deepEqual(
    stages.map(({ stage }) => stage),
    told,
  );
  assert.equal(new Set(told).size, told.length);
  for (const { stage, nanosPerEvent, naiveNanosPerEvent, megabytesPerSecond } of stages) {
    assert.ok(nanosPerEvent > 0 && naiveNanosPerEvent > 0 && megabytesPerSecond > 0, stage);
  }
});
