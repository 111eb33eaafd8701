import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growthPlot, niceStep } from './plot.ts';
import { formatGrowth, growthTable } from './report.ts';
import type { GrowthFigures } from './run-growth.ts';

function grows(dimension: string, cpuMicros: readonly number[]): GrowthFigures {
  return {
    dimension,
    axis: `${dimension} of something`,
    per: 'event',
    points: cpuMicros.map((cpu, at) => ({
      label: String(10 ** at),
      events: 1000,
      cpuMicros: cpu,
      peakRssMb: 100,
      eventsPerSecond: 250_000,
    })),
  };
}

const figures = [grows('folders', [2, 2.2, 4]), grows('threads', [3, 3])];

describe('the plot of growth', () => {
  it('names its axes and each value, and has nothing that is not a number', () => {
    const svg = growthPlot(figures);
    assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 720 230"/);
    for (const text of ['CPU µs per event', 'folders of something', '2.2', '100']) {
      assert.ok(svg.includes(`>${text}</text>`), text);
    }
    assert.equal(svg.match(/<circle/g)?.length, 5);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
    assert.match(svg, /prefers-color-scheme: dark/);
  });

  it('draws what costs more higher up, from zero', () => {
    const ys = [...growthPlot(figures).matchAll(/cy="(\d+)"/g)].map(([, y]) => Number(y));
    assert.ok(ys[0]! > ys[1]! && ys[1]! > ys[2]!);
    assert.equal(ys[3], ys[4]);
  });

  it('has lines at round values', () => {
    assert.deepEqual([4.4, 10, 23, 0.9, 700].map(niceStep), [1, 2, 5, 0.2, 200]);
  });
});

describe('the table of growth', () => {
  it('tells each size against the smallest', () => {
    const lines = formatGrowth(figures).split('\n');
    assert.match(lines[1] ?? '', /folders of something +1 +2\.00 +event +1\.00/);
    assert.match(lines[3] ?? '', / 100 +4\.00 +event +2\.00/);
    assert.equal(growthTable(figures).split('\n').length, 2 + 5);
  });
});
