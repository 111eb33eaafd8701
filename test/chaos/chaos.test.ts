import assert from 'node:assert/strict';
import { it } from 'node:test';
import { makeMutant, mutants } from './mutants.ts';
import { isRed } from './report.ts';
import { runChaos } from './run-chaos.ts';

it(
  'every record is in the lake exactly once, whatever breaks',
  { timeout: 600_000 },
  async (context) => {
    const options = {
      rounds: 2,
      // on a machine that is busy with other things the second round is left out
      minutes: 1,
      seed: 7,
      // a zombie, transactions, late commits; then a rolling update and clocks that jump
      from: 2,
      delivery: 'exact',
      break: null,
      extra: {},
      logs: null,
    } as const;
    const said: string[] = [];
    const report = await runChaos(options, (line) => said.push(line), new AbortController().signal);
    context.diagnostic(said.join('\n'));
    assert.equal(isRed(report), false, said.join('\n'));
    assert.ok(report.rounds >= 1, 'a round had a fault that had an effect');
    assert.ok(report.records >= 20_000 * report.rounds);
    assert.ok(report.samples > 10);
  },
);

for (const name of Object.keys(mutants)) {
  it(`--break ${name} finds the code that it takes out`, async () => {
    const mutant = await makeMutant(name);
    await mutant.remove();
  });
}
