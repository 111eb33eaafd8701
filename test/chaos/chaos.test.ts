import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeMutant, mutants } from './mutants.ts';
import { isRed } from './report.ts';
import { runChaos } from './run-chaos.ts';

it(
  'whatever breaks, every record is in the lake exactly once',
  { timeout: 240_000 },
  async (context) => {
    const options = {
      rounds: 2,
      minutes: 4,
      seed: 7,
      from: 1,
      delivery: 'exact',
      break: null,
      extra: {},
      logs: null,
    } as const;
    const signal = new AbortController().signal;
    const said: string[] = [];
    const report = await runChaos(options, (line) => said.push(line), signal);
    context.diagnostic(said.join('\n'));
    assert.equal(isRed(report), false, said.join('\n'));
    assert.equal(report.rounds, 2, 'each round had a fault that had an effect');
    assert.ok(report.records >= 40_000);
    assert.ok(report.samples > 10);
  },
);

for (const name of Object.keys(mutants)) {
  it(`--break ${name} finds the code that it breaks`, async () => {
    const mutant = await makeMutant(name);
    await mutant.remove();
  });
}
