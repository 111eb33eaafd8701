/** An epoch that was begun before the wall clock was set back stayed open until the clock came there again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineOf } from '../support/engine.ts';
import { memoryChunk } from '../support/memory-chunk.ts';
import { memoryStore } from '../support/memory-store.ts';
import { minimalPipeline } from '../support/minimal-pipeline.ts';

const minuteMs = 60_000;

test('an epoch ends by age after the clock was set back', async () => {
  let nowMs = 1_700_000_000_000;
  const store = memoryStore();
  const { source, engine, events } = engineOf(
    minimalPipeline(),
    new Map([['s3', store]]),
    () => nowMs,
  );
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const record = { offset: 0n, timestampMs: nowMs, key: 'k', value: '{}' };
  assert.equal(source.accept(memoryChunk({ start: 0n, next: 1n, records: [record] })), true);
  source.cutAged();
  assert.equal(engine.openObjects(), 1, 'it is young');
  nowMs -= 5 * minuteMs;
  source.cutAged();
  assert.equal(engine.openObjects(), 0);
  await engine.settled();
  assert.deepEqual(
    events.flatMap((event) => (event.name === 'epoch_cut' ? [event.reason] : [])),
    ['age'],
  );
});
