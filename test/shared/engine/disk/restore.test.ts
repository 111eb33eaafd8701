import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { unzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Redo } from '../../../../shared/engine/redo.ts';
import type { SourceEngine } from '../../../../shared/engine/source-engine.ts';
import type { Chunk } from '../../../../shared/record.ts';
import { type EngineUnderTest, engineOf } from '../../../support/engine.ts';
import { memoryChunk, type TestRecord } from '../../../support/memory-chunk.ts';
import { type MemoryStore, memoryStore } from '../../../support/memory-store.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-restore-'));
after(() => rmSync(root, { recursive: true, force: true }));

const hourMs = 3_600_000;
const startMs = Date.parse('2026-05-01T00:00:00Z');
const at = { topic: 'devices', partition: 0 };
let folders = 0;

interface Variant {
  readonly compression: string;
  readonly codec: string;
  readonly maxBytes: number;
  /** Of the four hours that records may be of. */
  readonly maxPrefixes: number;
}

function pipeline({ compression, codec, maxBytes, maxPrefixes }: Variant): object {
  return {
    name: 'under-test',
    buffer: { type: 'disk', maxSize: 256 * 1024 * 1024 },
    dataDir: '/var/lib/sluice',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: 'localhost:9092',
        topics: ['devices'],
        groupId: 'test',
        onRejection: { action: 'dead_letter' },
      },
    },
    transforms: {
      some: {
        type: 'filter',
        inputs: ['kafka'],
        condition: (event: { v?: unknown }) => event.v !== 1,
      },
    },
    sinks: {
      lake: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: 'lake',
        region: 'us-east-1',
        keyPrefix: 'raw/dth=%Y-%m-%d-%H/',
        compression,
        encoding: { codec },
        batch: { maxBytes, maxPrefixes, timeoutSecs: 60 },
      },
      other: {
        type: 'aws_s3',
        inputs: ['some'],
        bucket: 'lake',
        region: 'us-east-1',
        keyPrefix: 'other/',
        compression,
        batch: { maxBytes, maxEvents: 20, timeoutSecs: 60 },
      },
    },
  };
}

interface Life {
  readonly under: EngineUnderTest;
  readonly source: SourceEngine;
}

function begin(definition: object, stores: ReadonlyMap<string, MemoryStore>, path: string): Life {
  const under = engineOf(definition, stores, () => startMs, undefined, {
    dataFolder: { path, build: 'this' },
    incarnationOf: () => 'topic-id',
  });
  return { under, source: under.source };
}

/** What a store holds, with everything that is said about it but the compressed bytes. */
function contentOf(store: MemoryStore): Record<string, unknown> {
  return Object.fromEntries(
    [...store.objects].map(([key, { bytes, object }]) => {
      const text = key.endsWith('.gz') ? unzipSync(bytes) : bytes;
      return [key, { text: text.toString(), metadata: object.metadata }];
    }),
  );
}

const topic = fc.array(
  fc.record({
    gap: fc.nat({ max: 2 }),
    hour: fc.nat({ max: 3 }),
    value: fc.oneof(
      {
        weight: 6,
        arbitrary: fc.nat({ max: 9 }).map((v) => `{"v":${v},"pad":"${'x'.repeat(v * 20)}"}`),
      },
      { weight: 1, arbitrary: fc.constant('{"v":') },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
  }),
  { minLength: 2, maxLength: 80 },
);

function place(
  specs: readonly { gap: number; hour: number; value: string | null }[],
): TestRecord[] {
  let offset = 0n;
  return specs.map(({ gap, hour, value }) => {
    offset += BigInt(gap);
    const timestampMs = startMs + hour * hourMs + Number(offset);
    return { offset: offset++, timestampMs, key: 'k', value };
  });
}

function chunk(records: readonly TestRecord[], start: bigint, next: bigint): Chunk {
  const inside = records.filter(({ offset }) => offset >= start && offset < next);
  return memoryChunk({ start, next, records: inside });
}

/** Takes everything up to the end, in chunks of these lengths; what is done in between is up to the caller. */
function feed(
  source: SourceEngine,
  records: readonly TestRecord[],
  end: bigint,
  lengths: Iterator<number>,
  between: (position: bigint) => boolean = () => true,
): void {
  for (;;) {
    const start = source.held(at)?.position ?? end;
    if (start >= end) return;
    const length = BigInt(lengths.next().value ?? 1);
    const next = start + length > end ? end : start + length;
    assert.ok(source.accept(chunk(records, start, next)));
    if (!between(next)) return;
  }
}

test('an epoch that goes on from any checkpoint becomes what it would have been: the same keys, content and record', async (t) => {
  let restoredLives = 0;
  await fc.assert(
    fc.asyncProperty(
      topic,
      fc.record({
        compression: fc.constantFrom('none', 'gzip'),
        codec: fc.constantFrom('ndjson', 'json'),
        maxBytes: fc.integer({ min: 1024, max: 6000 }),
        maxPrefixes: fc.constantFrom(1, 2, 1000),
      }),
      fc.infiniteStream(fc.integer({ min: 1, max: 12 })),
      fc.infiniteStream(
        fc.constantFrom('nothing', 'checkpoint', 'checkpoint', 'checkpoint', 'crash', 'kill'),
      ),
      fc.option(fc.double({ min: 0.3, max: 1, noNaN: true }), { nil: null }),
      async (specs, variant, lengths, events, redoAt) => {
        const records = place(specs);
        const end = (records.at(-1)?.offset ?? 0n) + 1n;
        const definition = pipeline(variant);
        // an epoch that is done again ends where its ledger says, whatever its size
        const until =
          redoAt === null ? null : BigInt(Math.max(1, Math.floor(Number(end) * redoAt)));
        const redo: Redo | null =
          until === null
            ? null
            : { next: until, openedAtMs: startMs - 5, variant: null, onlyKey: null, givenUp: [] };

        const expected = { lake: memoryStore(), other: memoryStore() };
        const whole = begin(definition, new Map(Object.entries(expected)), join(root, 'unused'));
        whole.source.assign(at, null, 0n, redo);
        feed(whole.source, records, end, lengths);
        whole.under.engine.cutAll('end');
        await whole.under.engine.settled();
        assert.deepEqual(whole.under.fatal, []);

        const path = join(root, String(folders++));
        const found = { lake: memoryStore(), other: memoryStore() };
        let committed = 0n;
        for (let life = 0; ; life++) {
          const { under, source } = begin(definition, new Map(Object.entries(found)), path);
          const ledger = committed === 0n ? redo : null;
          const expectedThere = { committed, redo: ledger, highWatermark: end };
          const restored = (await source.journals?.restore(at, expectedThere)) ?? null;
          await source.journals?.sweep([at]);
          source.assign(at, null, committed, ledger);
          if (restored !== null) {
            restoredLives++;
            assert.equal(source.goOnFrom(at, ledger, restored), BigInt(restored.checkpoint.next));
          }
          let died: 'crash' | 'kill' | null = null;
          feed(source, records, end, lengths, () => {
            const event = life < 4 ? events.next().value : 'nothing';
            const lane = source.lane(at);
            if (event === 'checkpoint' && lane !== undefined) source.spill(lane);
            died = event === 'crash' || event === 'kill' ? event : null;
            return died === null;
          });
          if (died === null) under.engine.cutAll('end');
          // what is written by the time of a kill is by chance
          if (died !== 'kill') {
            await under.engine.settled();
            await source.lane(at)?.open?.journal?.settled();
          }
          assert.deepEqual(under.fatal, []);
          source.release(at);
          await under.engine.close();
          const published = under.published.at(-1);
          if (published !== undefined) committed = published.next;
          if (died === null) break;
        }
        assert.equal(committed, end);
        assert.deepEqual(contentOf(found.lake), contentOf(expected.lake));
        assert.deepEqual(contentOf(found.other), contentOf(expected.other));
        assert.deepEqual(await filesIn(path), []);
      },
    ),
    { numRuns: 150 },
  );
  t.diagnostic(`${restoredLives} lives began from the disk`);
  assert.ok(restoredLives > 20);
});

async function filesIn(path: string): Promise<string[]> {
  const names = await readdir(path, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.epoch'));
}
