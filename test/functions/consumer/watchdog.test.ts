import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Watchdog } from '../../../functions/consumer/watchdog.ts';
import { SluiceError } from '../../../shared/errors.ts';

const model = { stuckAfterSecs: 60, maxRestarts: 2 };
const outage = new SluiceError('KAFKA_UNREACHABLE', 'no broker answers');

function watch(hasWork = true) {
  const fatal: SluiceError[] = [];
  const time = { nowMs: 0 };
  const watchdog = new Watchdog(
    model,
    () => time.nowMs,
    () => hasWork,
    (error) => fatal.push(error),
  );
  return { watchdog, fatal, time };
}

test('no sign of life for too long although there is work is STUCK', () => {
  const { watchdog, fatal, time } = watch();
  time.nowMs = 59_000;
  watchdog.check();
  assert.equal(fatal.length, 0);
  time.nowMs = 60_000;
  watchdog.check();
  assert.equal(fatal[0]?.code, 'STUCK');
  assert.match(fatal[0]?.message ?? '', /60 s/);
});

test('a process without work may wait for ever', () => {
  const { watchdog, fatal, time } = watch(false);
  time.nowMs = 3_600_000;
  watchdog.check();
  assert.deepEqual(fatal, []);
});

test('an outage that is being retried is not stuck', () => {
  const { watchdog, fatal, time } = watch();
  for (let second = 0; second < 600; second += 30) {
    time.nowMs = second * 1000;
    watchdog.observe({
      name: 'store_retry',
      sink: 'lake',
      attempt: 1,
      delayMs: 1,
      error: new SluiceError('STORE_UNAVAILABLE', 'asks for patience'),
    });
    watchdog.check();
  }
  assert.deepEqual(fatal, []);
});

test('rejoining again and again without a commit ends the process with the cause', () => {
  const { watchdog, fatal } = watch();
  for (let i = 0; i < 3; i++) {
    watchdog.observe({ name: 'consumer_restarted', source: 'kafka', error: outage });
  }
  assert.equal(fatal[0]?.code, 'RESTARTING_ENDLESSLY');
  assert.equal(fatal[0]?.cause, outage);
});

test('a commit between restarts, or ten minutes, begins the count anew', () => {
  const { watchdog, fatal, time } = watch();
  const restart = (): void =>
    watchdog.observe({ name: 'consumer_restarted', source: 'kafka', error: outage });
  restart();
  restart();
  watchdog.observe({ name: 'offsets_committed', source: 'kafka', partitions: 1, durationMs: 1 });
  restart();
  restart();
  time.nowMs = 601_000;
  restart();
  assert.deepEqual(fatal, []);
});
