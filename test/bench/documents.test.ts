import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { format } from 'prettier';
import { benchCases } from './cases.ts';
import { pageWithGrowth, pageWithSpeed, readmeWithSpeed } from './documents.ts';
import { caseFigures } from './figures.ts';

const root = join(import.meta.dirname, '../..');
const readme = await readFile(join(root, 'README.md'), 'utf8');
const page = await readFile(join(root, 'docs/performance.md'), 'utf8');

const run = { cpuMicros: 2_000_000, wallMs: 5000, peakRssBytes: 150e6, gcMillis: 90 };
const cases = benchCases.map((of) => {
  const runs = new Map([
    ['sluice', [run]],
    ['baseline', [{ ...run, cpuMicros: 8_000_000 }]],
    ...(of.threads === 1 ? [] : [['sluice-1', [{ ...run, cpuMicros: 1_600_000 }]] as const]),
  ]);
  const startMicros = of.threads === 2 ? { 1: 600_000, 2: 750_000 } : undefined;
  return caseFigures(of, { events: 1_000_000, bytes: 207e6, runs, startMicros });
});
const growth = [
  {
    dimension: 'threads',
    axis: 'threads',
    per: 'event',
    points: [
      { label: '1', events: 7, cpuMicros: 2, peakRssMb: 100, eventsPerSecond: 1000 },
      { label: '2', events: 7, cpuMicros: 2.1, peakRssMb: 200, eventsPerSecond: 1500 },
    ],
  },
] as const;

describe('the documents', () => {
  it('have the cases with a goal in the README, and all of them on the page', () => {
    assert.match(readmeWithSpeed(readme, cases), /\| reshaped +\| 2\.00 +\| 8\.00 +\| 0\.25 +\|/);
    assert.doesNotMatch(readmeWithSpeed(readme, cases), /records of 2 kB/);
    const written = pageWithSpeed(page, cases);
    for (const { name, title } of benchCases) {
      assert.ok(new RegExp(`^\\| ${name} +\\| ${title} +\\| 2\\.00`, 'm').test(written), name);
    }
    assert.match(
      written,
      /1,000,000 events .* the median of 1 runs\. Two threads take 1\.25 times/,
    );
  });

  it('have the figures of growth beside the plot', () => {
    assert.match(pageWithGrowth(page, growth), /\| {2,}\| 2 +\| 2\.10 +\| event \| 1\.05 +\|/);
  });

  it('are as Prettier would write them, also where they are written again', async () => {
    const written = pageWithGrowth(pageWithSpeed(page, cases), growth);
    const again = pageWithGrowth(pageWithSpeed(written, cases), growth);
    assert.equal(again, written);
    const options = { parser: 'markdown', singleQuote: true, printWidth: 100 };
    assert.equal(await format(written, options), written);
    assert.equal(
      await format(readmeWithSpeed(readme, cases), options),
      readmeWithSpeed(readme, cases),
    );
  });
});
