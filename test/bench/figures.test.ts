import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BenchCase, benchCases } from './cases.ts';
import { caseFigures, median } from './figures.ts';
import type { RunFigures } from './run-program.ts';

function named(name: string): BenchCase {
  const found = benchCases.find((one) => one.name === name);
  assert.ok(found);
  return found;
}

/** Runs of 1,000 events that took so much CPU each, in ms. */
function runs(...cpuMillis: number[]): RunFigures[] {
  return cpuMillis.map((millis) => ({
    cpuMicros: millis * 1000,
    wallMs: millis * 2,
    peakRssBytes: millis * 10e6,
    gcMillis: millis / 10,
  }));
}

describe('the median', () => {
  it('is the middle one, and the mean of the two in the middle', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 2, 100]), 3);
  });

  it('of nothing is an error', () => {
    assert.throws(() => median([]), /nothing was measured/);
  });
});

describe('the figures of a case', () => {
  it('are those of the median run, per event, beside the baseline', () => {
    const figures = caseFigures(named('a'), {
      events: 1000,
      bytes: 200_000,
      runs: new Map([
        ['sluice', runs(3, 2, 90)],
        ['baseline', runs(10, 11, 8)],
        ['vector', runs(40)],
      ]),
    });
    const { others, baseline, ...ours } = figures;
    assert.deepEqual(ours, {
      case: 'a',
      events: 1000,
      cpuMicrosPerEvent: 3,
      baselineCpuMicrosPerEvent: 10,
      ratio: 0.3,
      eventsPerSecond: 166_667,
      megabytesPerSecond: 33.3,
      peakRssMb: 30,
      gcMillis: 0,
      runs: [3, 2, 90],
      missed: ['the ratio is 0.3, at most 0.25 is wanted'],
    });
    assert.equal(baseline.peakRssMb, 100);
    assert.deepEqual(Object.keys(others), ['vector']);
    assert.equal(others['vector']?.cpuMicrosPerEvent, 40);
  });

  it('say what two threads need of what one needs', () => {
    const figures = caseFigures(named('a-threads'), {
      events: 1000,
      bytes: 1,
      runs: new Map([
        ['sluice', runs(8)],
        ['sluice-1', runs(6)],
        ['baseline', runs(10)],
      ]),
      startMicros: { 1: 1000, 2: 2000 },
    });
    // (8 - 2) / (6 - 1) µs an event
    assert.equal(figures.toOneThread, 1.2);
    assert.equal(figures.startMillisMore, 1);
    assert.deepEqual(figures.others, {});
    assert.deepEqual(figures.missed, ['CPU to that of one thread is 1.2, at most 1.1 is wanted']);
  });
});
