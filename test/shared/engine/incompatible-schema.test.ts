import assert from 'node:assert/strict';
import { test } from 'node:test';
import avsc from 'avsc';
import { awaitSchemas } from '../../../shared/engine/await-schemas.ts';
import type { RawSchema } from '../../../shared/decode/registry/registered-schema.ts';
import { engineOf } from '../../support/engine.ts';
import { at, hourlyPipeline, startMs } from '../../support/exact-epoch.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { readWithHyparquet } from '../../support/read-parquet.ts';
import { registeredSchemas } from '../../support/registered.ts';
import { confluentValue } from '../../support/registry.ts';

const never = new AbortController().signal;
const typeOf = (v: string): avsc.Schema => ({
  type: 'record',
  name: 'R',
  fields: [{ name: 'v', type: v }],
});
const registered = (v: string): RawSchema => ({
  type: 'AVRO',
  text: JSON.stringify(typeOf(v)),
  references: [],
});
const value = (id: number, type: string, v: unknown): Buffer =>
  confluentValue(id, avsc.Type.forSchema(typeOf(type)).toBuffer({ v }));

/** Versions of a subject that nobody keeps compatible: a long becomes text, and a type that no lake can have. */
const table = {
  7: registered('long'),
  8: registered('string'),
  9: {
    type: 'AVRO',
    text: '{"type":"record","name":"R","fields":[{"name":"v","type":"x"}]}',
    references: [],
  },
} as const;
const values = [
  value(7, 'long', 1),
  value(8, 'string', 'two'),
  value(9, 'long', 3),
  // written with another schema than the one that it names
  value(8, 'long', -65),
  value(7, 'long', 4),
];

async function stored(parquet: object) {
  const sink = { keyPrefix: 'raw/', compression: 'none', encoding: { codec: 'parquet', parquet } };
  const decoding = { codec: 'avro', schemaRegistry: { url: 'http://localhost:8081' } };
  const none = { keyField: null, topicKey: null, partitionKey: null, offsetKey: null };
  const more = { headersKey: null, timestampKey: null, sourceTypeKey: null };
  const definition = hourlyPipeline({ source: { decoding, ...none, ...more }, sink });
  const store = memoryStore();
  const schemas = new Map([['kafka', registeredSchemas(definition, table)]]);
  const under = engineOf(definition, new Map([['lake', store]]), () => startMs, undefined, {
    schemas,
  });
  under.source.assign(at, null, 0n);
  const records = values.map((each, i) => ({
    offset: BigInt(i),
    timestampMs: startMs,
    value: each,
  }));
  const chunk = memoryChunk({ start: 0n, next: BigInt(values.length), records });
  await awaitSchemas(under.source, chunk, never);
  assert.ok(under.source.accept(chunk));
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  const [[, file] = assert.fail()] = [...store.objects].filter(([key]) => key.startsWith('raw/'));
  const letters = [...store.objects]
    .filter(([key]) => key.startsWith('dead-letter/'))
    .flatMap(([, { text }]) => text.trim().split('\n'))
    .map((line) => JSON.parse(line) as { code: string; offset: number; reason: string })
    .toSorted((one, other) => one.offset - other.offset);
  return { rows: await readWithHyparquet(file.bytes), letters };
}

test('a schema that becomes incompatible: each value is read by its own, and what the column cannot hold is kept beside it', async () => {
  const { letters, rows } = await stored({ schema: { v: 'bigint' } });
  assert.deepEqual(rows, [
    { v: 1n, _rest: null },
    { v: null, _rest: '{"v":"two"}' },
    { v: 4n, _rest: null },
  ]);
  assert.deepEqual(
    letters.map(({ code, offset }) => [offset, code]),
    [
      [2, 'SCHEMA_UNUSABLE'],
      [3, 'NOT_AVRO'],
    ],
  );
  assert.match(letters[1]?.reason ?? '', /field 'v', at byte 0: a length /);
});

test('or it is a dead letter, where that is configured', async () => {
  const { letters, rows } = await stored({
    schema: { v: 'bigint' },
    onTypeConflict: 'dead_letter',
    unknownFields: 'drop',
  });
  assert.deepEqual(rows, [{ v: 1n }, { v: 4n }]);
  assert.deepEqual(
    letters.map(({ code, offset }) => [offset, code]),
    [
      [1, 'NOT_ENCODABLE'],
      [2, 'SCHEMA_UNUSABLE'],
      [3, 'NOT_AVRO'],
    ],
  );
  assert.equal(letters[0]?.reason, "field 'v': got text; its column takes bigint");
});
