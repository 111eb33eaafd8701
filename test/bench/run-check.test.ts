import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchCases } from './cases.ts';
import { caseFigures, type CaseFigures } from './figures.ts';
import { checkAgainst } from './run-check.ts';

const cases = benchCases.filter(({ name }) => name === 'a' || name === 'c');
const kept = { release: '1.2.3', events: 1000, ratios: { a: 0.2, c: 0.3 } };

/** What a run gives that measures these ratios, first, and again; and what was asked of it. */
function runner(first: Record<string, number>, again: Record<string, number>) {
  const asked: [string[], number][] = [];
  const said: string[] = [];
  const rounds = [first, again];
  const check = checkAgainst(
    kept,
    cases,
    (line) => said.push(line),
    (which, repeat) => {
      const ratios = rounds[asked.length] ?? {};
      asked.push([which.map(({ name }) => name), repeat]);
      return Promise.resolve(which.map((of) => figuresOf(of, ratios[of.name] ?? NaN)));
    },
  );
  return { asked, said, check };
}

function figuresOf(of: (typeof cases)[number], ratio: number): CaseFigures {
  const run = { cpuMicros: 10_000_000, wallMs: 1000, peakRssBytes: 1, gcMillis: 1 };
  const runs = new Map([
    ['sluice', [{ ...run, cpuMicros: 10_000_000 * ratio }]],
    ['baseline', [run]],
  ]);
  return caseFigures(of, { events: 1_000_000, bytes: 1, runs });
}

describe('the check against kept ratios', () => {
  it('passes at once where nothing is slower', async () => {
    const { asked, said, check } = runner({ a: 0.2, c: 0.3 }, {});
    assert.deepEqual((await check).regressions, []);
    assert.deepEqual(asked, [[['a', 'c'], 2]]);
    assert.deepEqual(said, []);
  });

  it('runs a slower case once more, longer, and passes where it is not slower then', async () => {
    const { asked, said, check } = runner({ a: 0.2, c: 0.5 }, { c: 0.31 });
    const { regressions, cases: figures } = await check;
    assert.deepEqual(regressions, []);
    assert.deepEqual(asked.slice(1), [[['c'], 5]]);
    assert.deepEqual(said, ['slower than kept, once more: c']);
    assert.deepEqual(
      figures.map(({ ratio }) => ratio),
      [0.2, 0.31],
    );
  });

  it('fails where it is slower both times', async () => {
    const { check } = runner({ a: 0.9, c: 0.3 }, { a: 0.8 });
    const { regressions } = await check;
    assert.deepEqual(
      regressions.map((one) => [one.case, one.kept, one.measured]),
      [['a', 0.2, 0.8]],
    );
  });
});
