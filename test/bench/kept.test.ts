import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchCases } from './cases.ts';
import { caseFigures, type CaseFigures } from './figures.ts';
import { type KeptRatios, keptOf, readKept, regressions } from './kept.ts';

/** Figures with that ratio to the naive program. */
function figures(name: string, ratio: number): CaseFigures {
  const of = benchCases.find((one) => one.name === name);
  assert.ok(of);
  const run = { cpuMicros: 10_000_000, wallMs: 1000, peakRssBytes: 1, gcMillis: 1 };
  const runs = new Map([
    ['sluice', [{ ...run, cpuMicros: 10_000_000 * ratio }]],
    ['baseline', [run]],
  ]);
  return caseFigures(of, { events: 1_000_000, bytes: 1, runs });
}

const kept: KeptRatios = { release: '1.2.3', events: 200_000, ratios: { a: 0.2, c: 0.3 } };

describe('the kept ratios', () => {
  it('are held where an event takes up to 1.25 times as much', () => {
    assert.deepEqual(regressions(kept, [figures('a', 0.25), figures('c', 0.1)]), []);
  });

  it('are missed where it takes more', () => {
    const [missed, ...others] = regressions(kept, [figures('a', 0.26), figures('c', 0.3)]);
    assert.deepEqual(others, []);
    assert.equal(missed?.case, 'a');
    assert.equal(
      missed?.message,
      'case a: an event takes 0.260 of what the naive program takes, 1.30 times the 0.200 of release 1.2.3; up to 1.25 times pass',
    );
  });

  it('must be there for each case', () => {
    assert.throws(() => regressions(kept, [figures('d', 0.5)]), /keeps no ratio of case d/);
  });

  it('are made of figures', () => {
    const made = keptOf([figures('a', 0.25), figures('d', 0.5)], { release: '2', events: 7 });
    assert.deepEqual(made, { release: '2', events: 7, ratios: { a: 0.25, d: 0.5 } });
  });

  it('are in the repository for the cases that CI runs', async () => {
    const { ratios } = await readKept();
    assert.deepEqual(Object.keys(ratios), ['a', 'c', 'd', 'i']);
  });
});
