import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { createCsvCodec } from '../../../../shared/decode/csv/csv-codec.ts';
import type { CsvOptions } from '../../../../shared/decode/csv/csv-options.ts';
import { parsed, transcoded } from '../../../support/protobuf/codecs.ts';

const columns: CsvOptions['columns'] = [
  { name: 'a', type: 'string' },
  { name: 'n', type: 'number' },
  { name: 'ok', type: 'boolean' },
];
const options: CsvOptions = { columns, delimiter: ',', quote: '"', emptyAsNull: true };

function texts(count: number): CsvOptions['columns'] {
  return Array.from({ length: count }, (_, at) => ({ name: `c${at}`, type: 'string' }));
}

describe('a row becomes an event', () => {
  const rows: readonly [what: string, row: string, json: string, changes?: Partial<CsvOptions>][] =
    [
      ['plain', 'x,1,true', '{"a":"x","n":1,"ok":true}'],
      ['with a line break at its end', 'x,1,false\r\n', '{"a":"x","n":1,"ok":false}'],
      [
        'with all the digits of its numbers',
        'x,12345678901234567890.10,true\n',
        '{"a":"x","n":12345678901234567890.10,"ok":true}',
      ],
      [
        'with quotes, delimiters and line breaks in it',
        '"a ""b"",\r\nc",-0.5e3,true',
        '{"a":"a \\"b\\",\\r\\nc","n":-0.5e3,"ok":true}',
      ],
      ['with nothing in it', ',,', '{"a":null,"n":null,"ok":null}'],
      ['with nothing in quotes', '"",1,true', '{"a":"","n":1,"ok":true}'],
      ['with nothing that is text', ',1,true', '{"a":"","n":1,"ok":true}', { emptyAsNull: false }],
      [
        'with other characters',
        "'a;''b';1;true",
        '{"a":"a;\'b","n":1,"ok":true}',
        { delimiter: ';', quote: "'" },
      ],
      ['with spaces as they stand', ' x ,1,true', '{"a":" x ","n":1,"ok":true}'],
      ['of one column', '', '{"c0":null}', { columns: texts(1) }],
      [
        'with any name',
        'x',
        '{"__proto__":"x"}',
        { columns: [{ name: '__proto__', type: 'string' }] },
      ],
    ];
  for (const [what, row, json, changes] of rows) {
    it(what, () => {
      const codec = createCsvCodec({ ...options, ...changes });
      assert.equal(transcoded(codec, Buffer.from(row)), json);
      assert.equal(parsed(codec, Buffer.from(row)), json);
    });
  }
});

describe('a row is refused', () => {
  const rows: readonly [what: string, row: string | Buffer, reason: RegExp | string][] = [
    ['that is no UTF-8', Buffer.from('78ff', 'hex'), 'expected UTF-8 at byte 1, got 0xff'],
    ['with a column too few', 'x,1', 'expected 3 columns, got 2'],
    ['with a column too many', 'x,1,true,', 'expected 3 columns, got 4'],
    ['without a closing quote', '"x,1,true', 'column 1 has no closing quote'],
    ['whose last quote is one of two', '"x""', 'column 1 has no closing quote'],
    ['that goes on behind a quote', '"x"y,1,true', 'column 1 goes on behind its closing quote'],
    [
      'with a quote in a plain column',
      'x"y,1,true',
      'column 1 has a quote in it, and does not begin with one',
    ],
    [
      'behind which there is another',
      'x,1,true\ny,2,true\n',
      'there is more than one row; a record is one',
    ],
    [
      'behind whose quotes there is another',
      'x,1,"true"\r\ny,2,true',
      'there is more than one row; a record is one',
    ],
    ['with a number that is none', 'x,007,true', 'column 2 holds no number'],
    ['with a number of another language', 'x,"1,5",true', 'column 2 holds no number'],
    ['with a number like NaN', 'x,NaN,true', 'column 2 holds no number'],
    ['with another word for true', 'x,1,TRUE', 'column 3 holds no boolean'],
  ];
  for (const [what, row, reason] of rows) {
    it(what, () => {
      const codec = createCsvCodec(options);
      assert.equal(transcoded(codec, Buffer.from(row)), null);
      assert.equal(codec.describeFailure(), reason);
      assert.equal(parsed(codec, Buffer.from(row)), null);
    });
  }
});

it('what another parser takes for one row has the same columns', () => {
  const cell = fc.oneof(fc.string(), fc.stringMatching(/^[",\r\n a]{0,6}$/));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('', '\n', '\r\n'),
      fc.boolean(),
      (cells, delimiter, end, isBroken) => {
        const quoted = cells.map(([text, inQuotes]) =>
          inQuotes ? `"${isBroken ? text : text.replaceAll('"', '""')}"` : text,
        );
        const row = `${quoted.join(delimiter)}${end}`;
        const expected = otherRow(row, delimiter);
        const codec = createCsvCodec({
          columns: texts(expected?.length ?? cells.length),
          delimiter,
          quote: '"',
          emptyAsNull: false,
        });
        const event = codec.parse(Buffer.from(row), 0, Buffer.byteLength(row));
        if (event !== null) assert.deepEqual(Object.values(event), expected);
        else if (expected !== null) assert.match(codec.describeFailure(), /more than one row/);
      },
    ),
    { numRuns: 2000 },
  );
});

/** Null where the other parser refuses it, or sees no row or several. */
function otherRow(row: string, delimiter: string): readonly string[] | null {
  try {
    const rows = parse(row, {
      delimiter,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n'],
    });
    const [only] = rows;
    return rows.length === 1 && only !== undefined
      ? only
      : row === '' || /^\r?\n$/.test(row)
        ? ['']
        : null;
  } catch {
    return null;
  }
}
