import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parseObject } from '../../../../shared/decode/json/parse.ts';
import { headerRow, rowEncoderOf } from '../../../../shared/encode/csv/encode-row.ts';
import { rawNumber } from '../../../../shared/raw-json.ts';
import type { Event } from '../../../../shared/transform/model.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { hostileValue } from '../../../support/hostile-json.ts';

const layout = { fields: ['a', 'b.c'], delimiter: ',', quote: '"' };

function rowOf(event: Event, changes: object = {}): string {
  const encoded = rowEncoderOf({ ...layout, ...changes })(event);
  return 'fault' in encoded ? `fault: ${encoded.fault}` : encoded.text;
}

describe('the row of an event', () => {
  const rows: readonly [what: string, event: Event, row: string, changes?: object][] = [
    ['has fields in the order that is given', { b: { c: 2 }, a: 1, d: 3 }, '1,2'],
    ['has nothing for null, and quotes for empty text', { a: null, b: { c: '' } }, ',""'],
    ['has nothing for what is not there', { b: 7 }, ','],
    ['of one field is not empty', {}, '""', { fields: ['a'] }],
    ['quotes what it has to', { a: 'x,"y"\r\n', b: { c: ' plain ' } }, '"x,""y""\r\n", plain '],
    [
      'has other characters',
      { a: "x;'y'", b: { c: ',' } },
      "'x;''y''';,",
      { delimiter: ';', quote: "'" },
    ],
    [
      'has numbers as they were written',
      { a: rawNumber('1.10'), b: { c: 2n ** 63n } },
      '1.10,9223372036854775808',
    ],
    [
      'has true, and times as text',
      { a: true, b: { c: new Date(0) } },
      'true,1970-01-01T00:00:00.000Z',
    ],
    [
      'has lists and objects as JSON',
      { a: [1, 'x'], b: { c: { d: null } } },
      '"[1,""x""]","{""d"":null}"',
    ],
    ['is refused with NaN', { a: NaN }, "fault: field 'a' is NaN, which JSON cannot hold"],
    [
      'is refused with half of a pair',
      { a: '\ud800' },
      "fault: field 'a' holds half of a surrogate pair, which UTF-8 cannot",
    ],
  ];
  for (const [what, event, row, changes] of rows) {
    it(what, () => assert.equal(rowOf(event, changes), row));
  }
});

const cells = fc.array(
  fc.array(
    fc.oneof(
      fc.constant(null),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[",\r\n a]{0,6}$/),
    ),
    { minLength: 2, maxLength: 2 },
  ),
  { minLength: 1, maxLength: 20 },
);

function fileOf(rows: readonly (readonly (string | null)[])[]): string {
  const fields = { ...layout, fields: ['a', 'b'] };
  const encode = rowEncoderOf(fields);
  const lines = rows.map(
    ([a = null, b = null]) => (encode({ a, b }) as { readonly text: string }).text,
  );
  return [headerRow(fields), ...lines].map((line) => `${line}\r\n`).join('');
}

it('rows are read by another parser as they were', () => {
  fc.assert(
    fc.property(cells, (rows) => {
      const found = parse(fileOf(rows), { record_delimiter: '\r\n' });
      assert.deepEqual(found, [['a', 'b'], ...rows.map((row) => row.map((cell) => cell ?? ''))]);
    }),
    { numRuns: 500 },
  );
});

it('a cell of any value is its text, its JSON, or nothing, to another parser', () => {
  const encode = rowEncoderOf({ ...layout, fields: ['a'] });
  fc.assert(
    fc.property(hostileValue, (json) => {
      const bytes = Buffer.from(`{"a":${json}}`);
      const { a } = parseObject(bytes, 0, bytes.length, true);
      const row = encode({ a });
      if ('fault' in row) return assert.match(json, /\\ud[89a-f]/);
      const [[cell = assert.fail()] = assert.fail()] = parse(`${row.text}\r\n`, {
        record_delimiter: '\r\n',
      });
      if (typeof a === 'string') assert.equal(cell, a);
      else if (json === 'null') assert.equal(cell, '');
      // numbers as they were written, blanks aside
      else assert.deepEqual(JSON.parse(cell), JSON.parse(json), `${json} became ${cell}`);
    }),
    { numRuns: fuzzRuns(1000) },
  );
});

it('rows are read by DuckDB as they were, null apart from empty text', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const rows = [
    ['one', 'two'],
    [null, ''],
    ['a "quoted", text', 'of\ntwo lines'],
    ['12345678901234567890.10', null],
    ['{"x":1}', 'ü 😀'],
  ];
  const file = join(folder, 'rows.csv');
  await writeFile(file, fileOf(rows));
  const connection = await (await DuckDBInstance.create()).connect();
  const result = await connection.runAndReadAll(
    `FROM read_csv('${file}', header = true, all_varchar = true, quote = '"', escape = '"', delim = ',', new_line = '\\r\\n', allow_quoted_nulls = false)`,
  );
  assert.deepEqual(result.getRows(), rows);
  connection.closeSync();
});
