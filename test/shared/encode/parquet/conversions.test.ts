import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventCheckOf } from '../../../../shared/encode/columns/check-event.ts';
import { parseObject } from '../../../../shared/decode/json/parse.ts';
import { columnsOf, fileOf, readWithDuckDb } from '../../../support/read-parquet.ts';

/** By type: values as JSON, and what DuckDB reads as text; null: the column cannot hold it. */
const conversions: Readonly<
  Record<string, readonly (readonly [json: string, read: string | null])[]>
> = {
  boolean: [
    ['true', 'true'],
    ['1', null],
    ['"true"', null],
  ],
  int: [
    ['-2147483648', '-2147483648'],
    ['2147483647', '2147483647'],
    ['5.0', '5'],
    ['-0', '0'],
    ['2147483648', null],
    ['1.5', null],
    ['"7"', null],
    ['9223372036854775808', null],
  ],
  bigint: [
    ['9223372036854775807', '9223372036854775807'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['9007199254740993', '9007199254740993'],
    ['"9007199254740993"', '9007199254740993'],
    ['1e3', '1000'],
    ['12345678901234567000', null],
    ['9223372036854775808', null],
    ['1e400', null],
    ['1e999999999', null],
    ['0.5', null],
    ['"5.0"', null],
    ['" 5"', null],
    ['true', null],
    ['[1]', null],
  ],
  float: [
    ['0.5', '0.5'],
    ['16777216', '16777216.0'],
    ['16777217', null],
    ['1e10', '10000000000.0'],
    ['1e39', null],
    ['1e-60', null],
  ],
  double: [
    ['0.1', '0.1'],
    ['-0.0', '-0.0'],
    ['9007199254740992', '9007199254740992.0'],
    ['9007199254740993', null],
    ['1e300', '1e+300'],
    ['123456789012345680000', '1.2345678901234568e+20'],
    ['123456789012345678901', null],
    ['1e400', null],
    ['1e-400', null],
    ['"NaN"', null],
  ],
  'decimal(9,2)': [
    ['1.5', '1.50'],
    ['-0.01', '-0.01'],
    ['9999999.99', '9999999.99'],
    ['"1.50"', '1.50'],
    ['1.500', '1.50'],
    ['1.005', null],
    ['10000000', null],
  ],
  'decimal(18,4)': [
    ['12345678901234.5678', '12345678901234.5678'],
    ['-99999999999999.9999', '-99999999999999.9999'],
    ['100000000000000', null],
  ],
  'decimal(38,18)': [
    ['0.10000000000000001', '0.100000000000000010'],
    ['-12345678901234567890.123456789012345678', '-12345678901234567890.123456789012345678'],
    ['100000000000000000000', null],
  ],
  string: [
    ['"größe \\u0000"', 'größe \u0000'],
    ['""', ''],
    ['"\\ud83d\\ude00"', '\u{1f600}'],
    ['"\\ud83d"', null],
    ['5', null],
    ['{}', null],
  ],
  binary: [
    ['"AP+A"', '\\x00\\xFF\\x80'],
    ['""', ''],
    ['"AP-A"', null],
    ['"AP+"', null],
  ],
  date: [
    ['"2024-02-29"', '2024-02-29'],
    ['"1969-12-31"', '1969-12-31'],
    ['"0001-01-01"', '0001-01-01'],
    ['"2023-02-29"', null],
    ['"0000-01-01"', null],
    ['"2024-02-29T00:00:00Z"', null],
    ['19000', null],
  ],
  timestamp: [
    ['"2024-12-28T18:01:02.239Z"', '2024-12-28 18:01:02.239+00'],
    ['"2024-12-28T18:01:02.240Z"', '2024-12-28 18:01:02.24+00'],
    ['"2024-12-28T19:01:02+01:00"', '2024-12-28 18:01:02+00'],
    ['"2024-12-28T18:01:02.239000Z"', '2024-12-28 18:01:02.239+00'],
    ['1735408862239', '2024-12-28 18:01:02.239+00'],
    ['-1', '1969-12-31 23:59:59.999+00'],
    ['"2024-12-28T18:01:02.2391Z"', null],
    ['"2024-12-28T18:01:02.x39Z"', null],
    ['"2024-13-28T18:01:02Z"', null],
    ['"2024-12-28"', null],
    ['"0000-12-28T18:01:02Z"', null],
    ['253402300800000', null],
    ['1.5', null],
  ],
  'timestamp(6)': [
    ['"2024-12-28T18:01:02.239123Z"', '2024-12-28 18:01:02.239123+00'],
    ['"9999-12-31T23:59:59.999999Z"', '9999-12-31 23:59:59.999999+00'],
    ['"0001-01-01T00:00:00.000001Z"', '0001-01-01 00:00:00.000001+00'],
    ['1735408862239', '2024-12-28 18:01:02.239+00'],
    ['"2024-12-28T18:01:02.2391234Z"', null],
  ],
  uuid: [
    ['"123e4567-E89B-12d3-a456-426614174000"', '123e4567-e89b-12d3-a456-426614174000'],
    ['"123e4567e89b12d3a456426614174000"', null],
    ['5', null],
  ],
  json: [
    ['{"a":[1,9007199254740993,"\\\\ud800"]}', '{"a":[1,9007199254740993,"\\\\ud800"]}'],
    ['{"a":["\\ud800"]}', null],
    ['"text"', '"text"'],
    ['1e400', '1e400'],
    ['[1.0,-0,0.10,1E+2]', '[1.0,-0,0.10,1E+2]'],
    ['false', 'false'],
  ],
};

for (const [type, cases] of Object.entries(conversions)) {
  describe(`a column of ${type}`, () => {
    it('holds the very values that were written, and what it cannot hold is kept beside it', async () => {
      const columns = columnsOf({ id: 'int', v: type });
      const lines = cases.map(([json], id) => `{"id":${id},"v":${json}}`);
      const rows = await readWithDuckDb(
        fileOf(lines, { columns }),
        `SELECT v::VARCHAR AS v, _rest FROM file ORDER BY id`,
      );
      const expected = cases.map(([json, read]) => {
        return { v: read, _rest: read === null ? `{"v":${compact(json)}}` : null };
      });
      assert.deepEqual(rows, expected);
    });

    it('lets an event be rejected that does not fit', () => {
      const check = eventCheckOf(columnsOf({ v: type }));
      for (const [json, read] of cases) {
        const line = Buffer.from(`{"v":${json}}`);
        const fault = check(parseObject(line, 0, line.length, true));
        assert.equal(fault === null, read !== null, json);
        if (fault !== null) assert.match(fault, /^field 'v': got [a-z ]+; its column takes /);
      }
    });
  });
}

/** As JSON.stringify writes it, numbers as they came. */
function compact(json: string): string {
  return json.startsWith('"') ? JSON.stringify(JSON.parse(json)) : json;
}

describe('an event that is checked before its line is written', () => {
  const check = eventCheckOf(
    columnsOf({
      id: 'bigint not null',
      at: 'timestamp',
      pos: 'struct<lat:double>',
      tags: 'list<string>',
      more: 'map<string,list<int>>',
    }),
  );

  it('may hold what a transform made: dates, bigints, what is left out', () => {
    assert.equal(check({ id: 5n, at: new Date(0), pos: undefined, other: {} }), null);
    assert.equal(check({ id: 5n, more: { a: [1, null], b: null } }), null);
  });

  it('is told with the place, and without the value', () => {
    const faults: readonly (readonly [event: object, fault: string])[] = [
      [{}, "field 'id' is missing, and its column is 'not null'"],
      [{ id: null }, "field 'id' is missing, and its column is 'not null'"],
      [{ id: 2n ** 64n }, "field 'id': got a number; its column takes bigint"],
      [{ id: 1, pos: { lat: 'x' } }, "field 'pos.lat': got text; its column takes double"],
      [{ id: 1, pos: [] }, "field 'pos': got a list; its column takes struct<lat:double>"],
      [{ id: 1, pos: new Date(0) }, "field 'pos': got text; its column takes struct<lat:double>"],
      [{ id: 1, tags: ['a', true] }, "field 'tags[1]': got a boolean; its column takes string"],
      [{ id: 1, tags: {} }, "field 'tags': got an object; its column takes list<string>"],
      [
        { id: 1, more: { 'a b': [1.5] } },
        `field 'more."a b"[0]': got a number; its column takes int`,
      ],
      [{ id: 1, more: { '\ud800': [] } }, "field 'more' has a key with half of a surrogate pair"],
    ];
    for (const [event, fault] of faults) assert.equal(check(event as never), fault);
  });
});
