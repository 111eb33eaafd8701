import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Gauges } from '../../../shared/telemetry/events.ts';
import { createProgress } from '../../../shared/telemetry/progress.ts';

const gauges: Gauges = {
  partitions: () => [
    {
      source: 's',
      topic: 't',
      partition: 0,
      lag: 1200,
      oldestUncommittedMs: 0,
      completeUntilMs: 0,
    },
    {
      source: 's',
      topic: 't',
      partition: 1,
      lag: null,
      oldestUncommittedMs: 0,
      completeUntilMs: 0,
    },
  ],
  heldBytes: () => ({ open: 1_000_000, publishing: 500_000, fetched: 40_000 }),
  openObjects: () => 1,
};

function terminal(
  columns: number,
  isTTY = true,
): {
  readonly written: string[];
  readonly isTTY: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
} {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text) => void written.push(text) };
}

const clearLine = '\r\u001b[2K';

describe('the live line', () => {
  it('shows speed, what is stored, lag and bytes, twice a second, and stays at the end', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    let now = 0;
    const screen = terminal(200);
    const progress = createProgress(screen, gauges, () => now);
    progress.emit({
      name: 'chunk_received',
      source: 's',
      topic: 't',
      partition: 0,
      records: 6000,
      bytes: 1,
    });
    progress.emit({
      name: 'object_stored',
      sink: 'l',
      key: 'k',
      events: 5000,
      rawBytes: 1,
      bytes: 1,
      durationMs: 1,
      deadLetter: false,
    });
    progress.emit({
      name: 'object_stored',
      sink: 'l',
      key: 'd',
      events: 3,
      rawBytes: 1,
      bytes: 1,
      durationMs: 1,
      deadLetter: true,
    });
    now = 500;
    t.mock.timers.tick(500);
    const calm = '12,000 records/s  5,000 stored in 2 objects  lag 1,200  held 1.5 MB';
    assert.deepEqual(screen.written, [clearLine + calm]);
    progress.emit({
      name: 'records_rejected',
      component: 'c',
      code: 'NOT_JSON',
      records: 2,
      topic: 't',
      partition: 0,
      offset: 0n,
      reason: '',
    });
    now = 1000;
    progress.stop();
    assert.deepEqual(screen.written.slice(1), [
      `${clearLine}${calm.replace('12,000', '0')}  2 rejected`,
      '\n',
    ]);
    t.mock.timers.tick(5000);
    assert.equal(screen.written.length, 3);
  });

  it('gives way to a log line, once', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const screen = terminal(200);
    const progress = createProgress(screen, gauges, () => 0);
    progress.clear();
    t.mock.timers.tick(500);
    progress.clear();
    progress.clear();
    assert.deepEqual(screen.written.slice(1), [clearLine]);
    progress.stop();
  });

  it('never wraps in a narrow terminal', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const screen = terminal(40);
    const progress = createProgress(screen, gauges, () => 0);
    t.mock.timers.tick(500);
    assert.equal(screen.written[0]?.length, clearLine.length + 39);
    progress.stop();
  });

  it('is not there where stderr is not a terminal', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const screen = terminal(80, false);
    const progress = createProgress(screen, gauges, () => 0);
    t.mock.timers.tick(5000);
    progress.clear();
    progress.stop();
    assert.deepEqual(screen.written, []);
  });
});
