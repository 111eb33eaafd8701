import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TapSampler } from '../../../../functions/consumer/tap/tap-sampler.ts';
import type { Chunk } from '../../../../shared/record.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';

function chunkOf(start: bigint, values: readonly (string | Buffer | null)[]): Chunk {
  const records = values.map((value, index) => ({
    offset: start + BigInt(index),
    timestampMs: -1,
    value,
  }));
  return memoryChunk({ start, next: start + BigInt(values.length), records });
}

test('nobody is shown anything while nobody looks, and the chunk is not looked at', () => {
  const sampler = new TapSampler(
    () => assert.fail('shown'),
    () => 0,
  );
  const chunk = { ...chunkOf(0n, ['{}']), cursor: () => assert.fail('looked at') };
  sampler.offer('in', chunk);
  sampler.set({ records: 1, intervalMs: 1 });
  sampler.set(null);
  sampler.offer('in', chunk);
});

test('a record is shown with its place, and bytes that are no text as Base64', () => {
  const lines: string[] = [];
  const sampler = new TapSampler(
    (some) => lines.push(...some),
    () => 0,
  );
  sampler.set({ records: 8, intervalMs: 100 });
  sampler.offer('in', chunkOf(7n, ['{"a":1}', Buffer.from([0xff])]));
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    [
      {
        source: 'in',
        topic: 'devices',
        partition: 0,
        offset: 7,
        timestamp: null,
        key: null,
        headers: [],
        value: '{"a":1}',
      },
      {
        source: 'in',
        topic: 'devices',
        partition: 0,
        offset: 8,
        timestamp: null,
        key: null,
        headers: [],
        valueBase64: '/w==',
      },
    ],
  );
});

test('no interval shows more than its limit, no chunk more than a quarter of it, and none too many bytes', () => {
  const chunks = fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 400 }),
      records: fc.integer({ min: 0, max: 40 }),
      bytes: fc.constantFrom(10, 300, 3_000),
    }),
    { maxLength: 30 },
  );
  const big = new Map([10, 300, 3_000].map((bytes) => [bytes, 'x'.repeat(bytes)]));
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 20 }), (all, limit) => {
      let now = 0;
      let shown: { readonly records: number; readonly bytes: number } | null = null;
      const given: { readonly atMs: number; readonly records: number; readonly bytes: number }[] =
        [];
      const sampler = new TapSampler(
        (lines) => {
          const bytes = lines.reduce(
            (sum, line) => sum + (JSON.parse(line) as { value: string }).value.length,
            0,
          );
          shown = { records: lines.length, bytes };
        },
        () => now,
        2_000,
      );
      sampler.set({ records: limit, intervalMs: 1000 });
      let startMs: number | null = null;
      let sum = { records: 0, bytes: 0 };
      for (const { afterMs, bytes, records } of all) {
        now += afterMs;
        shown = null;
        sampler.offer(
          'in',
          chunkOf(
            0n,
            Array.from({ length: records }, () => big.get(bytes) ?? ''),
          ),
        );
        if (startMs === null || now >= startMs + 1000) {
          startMs = now;
          sum = { records: 0, bytes: 0 };
        }
        const one = shown ?? { records: 0, bytes: 0 };
        assert.ok(one.records <= Math.ceil(limit / 4));
        sum = { records: sum.records + one.records, bytes: sum.bytes + one.bytes };
        given.push({ atMs: now, ...sum });
        // what is small and within the limit is shown
        if (bytes === 10 && records > 0 && sum.records - one.records < limit)
          assert.ok(one.records > 0);
      }
      for (const { bytes, records } of given) {
        assert.ok(records <= limit);
        assert.ok(bytes <= 2_000);
      }
    }),
    { numRuns: 60 },
  );
});
