import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Healing } from '../../../shared/engine/outlets/healing.ts';
import { SluiceError } from '../../../shared/errors.ts';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';

const never = new AbortController().signal;
const full = (): SluiceError => new SluiceError('DISK_FULL', 'no room');

test('all that wait share one try after another, and go on together', async () => {
  const told: TelemetryEvent[] = [];
  let tries = 0;
  const healing = new Healing(
    'out',
    async () => {
      tries += 1;
      if (tries < 3) throw full();
    },
    (event) => told.push(event),
  );
  const waited = await Promise.all([healing.wait(never), healing.wait(never), healing.wait(never)]);
  assert.deepEqual(waited, [true, true, true]);
  assert.deepEqual(
    told.map((event) => event.name === 'store_retry' && [event.sink, event.error.code]),
    [
      ['out', 'DISK_FULL'],
      ['out', 'DISK_FULL'],
    ],
  );
  assert.equal(tries, 3);
});

test('whoever comes while it is done has it done once more', async () => {
  const begun: (() => void)[] = [];
  const healing = new Healing(
    'out',
    () => new Promise<void>((resolve) => begun.push(resolve)),
    () => undefined,
  );
  const first = healing.wait(never);
  await Promise.resolve();
  assert.equal(begun.length, 1);
  const second = healing.wait(never);
  begun[0]?.();
  assert.equal(await first, true);
  while (begun.length < 2) await new Promise(setImmediate);
  begun[1]?.();
  assert.equal(await second, true);
});

test('what cannot heal comes out, and the next one tries again', async () => {
  let error: SluiceError | null = new SluiceError('FILE_UNWRITABLE', 'no right');
  const healing = new Healing(
    'out',
    async () => {
      if (error !== null) throw error;
    },
    () => undefined,
  );
  await assert.rejects(healing.wait(never), { code: 'FILE_UNWRITABLE' });
  error = null;
  assert.equal(await healing.wait(never), true);
});

test('it is given up when nobody waits any more, and begun again for the next', async () => {
  let tries = 0;
  let works = false;
  const tried = Promise.withResolvers<void>();
  const healing = new Healing(
    'out',
    async () => {
      tries += 1;
      tried.resolve();
      if (!works) throw full();
    },
    () => undefined,
  );
  const leaving = new AbortController();
  const waiting = healing.wait(leaving.signal);
  await tried.promise;
  leaving.abort();
  assert.equal(await waiting, false);
  assert.equal(await healing.wait(leaving.signal), false);
  works = true;
  assert.equal(await healing.wait(never), true);
  assert.equal(tries, 2);
});
