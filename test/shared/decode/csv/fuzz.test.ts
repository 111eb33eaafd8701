import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createCsvCodec } from '../../../../shared/decode/csv/csv-codec.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { parsed, transcoded } from '../../../support/protobuf/codecs.ts';
import { damages } from '../../../support/protobuf/damages.ts';

const codec = createCsvCodec({
  columns: [
    { name: 'text', type: 'string' },
    { name: 'number', type: 'number' },
    { name: 'flag', type: 'boolean' },
  ],
  delimiter: ',',
  quote: '"',
  emptyAsNull: true,
});

/** Refused with a reason, or a row: text that was there, a number as it was written, true or false. */
function check(bytes: Buffer): void {
  const written = transcoded(codec, bytes);
  assert.equal(parsed(codec, bytes), written);
  if (written === null) {
    assert.match(codec.describeFailure(), /^(?:expected|column \d|there is more than one row)/);
    return;
  }
  const row = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const event = JSON.parse(written) as Record<string, string | boolean | null>;
  assert.deepEqual(Object.keys(event), ['text', 'number', 'flag']);
  const { text, flag } = event;
  const number = /"number":(.*),"flag":(?:true|false|null)\}$/s.exec(written)?.[1] ?? '';
  if (text !== null)
    assert.ok(row.includes(String(text).replaceAll('"', '""')) || row.includes(String(text)));
  if (number !== 'null') assert.ok(row.includes(number), number);
  assert.ok(flag === null || row.includes(String(flag)));
}

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => `"${text.replaceAll('"', '""')}"`),
  fc.stringMatching(/^[^",\r\n]{0,8}$/),
  fc.constantFrom('', 'NaN', 'Infinity', '-0', '1e999', '007', '0x10', 'true', 'TRUE', '"'),
  fc.double().map(String),
);

describe('bad rows', () => {
  it('of random bytes are refused, or are rows', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .array(fc.constantFrom(...Buffer.from('",\r\n1.e-true \xff\xc3', 'latin1')), {
          maxLength: 20,
        })
        .map((list) => Uint8Array.from(list)),
    );
    fc.assert(
      fc.property(bytes, (each) => check(Buffer.from(each))),
      { numRuns: fuzzRuns(3000) },
    );
  });

  it('that were rows are refused, or are rows', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 2, maxLength: 4 }),
        fc.nat(),
        fc.nat(255),
        (row, at, value) => {
          const bytes = Buffer.from(`${row.join(',')}\r\n`);
          check(bytes);
          for (const damage of Object.values(damages)) check(damage(bytes, at, value));
        },
      ),
      { numRuns: fuzzRuns(500) },
    );
  });
});
