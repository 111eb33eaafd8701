import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ConfluentFormat } from '../../../../shared/decode/registry/confluent-format.ts';
import { GlueFormat } from '../../../../shared/decode/registry/glue-format.ts';
import type { WireFormat } from '../../../../shared/decode/registry/wire-format.ts';
import type { RecordCursor } from '../../../../shared/record.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';

const uuid = '0b1f6f32-9a3c-4e04-8d3c-3e0f6f8a1b2c';
const uuidHex = uuid.replaceAll('-', '');

function cursorOf(value: Buffer, headers: Record<string, Buffer | null> = {}): RecordCursor {
  const listed = Object.entries(headers).map(([name, header]) => ({ name, value: header }));
  const records = [{ offset: 0n, value, headers: listed }];
  const cursor = memoryChunk({ start: 0n, next: 1n, records }).cursor();
  cursor.next();
  return cursor;
}

/** What a format reads: the id, the indexes, and the value behind. */
function read(format: WireFormat, hex: string, headers?: Record<string, Buffer | null>): unknown {
  const cursor = cursorOf(Buffer.from(hex.replaceAll(' ', ''), 'hex'), headers);
  if (!format.read(cursor)) return format.fault;
  const rest = cursor.bytes.toString('hex', format.payloadStart, cursor.valueEnd);
  return [format.id, format.messageIndexes.join(), rest];
}

const plain = () => new ConfluentFormat({ isProtobuf: false, headers: true });
const protobuf = () => new ConfluentFormat({ isProtobuf: true, headers: true });
const glue = () => new GlueFormat();

const cases: readonly (readonly [string, () => WireFormat, string, unknown])[] = [
  ['an id', plain, '00 00000007 aabb', ['7', '', 'aabb']],
  ['the largest id', plain, '00 ffffffff', ['4294967295', '', '']],
  ['a UUID', plain, `01 ${uuidHex} aa`, [uuid, '', 'aa']],
  ['the first message', protobuf, '00 00000007 00 aabb', ['7', '0', 'aabb']],
  ['a message by its index', protobuf, '00 00000007 02 04 aa', ['7', '2', 'aa']],
  ['a message in another', protobuf, '00 00000007 06 02 00 80 01 aa', ['7', '1,0,64', 'aa']],
  ['a message behind a UUID', protobuf, `01 ${uuidHex} 02 02 aa`, [uuid, '1', 'aa']],
  ["Glue's header", glue, `03 00 ${uuidHex} aa`, [uuid, '', 'aa']],
  ["Glue's header of what is compressed", glue, `03 05 ${uuidHex} aa`, [uuid, '', 'aa']],
  ['nothing', plain, '', 'the value is empty; a schema id of 5 or 17 bytes comes first'],
  ['half an id', plain, '00 0000', 'the value has 3 bytes; magic byte 0 begins a schema id of 5'],
  ['half a UUID', plain, '01 aabb', 'the value has 3 bytes; magic byte 1 begins a schema id of 17'],
  [
    'another magic byte',
    plain,
    '7b 22 61 22 3a 31 7d',
    'the value begins with 0x7b; allowed: magic byte 0x00 or 0x01, and a schema id',
  ],
  ['no indexes', protobuf, '00 00000007', 'the indexes of the message end in the middle'],
  ['half an index', protobuf, '00 00000007 02 80', 'the indexes of the message end in the middle'],
  ['fewer indexes', protobuf, '00 00000007 04 02', 'the indexes of the message end in the middle'],
  [
    'a negative index',
    protobuf,
    '00 00000007 02 01',
    'the indexes of the message hold -1; allowed: 0 and more',
  ],
  [
    'a negative count',
    protobuf,
    '00 00000007 03',
    'the indexes of the message are -2; allowed: 0 to 64',
  ],
  [
    'a bomb of indexes',
    protobuf,
    '00 00000007 feffffff0f',
    'the indexes of the message are 2147483647; allowed: 0 to 64',
  ],
  [
    'a varint without an end',
    protobuf,
    '00 00000007 ffffffffffff',
    'the indexes of the message end in the middle',
  ],
  ["half of Glue's header", glue, '03 00 aabb', "the value has 4 bytes; Glue's header has 18"],
  ["another version of Glue's", glue, `02 00 ${uuidHex}`, 'the header has version 2; allowed: 3'],
  [
    "another compression of Glue's",
    glue,
    `03 04 ${uuidHex}`,
    'the header has compression 4; allowed: 0 (none) and 5 (zlib)',
  ],
];

describe('what names the schema of a value', () => {
  for (const [name, format, hex, expected] of cases) {
    it(`${name} is read as it was written, or told`, () => {
      assert.deepEqual(read(format(), hex), expected);
    });
  }

  const header = '__value_schema_id';
  const inHeader = (hex: string): Record<string, Buffer> => ({ [header]: Buffer.from(hex, 'hex') });

  it('stands in a header where there is one, and then the value is whole', () => {
    assert.deepEqual(read(plain(), '00 00000007', inHeader('0000000009')), ['9', '', '0000000007']);
    assert.deepEqual(read(plain(), 'aa', inHeader(`01${uuidHex}`)), [uuid, '', 'aa']);
    assert.deepEqual(read(protobuf(), 'aa', inHeader('00000000090204')), ['9', '2', 'aa']);
  });

  it('stands in front of the value where the headers are others, or are not looked at', () => {
    const traced = { traceparent: Buffer.from('x') };
    assert.deepEqual(read(plain(), '00 00000007 aa', traced), ['7', '', 'aa']);
    const prefix = new ConfluentFormat({ isProtobuf: false, headers: false });
    assert.deepEqual(read(prefix, '00 00000007 aa', inHeader('0000000009')), ['7', '', 'aa']);
  });

  for (const [name, bytes, fault] of [
    ['is null', null, 'the header is empty; a schema id of 5 or 17 bytes comes first'],
    ['is cut off', '0000', 'the header has 2 bytes; magic byte 0 begins a schema id of 5'],
    ['is too long', '000000000901', `the header ${header} has 6 bytes; allowed: no more than 5`],
  ] as const) {
    it(`a header that ${name} is told, and the value is not looked into`, () => {
      const headers = { [header]: bytes === null ? null : Buffer.from(bytes, 'hex') };
      assert.equal(read(plain(), '00 00000007 aa', headers), fault);
    });
  }

  it('any bytes are read without a throw, within the value, by formats that have read others before', () => {
    const formats = [plain(), protobuf(), glue()];
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .tuple(fc.constantFrom(0, 1, 3), fc.constantFrom(0, 5), fc.uint8Array({ maxLength: 40 }))
        .map(([first, second, rest]) => Uint8Array.from([first, second, ...rest])),
    );
    fc.assert(
      fc.property(bytes, fc.option(bytes), (value, ofHeader) => {
        const headers = ofHeader === null ? {} : { [header]: Buffer.from(ofHeader) };
        const cursor = cursorOf(Buffer.from(value), headers);
        for (const format of formats) {
          if (!format.read(cursor)) {
            assert.ok(format.fault.length > 0);
            continue;
          }
          assert.ok(format.payloadStart >= cursor.valueStart);
          assert.ok(format.payloadStart <= cursor.valueEnd);
          assert.match(format.id, /^(?:\d{1,10}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/);
          assert.ok(format.messageIndexes.every((index) => Number.isInteger(index) && index >= 0));
        }
      }),
    );
  });
});
