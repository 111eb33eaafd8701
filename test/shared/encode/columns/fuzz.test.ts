import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseObject } from '../../../../shared/decode/json/parse.ts';
import { toAvro } from '../../../../shared/encode/avro/to-avro.ts';
import { eventCheckOf } from '../../../../shared/encode/columns/check-event.ts';
import { readContainer } from '../../../support/avro/read-container.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { hostileValue } from '../../../support/hostile-json.ts';
import { columnsOf, fileOf, readWithHyparquet, type Row } from '../../../support/read-parquet.ts';

/** By type: whether what was read is what stood in the line, told without the code under test. */
const isSame: Readonly<Record<string, (read: unknown, json: string) => boolean>> = {
  boolean: (read, json) => String(read) === json,
  int: (read, json) => isExactly(read, json),
  bigint: (read, json) => isExactly(read, json),
  float: (read, json) => Number.isFinite(read) && read === Math.fround(Number(json)),
  double: (read, json) => Number.isFinite(read) && read === Number(json),
  'decimal(9,2)': (read, json) => isNear(read, json),
  'decimal(38,10)': (read, json) => isNear(read, json),
  string: (read, json) => read === JSON.parse(json),
  binary: (read, json) => {
    const bytes = Buffer.from(read as Uint8Array);
    // the last character of Base64 has bits that are of no byte
    return bytes.equals(Buffer.from(JSON.parse(json) as string, 'base64'));
  },
  date: (read, json) => timeOf(read) === Date.parse(JSON.parse(json) as string),
  timestamp: (read, json) => isTime(read, json),
  'timestamp(6)': (read, json) => isTime(read, json),
  json: (read, json) => JSON.stringify(read) === JSON.stringify(JSON.parse(json)),
};

function isExactly(read: unknown, json: string): boolean {
  const text = json.startsWith('"') ? (JSON.parse(json) as string) : json;
  return /^-?\d+$/.test(text)
    ? BigInt(read as number) === BigInt(text)
    : Number(read) === Number(text);
}

/** Readers give decimals as doubles: equal to that many digits. */
function isNear(read: unknown, json: string): boolean {
  const wanted = Number(json.startsWith('"') ? JSON.parse(json) : json);
  return Math.abs(Number(read) - wanted) <= Math.abs(wanted) * 1e-12;
}

function timeOf(read: unknown): number {
  return (read as Date).getTime();
}

function isTime(read: unknown, json: string): boolean {
  const value: unknown = JSON.parse(json);
  if (typeof value === 'number') return timeOf(read) === value;
  // a leap second is the start of the next one, and Date has none; nor does it read what is finer
  const text = String(value).toUpperCase().replace(':60', ':59');
  const leap = String(value).includes(':60') ? 1000 : 0;
  // the reader cuts microseconds off towards 1970; DuckDB has them all (conversions.test.ts)
  return Math.abs(timeOf(read) - leap - Date.parse(text)) <= 1;
}

/** 0 and -0 are one number. */
function valueOf(json: string): unknown {
  return JSON.parse(json, (_name, value: unknown) => (value === 0 ? 0 : value));
}

const lists = fc.array(hostileValue, { minLength: 1, maxLength: 20 });

for (const [type, same] of Object.entries(isSame)) {
  const columns = columnsOf({ v: type });
  const check = eventCheckOf(columns);
  const isTaken = (line: string): boolean => {
    const bytes = Buffer.from(line);
    return check(parseObject(bytes, 0, bytes.length, true)) === null;
  };

  describe(`a column of ${type} gets whatever comes`, () => {
    it('it holds the value or null, with the value beside it, and what is rejected is what is beside', async () => {
      await fc.assert(
        fc.asyncProperty(lists, async (values) => {
          const lines = values.map((value) => `{"v":${value}}`);
          const rows = await readWithHyparquet(fileOf(lines, { columns }));
          assert.equal(rows.length, lines.length);
          for (const [index, json] of values.entries()) checkRow(rows[index]!, json);
        }),
        { numRuns: fuzzRuns(40) },
      );
    });

    it('a file of Avro has the same nulls', async () => {
      await fc.assert(
        fc.asyncProperty(lists, async (values) => {
          const lines = values.map((value) => `{"v":${value}}`);
          const rest = { column: true, unknownFields: true };
          const options = { format: 'avro', columns, rest, compression: 'none' } as const;
          const pieces = [Buffer.from(lines.map((line) => `${line}\n`).join(''))];
          const file = Buffer.concat(toAvro({ pieces, compressed: false }, options));
          const { values: found } = await readContainer(file);
          assert.equal(found.length, lines.length);
          for (const [index, line] of lines.entries()) {
            const { v, _rest } = found[index] as Row;
            assert.equal(_rest === null, isTaken(line), line);
            assert.equal(v === null, _rest !== null || values[index] === 'null', line);
          }
        }),
        { numRuns: fuzzRuns(40) },
      );
    });

    function checkRow({ v, _rest: rest }: Row, json: string): void {
      assert.equal(rest === null, isTaken(`{"v":${json}}`), json);
      if (json === 'null') return assert.deepEqual([v, rest], [null, null]);
      if (rest === null) return assert.ok(same(v, json), `${json} became ${String(v)}`);
      assert.equal(v, null);
      assert.deepEqual(valueOf(rest as string), valueOf(`{"v":${json}}`), json);
    }
  });
}
