import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SluiceError } from '../../../shared/errors.ts';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';
import { logConsumerEvent } from '../../../shared/telemetry/consumer-lines.ts';
import { logHandlerEvent } from '../../../shared/telemetry/handler-lines.ts';
import { createLogEvents, type LogHostEvent } from '../../../shared/telemetry/log-events.ts';
import type { Log, LogKeys } from '../../../shared/telemetry/logger.ts';

interface Line {
  readonly level: string;
  readonly message: string;
  readonly keys: LogKeys;
}

/** Of both hosts: no event has lines in the two. */
const logHostEvent: LogHostEvent = (log, event, count) => {
  logConsumerEvent(log, event, count);
  logHandlerEvent(log, event);
};

/** A log that keeps its lines, and a clock that stands still until it is moved. */
function recorder(): {
  readonly lines: Line[];
  readonly emit: (event: TelemetryEvent) => void;
  readonly pass: (ms: number) => void;
} {
  const lines: Line[] = [];
  const at =
    (level: string) =>
    (message: string, keys: LogKeys = {}) =>
      void lines.push({ level, message, keys });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  let now = 1_000_000;
  return { lines, emit: createLogEvents(log, logHostEvent, () => now), pass: (ms) => (now += ms) };
}

const unavailable = new SluiceError('STORE_UNAVAILABLE', 'PutObject on s3://lake/: SlowDown', {
  cause: new Error('503'),
});
const place = { source: 'devices', topic: 'devices', partition: 3 } as const;
const stored = {
  name: 'object_stored',
  sink: 'lake',
  key: 'raw/x',
  events: 100,
  rawBytes: 2000,
  bytes: 400,
  durationMs: 5,
  deadLetter: false,
} as const;
const rejected = {
  name: 'records_rejected',
  component: 'devices',
  code: 'NOT_JSON',
  records: 2,
  topic: 'devices',
  partition: 3,
  offset: 17n,
  reason: 'at byte 5',
} as const;

describe('an event becomes a line', () => {
  const table: [TelemetryEvent, string | null][] = [
    [{ name: 'started', pipeline: 'devices', version: '1.0.0' }, 'info Started pipeline devices'],
    [{ name: 'chunk_received', ...place, records: 5, bytes: 50 }, null],
    [{ name: 'records_dropped', component: 'f', reason: 'filter', records: 5 }, null],
    [rejected, 'warn 2 records rejected by devices: NOT_JSON; at byte 5'],
    [
      { name: 'epoch_cut', ...place, reason: 'age', records: 5, ageMs: 60_000 },
      'debug Cut devices/3 by age',
    ],
    [stored, 'debug Object stored'],
    [{ ...stored, deadLetter: true }, 'warn Dead letters stored: 100'],
    [
      { name: 'store_retry', sink: 'lake', attempt: 1, delayMs: 100, error: unavailable },
      'warn Storing in lake failed and is tried again',
    ],
    [
      {
        name: 'kafka_retry',
        source: 'devices',
        action: 'fetch',
        attempt: 1,
        delayMs: 100,
        error: unavailable,
      },
      'warn Kafka: fetch failed and is tried again',
    ],
    [
      { name: 'offsets_committed', source: 'devices', partitions: 3, durationMs: 4 },
      'debug Offsets committed',
    ],
    [
      { name: 'commit_failed', ...place, outcome: 'fenced', reason: 'ILLEGAL_GENERATION' },
      'warn Commit of devices/3 refused, the partition is no longer ours',
    ],
    [
      { name: 'commit_failed', ...place, outcome: 'unknown', reason: null },
      'warn Commit of devices/3 unanswered',
    ],
    [{ name: 'rebalance_started', source: 'devices', generation: 4 }, 'info The group rebalances'],
    [
      { name: 'hour_complete', source: 'devices', topic: 'devices', hour: '2026-05-01T10' },
      'info All of devices up to the end of hour 2026-05-01T10 is stored',
    ],
    [
      {
        name: 'partitions_assigned',
        source: 'devices',
        generation: 5,
        memberId: 'm',
        partitions: ['devices/3'],
      },
      'info Assigned 1 partitions',
    ],
    [
      { name: 'partitions_lost', source: 'devices', partitions: ['devices/3'] },
      'info Gave up 1 partitions',
    ],
    [
      { name: 'offset_reset', ...place, from: 9_007_199_254_740_993n, to: 0n, policy: 'earliest' },
      'warn Offset of devices/3 was out of range and is reset',
    ],
    [
      { name: 'epoch_maybe_doubled', ...place, first: 10n, next: 20n, reason: 'rules' },
      'warn Offsets 10 to 20 of devices/3 were begun by other rules of the pipeline and are published anew: ' +
        'what was stored of them before is there twice',
    ],
    [
      { name: 'epoch_maybe_doubled', ...place, first: 10n, next: 20n, reason: 'compacted' },
      'warn Offsets 10 to 20 of devices/3 were begun before records of them were compacted away and are published ' +
        'anew: what was stored of them before is there twice',
    ],
    [
      { name: 'consumer_restarted', source: 'devices', error: unavailable },
      'warn The consumer failed and joins its group again',
    ],
    [
      {
        name: 'prefixes_overflowed',
        ...place,
        sink: 'lake',
        first: 5n,
        events: 7,
        maxPrefixes: 256,
      },
      'warn 7 events of lake have too many prefixes and are stored in the overflow',
    ],
    [
      { name: 'memory_pressure', heldBytes: 9, maxBytes: 10, fetchPaused: false },
      'warn The buffer is nearly full: objects are closed early',
    ],
    [
      { name: 'memory_pressure', heldBytes: 10, maxBytes: 10, fetchPaused: true },
      'warn The buffer is full: nothing is fetched until objects are stored',
    ],
    [{ name: 'shutdown_started', signal: 'SIGTERM', timeoutSecs: 180 }, 'info Stopping on SIGTERM'],
    [
      { name: 'shutdown_finished', durationMs: 5, recordsLeft: 0, clean: true },
      'info Stopped; everything taken is stored and committed',
    ],
    [
      { name: 'shutdown_finished', durationMs: 5, recordsLeft: 7, clean: false },
      'warn Stopped with 7 records not committed; they are read again',
    ],
    [{ name: 'fatal', error: unavailable }, 'error PutObject on s3://lake/: SlowDown'],
  ];
  for (const [event, expected] of table) {
    it(`${event.name}: ${expected ?? 'none'}`, () => {
      const { lines, emit } = recorder();
      emit(event);
      assert.deepEqual(
        lines.map(({ level, message }) => `${level} ${message}`),
        expected === null ? [] : [expected],
      );
      if (expected !== null) assert.equal(lines[0]?.keys['event'], event.name);
    });
  }

  it('with the error by code, remedy and causes', () => {
    const { lines, emit } = recorder();
    emit({ name: 'fatal', error: unavailable });
    assert.deepEqual(lines[0]?.keys['error'], {
      code: 'STORE_UNAVAILABLE',
      message: 'PutObject on s3://lake/: SlowDown',
      remedy: unavailable.remedy,
      retryable: true,
      causes: ['Error: 503'],
    });
  });
});

describe('a flood', () => {
  it('shows its first, then one in ten seconds for all of them', () => {
    const { lines, emit, pass } = recorder();
    for (let i = 0; i < 250; i++) {
      emit(rejected);
      pass(100);
    }
    // 2 at once, 2 × 100 after 10 s, 2 × 100 after 20 s
    assert.deepEqual(
      lines.map(({ keys }) => keys['records']),
      [2, 200, 200],
    );
  });

  it('of one kind does not hide another', () => {
    const { lines, emit } = recorder();
    emit(rejected);
    emit(rejected);
    emit({ ...rejected, code: 'TOMBSTONE' });
    emit({ ...rejected, component: 'other' });
    assert.equal(lines.length, 3);
  });

  it('is accounted for at the end, each record once', () => {
    const { lines, emit } = recorder();
    for (let i = 0; i < 10; i++) emit(rejected);
    emit({ name: 'shutdown_finished', durationMs: 1, recordsLeft: 0, clean: true });
    emit({ name: 'shutdown_finished', durationMs: 1, recordsLeft: 0, clean: true });
    const counts = lines
      .map(({ keys }) => keys['records'])
      .filter((count) => typeof count === 'number');
    assert.deepEqual(counts, [2, 18]);
    assert.match(lines.at(-1)?.message ?? '', /^Stopped/);
  });
});

describe('what was stored', () => {
  it('is summed up once a minute, without the dead letters', () => {
    const { lines, emit, pass } = recorder();
    for (let i = 0; i < 130; i++) {
      pass(1000);
      emit(stored);
      emit({ ...stored, deadLetter: true });
    }
    const sums = lines.filter(({ keys }) => keys['event'] === 'stored');
    assert.deepEqual(
      sums.map(({ message, level }) => `${level} ${message}`),
      ['info Stored 6000 events in 60 objects', 'info Stored 6000 events in 60 objects'],
    );
  });

  it('is summed up at the end', () => {
    const { lines, emit } = recorder();
    emit(stored);
    emit({ name: 'fatal', error: unavailable });
    assert.deepEqual(lines.map(({ message }) => message).slice(1), [
      'Stored 100 events in 1 objects',
      unavailable.message,
    ]);
  });
});
