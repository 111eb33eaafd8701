import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedRecord } from '../../../../functions/cli/run/recorded-record.ts';
import { runRecorded } from '../../../../functions/cli/run/run-recorded.ts';
import { Summary } from '../../../../functions/cli/run/summary.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import type { ObjectStore } from '../../../../shared/sink/object-store.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { load, minimalPipeline } from '../../../support/minimal-pipeline.ts';

function storeWith(put: ObjectStore['put']): ReadonlyMap<string, ObjectStore> {
  return new Map([['s3', { ...memoryStore(), put }]]);
}

async function* numbered(count: number, valueBytes: number): AsyncGenerator<RecordedRecord> {
  const filler = 'x'.repeat(valueBytes);
  for (let index = 0; index < count; index += 1) {
    const value = Buffer.from(JSON.stringify({ index, filler }));
    const place = { topic: 'devices', partition: index % 3, offset: BigInt(index), timestampMs: 0 };
    yield await Promise.resolve({ ...place, key: null, value, headers: [] });
  }
}

const uncompressed = load(minimalPipeline({ sink: { compression: 'none' } }));
const never = new AbortController().signal;

for (const code of ['DISK_FULL', 'STORE_UNAVAILABLE', 'STORE_REJECTED'] as const) {
  test(`a store that fails with ${code} ends the run with it, at once`, async () => {
    let puts = 0;
    const stores = storeWith(() => {
      puts += 1;
      return Promise.reject(new SluiceError(code, 'no'));
    });
    const run = runRecorded(numbered(10, 10), {
      model: uncompressed,
      stores,
      sourceOf: () => 'kafka',
      summary: new Summary(),
      signal: never,
    });
    await assert.rejects(run, (thrown) => thrown instanceof SluiceError && thrown.code === code);
    assert.ok(puts <= 3, `${puts} tries`);
  });
}

test('more than the buffer goes through, with no more than the buffer in the store at once', async () => {
  const maxBytes = 33_554_432;
  const model = load(
    minimalPipeline({
      top: { buffer: { maxBytes } },
      sink: { compression: 'none', batch: { maxBytes: maxBytes / 2 } },
    }),
  );
  let underWay = 0;
  let most = 0;
  let total = 0;
  const stores = storeWith(async ({ byteLength }) => {
    underWay += byteLength;
    total += byteLength;
    most = Math.max(most, underWay);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    underWay -= byteLength;
  });
  const summary = new Summary();
  const count = 9000;
  await runRecorded(numbered(count, 10_000), {
    model,
    stores,
    sourceOf: () => 'kafka',
    summary,
    signal: never,
  });
  assert.equal(summary.records, count);
  assert.ok(total > 2 * maxBytes);
  assert.ok(most <= maxBytes, `${most} bytes at once`);
});

test('a signal in the middle ends the run without waiting for the store', async () => {
  const stop = new AbortController();
  const stores = storeWith(async (_object, signal) => {
    stop.abort();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve());
    });
  });
  await runRecorded(numbered(10, 10), {
    model: uncompressed,
    stores,
    sourceOf: () => 'kafka',
    summary: new Summary(),
    signal: stop.signal,
  });
  assert.ok(stop.signal.aborted);
});
