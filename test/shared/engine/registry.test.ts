import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeJson, remap } from 'sluice';
import type { RawSchema } from '../../../shared/decode/registry/registered-schema.ts';
import { awaitSchemas } from '../../../shared/engine/await-schemas.ts';
import type { Redo } from '../../../shared/engine/redo.ts';
import { parseLedger } from '../../../shared/engine/exact/ledger.ts';
import type { SourceEngine } from '../../../shared/engine/source-engine.ts';
import { engineOf } from '../../support/engine.ts';
import { at, hourlyPipeline, startMs } from '../../support/exact-epoch.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { registeredSchemas } from '../../support/registered.ts';
import { confluentValue } from '../../support/registry.ts';

const json: RawSchema = { type: 'JSON', text: '{"type":"object"}', references: [] };
const proto: RawSchema = {
  type: 'PROTOBUF',
  text: `syntax = "proto3"; package shop;
    message B { map<string, int32> counts = 1; message C { string name = 1; } }
    message A { int64 number = 1; }`,
  references: [],
};
const confluent = { url: 'http://localhost:8081' };
const glue = { type: 'glue', region: 'eu-central-1' };
const never = new AbortController().signal;

interface RunOptions {
  readonly codec?: string;
  readonly registry?: object;
  readonly table?: Readonly<Record<string, RawSchema | string>>;
  readonly redo?: Redo | null;
  readonly source?: object;
  readonly transforms?: object;
  /** Offsets behind which a chunk ends. */
  readonly ends?: readonly number[];
}

/** Sends values through a pipeline; gives lines, dead letters, and the ledgers that were written. */
async function run(
  values: readonly (Buffer | null)[],
  { codec = 'json', registry = confluent, table = { 7: json }, ...options }: RunOptions = {},
) {
  const { redo = null, source = {}, transforms = {}, ends = [] } = options;
  const decoding = { codec, schemaRegistry: registry };
  const sink = { inputs: Object.keys(transforms).length === 0 ? ['kafka'] : ['changed'] };
  const definition = {
    ...hourlyPipeline({ source: { decoding, offsetKey: 'o', ...source }, sink }),
    transforms,
  };
  const store = memoryStore();
  const schemas = new Map([['kafka', registeredSchemas(definition, table)]]);
  const under = engineOf(definition, new Map([['lake', store]]), () => startMs, undefined, {
    schemas,
  });
  under.source.assign(at, null, 0n, redo);
  let start = 0;
  for (const end of [...ends, values.length]) {
    const records = values
      .slice(start, end)
      .map((value, index) => ({ offset: BigInt(start + index), timestampMs: startMs, value }));
    const chunk = memoryChunk({ start: BigInt(start), next: BigInt(end), records });
    await awaitSchemas(under.source, chunk, never);
    assert.ok(under.source.accept(chunk));
    start = end;
  }
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  const linesBelow = (prefix: string): Record<string, unknown>[] =>
    [...store.objects]
      .filter(([key]) => key.startsWith(prefix))
      .flatMap(([, { text }]) => text.split('\n').filter((line) => line !== ''))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    store,
    text: [...store.objects].map(([, { text }]) => text).join(''),
    stored: linesBelow('raw/'),
    letters: linesBelow('dead-letter/').map(({ code, offset, reason }) => ({
      code,
      offset,
      reason,
    })),
    ledgers: under.begun.map(({ first, next, ledger }) => {
      const parsed = parseLedger(ledger, 'under-test', 'here');
      return { first, next, givenUp: parsed?.givenUp };
    }),
  };
}

const object = (id: number, number = 1): Buffer => confluentValue(id, `{"n":${number}}`);
const uuid = '0b1f6f32-9a3c-4e04-8d3c-3e0f6f8a1b2c';
const glueValue = (value: Uint8Array, compression = 0): Buffer =>
  Buffer.concat([
    Buffer.from([3, compression]),
    Buffer.from(uuid.replaceAll('-', ''), 'hex'),
    compression === 5 ? deflateSync(value) : value,
  ]);

describe('values that name a schema', () => {
  it('become what they are without what names it, numbers and blanks as they were, on bytes and through a program', async () => {
    const bodies = ['{"n":12345678901234567890}', ' { "a" : 1.0 }', '{}', '{"n":"ü"}'];
    const values = bodies.map((body) => confluentValue(7, body));
    const bytes = await run(values);
    assert.match(bytes.text, /^\{"n":12345678901234567890,"/);
    assert.match(bytes.text, /"a" : 1\.0 ?,"/);
    const program = (event: { [name: string]: unknown }): void => {
      event['seen'] = Object.keys(event).length;
    };
    const transforms = { changed: remap({ inputs: ['kafka'], program }) };
    const changed = await run(values, { transforms });
    assert.match(changed.text, /^\{"n":12345678901234567890,.*"seen":/);
    const encoded = {
      changed: remap({ inputs: ['kafka'], program: (event) => encodeJson(event) }),
    };
    assert.equal((await run(values, { transforms: encoded })).letters.length, 0);
  });

  it('are dead letters with a code each where they are not as they should be', async () => {
    const avro: RawSchema = { type: 'AVRO', text: '"string"', references: [] };
    const { letters, stored } = await run(
      [
        object(7),
        Buffer.from('{"n":1}'),
        Buffer.alloc(0),
        object(8),
        object(9),
        confluentValue(7, '{"n":'),
        confluentValue(7, '[1]'),
        null,
      ],
      { table: { 7: json, 9: avro } },
    );
    assert.deepEqual(
      letters.map(({ code, offset }) => [offset, code]),
      [
        [1, 'NO_SCHEMA_ID'],
        [2, 'NO_SCHEMA_ID'],
        [3, 'SCHEMA_UNKNOWN'],
        [4, 'SCHEMA_UNUSABLE'],
        [5, 'NOT_JSON'],
        [6, 'NOT_AN_OBJECT'],
      ],
    );
    assert.match(String(letters[3]?.reason), /it is of the type AVRO; allowed: JSON/);
    assert.equal(stored.length, 1);
  });

  it('of protobuf are the message that the indexes say, and dead letters where there is none', async () => {
    const value = (body: number[], ...indexes: number[]): Buffer =>
      confluentValue(7, Buffer.from(body), Buffer.from(indexes));
    const { letters, stored } = await run(
      [
        value([0x0a, 5, 0x0a, 1, 0x78, 0x10, 3], 0),
        value([8, 5], 2, 2),
        value([0x0a, 1, 0x79], 4, 0, 0),
        value([8, 5], 2, 4),
        value([8, 5], 4, 0, 2),
        value([8], 2, 2),
      ],
      { codec: 'protobuf', table: { 7: proto } },
    );
    assert.deepEqual(
      stored.map(({ counts, number, name }) => counts ?? number ?? name),
      [{ x: 3 }, 5, 'y'],
    );
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['NO_SCHEMA_ID', 'NO_SCHEMA_ID', 'NOT_PROTOBUF'],
    );
    assert.match(String(letters[0]?.reason), /no message at the indexes 2$/);
  });

  it("of protobuf in Glue are the message at a place among all names in order, maps' entries among them", async () => {
    // shop.A, shop.B, shop.B.C, shop.B.CountsEntry
    const { letters, stored } = await run(
      [
        glueValue(Buffer.from([0, 8, 5])),
        glueValue(Buffer.from([1, 0x0a, 5, 0x0a, 1, 0x78, 0x10, 3]), 5),
        glueValue(Buffer.from([2, 0x0a, 1, 0x79])),
        glueValue(Buffer.from([4, 8, 5])),
        glueValue(Buffer.alloc(0)),
        glueValue(Buffer.from([0x80])),
      ],
      { codec: 'protobuf', registry: glue, table: { [uuid]: proto } },
    );
    assert.deepEqual(
      stored.map(({ counts, number, name }) => counts ?? number ?? name),
      [5, { x: 3 }, 'y'],
    );
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['NO_SCHEMA_ID', 'NO_SCHEMA_ID', 'NO_SCHEMA_ID'],
    );
  });

  it('that are compressed are unpacked, but no bomb is', async () => {
    const { letters, stored } = await run(
      [
        glueValue(Buffer.from('{"n":1}'), 5),
        glueValue(Buffer.from(`{"n":"${'0'.repeat(20_000)}"}`), 5),
        Buffer.concat([glueValue(Buffer.from('{}'), 5).subarray(0, 18), Buffer.from('no zlib')]),
      ],
      { registry: glue, table: { [uuid]: json }, source: { maxRecordBytes: 10_000 } },
    );
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['RECORD_TOO_LARGE', 'NOT_ZLIB'],
    );
    assert.equal(stored[0]?.['n'], 1);
  });

  it('are checked against their JSON Schema where that is asked for, with references', async () => {
    const positive: RawSchema = {
      type: 'JSON',
      text: '{"type":"object","properties":{"n":{"$ref":"number.json"}}}',
      references: [{ name: 'number.json', text: '{"type":"integer","minimum":1}' }],
    };
    const wrong: RawSchema = { type: 'JSON', text: '{"$ref":"nowhere.json"}', references: [] };
    const old: RawSchema = {
      type: 'JSON',
      text: '{"$schema":"http://json-schema.org/draft-04/schema#"}',
      references: [],
    };
    const { letters, stored } = await run([object(7), object(7, -1), object(8), object(9)], {
      registry: { ...confluent, validate: true },
      table: { 7: positive, 8: wrong, 9: old },
    });
    assert.equal(stored.length, 1);
    assert.deepEqual(
      letters.map(({ code }) => code),
      ['NOT_ALLOWED_BY_SCHEMA', 'SCHEMA_UNUSABLE', 'SCHEMA_UNUSABLE'],
    );
    assert.equal(letters[0]?.reason, 'the value is not as the schema says at number.json/minimum');
  });
});

describe('an epoch whose records name schemas that the registry does not have', () => {
  it('names those in its ledger, and no others', async () => {
    const { ledgers, letters } = await run([object(7), object(8), object(9), object(8)]);
    assert.deepEqual(ledgers, [{ first: 0n, next: 4n, givenUp: ['8', '9'] }]);
    assert.equal(letters.length, 3);
  });

  it('ends before its ledger is full', async () => {
    const values = Array.from({ length: 40 }, (_, index) => object(100 + index));
    const { ledgers, letters } = await run([...values, object(7)]);
    assert.deepEqual(
      ledgers.map(({ first, next, givenUp }) => [first, next, givenUp?.length]),
      [
        [0n, 16n, 16],
        [16n, 32n, 16],
        [32n, 41n, 8],
      ],
    );
    assert.equal(letters.length, 40);
  });

  it('comes out the same when it is done again, whatever the registry has by then and however chunks fall', async () => {
    const ids = fc.array(fc.constantFrom(7, 8, 9, 10), { minLength: 1, maxLength: 30 });
    const cuts = fc.array(fc.nat(29), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(ids, cuts, async (named, ends) => {
        const values = named.map((id, number) => object(id, number));
        const before = await run(values, { table: { 7: json, 10: json } });
        const [{ givenUp = null } = {}] = before.ledgers;
        const redo = {
          next: BigInt(values.length),
          openedAtMs: startMs,
          variant: null,
          onlyKey: null,
          givenUp,
        };
        const again = await run(values, {
          table: { 7: json, 8: json, 9: json, 10: json },
          redo,
          ends: [...new Set(ends)]
            .filter((end) => end > 0 && end < values.length)
            .toSorted((a, b) => a - b),
        });
        assert.deepEqual(again.letters, before.letters);
        assert.deepEqual(again.stored, before.stored);
        assert.deepEqual(again.ledgers, before.ledgers);
      }),
      { numRuns: 30 },
    );
  });

  it('waits, when it is done again, for a schema that its ledger does not name; what comes behind it does not', async () => {
    const definition = hourlyPipeline({ source: { decoding: { schemaRegistry: confluent } } });
    const table: Record<string, RawSchema> = {};
    const schemas = registeredSchemas(definition, table);
    const under = engineOf(
      definition,
      new Map([['lake', memoryStore()]]),
      () => startMs,
      undefined,
      { schemas: new Map([['kafka', schemas]]) },
    );
    const redo = { next: 2n, openedAtMs: startMs, variant: null, onlyKey: null, givenUp: ['8'] };
    under.source.assign(at, null, 0n, redo);
    const records = [object(8), object(9), object(10)].map((value, offset) => ({
      offset: BigInt(offset),
      value,
    }));
    const chunk = memoryChunk({ start: 0n, next: 3n, records });
    const waits = awaitSchemas(under.source, chunk, never);
    await schemas.wait(['10'], true, never);
    assert.equal(await Promise.race([waits, Promise.resolve('still waits')]), 'still waits');
    assert.deepEqual(under.source.needs(chunk)?.ids, ['9']);
    table['9'] = json;
    await waits;
    assert.ok(under.source.accept(chunk));
  });

  it('goes on from the disk without what it has given up, also where the registry has it by then', async () => {
    const path = await mkdtemp(join(tmpdir(), 'sluice-registry-'));
    const decoding = { schemaRegistry: confluent };
    const disk = { dataDir: path, buffer: { type: 'disk', maxSize: 268_435_456 } };
    const definition = { ...hourlyPipeline({ source: { decoding } }), ...disk };
    const store = memoryStore();
    const begin = (table: Record<string, RawSchema>) => {
      const schemas = new Map([['kafka', registeredSchemas(definition, table)]]);
      const incarnationOf = () => 'topic-id';
      const more = { schemas, incarnationOf, dataFolder: { path, build: 'this' } };
      return engineOf(definition, new Map([['lake', store]]), () => startMs, undefined, more);
    };
    const take = async (source: SourceEngine, start: number, ids: readonly number[]) => {
      const records = ids.map((id, index) => ({
        offset: BigInt(start + index),
        value: object(id),
      }));
      const next = BigInt(start + ids.length);
      const chunk = memoryChunk({ start: BigInt(start), next, records });
      await awaitSchemas(source, chunk, never);
      assert.ok(source.accept(chunk));
    };
    try {
      const first = begin({ 7: json });
      first.source.assign(at, null, 0n);
      await take(first.source, 0, [7, 8]);
      const lane = first.source.lane(at);
      assert.ok(lane !== undefined);
      first.source.spill(lane);
      await lane.open?.journal?.settled();
      first.source.release(at);
      await first.engine.close();

      const second = begin({ 7: json, 8: json });
      const expected = { committed: 0n, redo: null, highWatermark: 4n };
      const restored = await second.source.journals?.restore(at, expected);
      second.source.assign(at, null, 0n);
      assert.ok(restored !== null && restored !== undefined);
      assert.equal(second.source.goOnFrom(at, null, restored), 2n);
      await take(second.source, 2, [8, 7]);
      second.engine.cutAll('end');
      await second.engine.settled();
      const [ledger] = second.begun;
      assert.deepEqual(parseLedger(ledger?.ledger ?? '', 'under-test', 'here')?.givenUp, ['8']);
      const letters = [...store.objects].filter(([key]) => key.startsWith('dead-letter/'));
      assert.equal(letters[0]?.[1].text.trim().split('\n').length, 2);
      await second.engine.close();
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });
});
