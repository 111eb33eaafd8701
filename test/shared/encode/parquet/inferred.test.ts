import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Column, ColumnType } from '../../../../shared/encode/columns/column-type.ts';
import { typeText } from '../../../../shared/encode/columns/column-type.ts';
import { Inference } from '../../../../shared/encode/columns/infer.ts';
import { isRawNumber, rawNumber } from '../../../../shared/raw-json.ts';
import {
  fileOf,
  readWithDuckDb,
  readWithHyparquet,
  type Row,
} from '../../../support/read-parquet.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

function typesOf(lines: readonly string[]): Record<string, string> {
  const inference = new Inference();
  for (const line of lines) {
    inference.observe(
      JSON.parse(line, (_key, value: unknown, { source }: { source?: string } = {}) =>
        typeof value === 'number' && source !== undefined && String(value) !== source
          ? rawNumber(source)
          : value,
      ) as Row,
    );
  }
  return Object.fromEntries(
    inference.columns().columns.map(({ name, type }) => [name, typeText(type)]),
  );
}

const inferred: readonly [what: string, values: readonly string[], type: string | undefined][] = [
  ['booleans', ['true', 'false'], 'boolean'],
  ['integers', ['1', '-9007199254740993', '9223372036854775807'], 'bigint'],
  ['an integer beyond 64 bits', ['1', '9223372036854775808'], 'double'],
  ['one that no double has', ['1', '9223372036854775809'], 'mixed'],
  ['fractions', ['0.5', '1e-7'], 'double'],
  ['integers and fractions', ['1', '0.5'], 'double'],
  ['an integer that no double has, and a fraction', ['9007199254740993', '0.5'], 'mixed'],
  ['a number beyond all', ['1e400'], 'mixed'],
  ['text', ['"a"', '""'], 'string'],
  ['half of a surrogate pair', [String.raw`"\ud800"`], 'mixed'],
  ['text and numbers', ['"a"', '1'], 'mixed'],
  ['nothing but null', ['null', 'null'], undefined],
  ['lists', ['[1,null]', '[]'], 'list<bigint>'],
  ['empty lists', ['[]', 'null'], 'list<string>'],
  ['lists of lists', ['[[true],[]]'], 'list<list<boolean>>'],
  ['lists of anything', ['[1,"a"]'], 'list<mixed>'],
  ['objects', ['{"a":1}', '{"b":[{"c":"x"}]}'], 'struct<a:bigint,b:list<struct<c:string>>>'],
  ['empty objects', ['{}', '{}'], 'mixed'],
  ['objects of nulls', ['{"a":null}'], 'mixed'],
  ['objects with names that differ in case alone', ['{"a":1,"A":2}'], 'mixed'],
  ['objects with an empty name', ['{"":1}'], 'mixed'],
  ['objects and lists', ['{"a":1}', '[1]'], 'mixed'],
];

for (const [what, values, type] of inferred) {
  test(`${what} are ${type ?? 'no column'}`, () => {
    assert.equal(typesOf(values.map((value) => `{"v":${value}}`))['v'], type);
  });
}

test('columns are in the order in which fields came first', () => {
  const types = typesOf(['{"b":1}', '{"c":null,"a":1}', '{"c":1,"b":2}']);
  assert.deepEqual(Object.keys(types), ['b', 'a', 'c']);
});

test('what has no name of its own is kept beside the columns', async () => {
  const lines = ['{"id":1,"ID":2,"":3,"_rest":"x","n":null}', '{"id":3}'];
  const [first, second] = await readWithDuckDb(fileOf(lines));
  assert.deepEqual(first, { id: 1n, _rest: '{"ID":2,"\\"\\"":3,"_rest":"x"}' });
  assert.deepEqual(second, { id: 3n, _rest: null });
});

test('events without fields are rows', async () => {
  assert.deepEqual(await readWithDuckDb(fileOf(['{}', '{"a":null}'])), [
    { _rest: null },
    { _rest: null },
  ]);
});

test('a field with the name of every prototype is a column', async () => {
  const file = fileOf(['{"__proto__":{"a":1}}']);
  const rows = await readWithDuckDb(file, 'SELECT "__proto__" AS named FROM file');
  assert.deepEqual(rows, [{ named: { a: 1n } }]);
});

const names = fc.constantFrom('a', 'b', 'device id', 'größe', 'x.y', 'constructor');
const leaves = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', 'z', '\u{10ffff}', '\ue000', '\u{1f600}'.repeat(40), 'ä'.repeat(70)),
);
const { value: anyJson } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaves as fc.Arbitrary<Json>,
    fc.array(tie('value'), { maxLength: 4 }),
    objectOf(tie('value')),
  ),
}));

/** With own fields also under names that an assignment would not make one of. */
function objectOf(value: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc
    .uniqueArray(fc.tuple(names, value), { selector: ([name]) => name, maxLength: 4 })
    .map((fields) => Object.fromEntries(fields) as Json);
}

/** Events of a few kinds, so that columns have types: each field mostly holds values of one. */
const eventsOfKinds = fc
  .uniqueArray(
    fc.tuple(
      names,
      fc.constantFrom<fc.Arbitrary<Json>>(
        fc.boolean(),
        fc.integer(),
        fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((n) => rawNumber(String(n)) as unknown as Json),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.string({ maxLength: 5 }),
        fc.constantFrom('red', 'green', 'blue'),
        fc.array(fc.option(fc.integer()), { maxLength: 3 }),
        fc.array(fc.array(fc.option(fc.string({ maxLength: 3 })), { maxLength: 3 })),
        fc.record(
          {
            lat: fc.double({ noNaN: true, noDefaultInfinity: true }),
            to: fc.array(fc.record({ id: fc.integer() }, { requiredKeys: [] }), { maxLength: 3 }),
          },
          { requiredKeys: [] },
        ),
      ),
    ),
    { selector: ([name]) => name, minLength: 1, maxLength: 5 },
  )
  .chain((kinds) =>
    fc.array(
      fc
        .tuple(
          ...kinds.map(([name, values]) =>
            fc.tuple(fc.constant(name), fc.option(values, { freq: 4 })),
          ),
        )
        .map((fields) => Object.fromEntries(fields) as Json),
      { minLength: 1, maxLength: 60 },
    ),
  );

const anyEvents = fc.oneof(
  eventsOfKinds,
  fc.array(objectOf(anyJson), { minLength: 1, maxLength: 12 }),
);

test('DuckDB and hyparquet read the events that were written', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyEvents,
      fc.constantFrom('zstd', 'snappy', 'gzip', 'none'),
      async (events, compression) => {
        const lines = events.map((event) => JSON.stringify(event));
        const bytes = fileOf(lines, { compression: compression as 'zstd' });
        const inference = new Inference();
        for (const event of events) inference.observe(event as Row);
        const { columns } = inference.columns();
        const expected = events.map((event) => canonical(withoutNulls(event)));
        for (const read of [readWithHyparquet, readWithDuckDb]) {
          const rows = await read(bytes);
          assert.deepEqual(
            rows.map((row) => canonical(eventOf(row, columns))),
            expected,
            read.name,
          );
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** The event that a row is of; fields without columns are at the outermost level, and their paths are names. */
function eventOf(row: Row, columns: readonly Column[]): unknown {
  const event = fieldsOf(row, columns);
  const rest = row['_rest'];
  if (typeof rest !== 'string') return event;
  const more = Object.entries(JSON.parse(rest) as Row).map(([path, value]) => {
    return [path.startsWith('"') ? path.slice(1, -1).replaceAll(/\\(.)/g, '$1') : path, value];
  });
  return withoutNulls({ ...event, ...Object.fromEntries(more) } as Json);
}

function fieldsOf(row: Row, columns: readonly Column[]): Record<string, unknown> {
  const fields = columns
    .filter(({ name }) => Object.hasOwn(row, name) && row[name] !== null && row[name] !== undefined)
    .map(({ name, type }) => [name, valueOf(row[name], type)]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

function valueOf(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type.kind === 'struct') return fieldsOf(value as Row, type.fields);
  if (type.kind === 'list') return (value as unknown[]).map((item) => valueOf(item, type.element));
  if (type.kind === 'mixed') return withoutNulls(JSON.parse(value as string) as Json);
  return value;
}

function withoutNulls(value: Json): unknown {
  if (Array.isArray(value)) return value.map((item: Json) => withoutNulls(item));
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([name, field]) => [name, withoutNulls(field)]),
  );
}

/** Text in which equal values are equal, whether integers are numbers or bigints, and in whatever order fields are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (typeof field === 'bigint') return rawNumber(String(field));
    if (typeof field !== 'object' || field === null || Array.isArray(field)) return field;
    if (isRawNumber(field)) return field;
    return Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
