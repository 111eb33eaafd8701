import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { watchedAvroCodec } from '../../../support/avro/codec.ts';
import { parsed, transcoded, type WatchedCodec } from '../../../support/protobuf/codecs.ts';

function recordOf(type: unknown): unknown {
  return { type: 'record', name: 'R', fields: [{ name: 'a', type }] };
}

function assertRefused(codec: WatchedCodec, bytes: Buffer, failure: string): void {
  assert.equal(transcoded(codec, bytes), null);
  assert.equal(codec.describeFailure(), failure);
  assert.equal(parsed(codec, bytes), null);
  assert.equal(codec.describeFailure(), failure);
}

const decimal = { type: 'bytes', logicalType: 'decimal', precision: 3, scale: 1 };
const bad: readonly [what: string, type: unknown, hex: string, failure: string][] = [
  ['nothing at all', 'int', '', "field 'a', at byte 0: a number is cut off"],
  ['a number that is cut off', 'long', '80', "field 'a', at byte 0: a number is cut off"],
  [
    'a number of 11 bytes',
    'long',
    `${'80'.repeat(10)}01`,
    "field 'a', at byte 0: a number has more than 10 bytes",
  ],
  [
    'a number of more than 64 bits',
    'long',
    `${'ff'.repeat(9)}02`,
    "field 'a', at byte 0: a number has more than 64 bits",
  ],
  [
    'an int of more than 32 bits',
    'int',
    '8080808010',
    "field 'a', at byte 0: an int has more than 32 bits",
  ],
  ['a boolean of 2', 'boolean', '02', "field 'a', at byte 0: a boolean is 0 or 1"],
  [
    'a float that is cut off',
    'float',
    '000000',
    "field 'a', at byte 0: expected 4 bytes, 3 are left",
  ],
  [
    'a fixed that is cut off',
    { type: 'fixed', name: 'F', size: 4 },
    '0000',
    "field 'a', at byte 0: expected 4 bytes, 2 are left",
  ],
  [
    'a text that is cut off',
    'string',
    '0a48',
    "field 'a', at byte 0: a length says 5 bytes, 1 are left",
  ],
  [
    'a length of 2 GB',
    'bytes',
    'feffffff0f',
    "field 'a', at byte 0: a length says 2147483647 bytes, 0 are left",
  ],
  [
    'a length of 2^62',
    'string',
    `${'fe'.repeat(1)}${'ff'.repeat(7)}7f`,
    "field 'a', at byte 0: a length has more than 32 bits",
  ],
  ['a negative length', 'string', '01', "field 'a', at byte 0: a length is negative"],
  ['text that is no UTF-8', 'string', '0441ff', "field 'a', at byte 2: expected UTF-8"],
  ['a text of half a surrogate pair', 'string', '06eda080', "field 'a', at byte 1: expected UTF-8"],
  [
    'a branch that there is not',
    ['null', 'int'],
    '04',
    "field 'a', at byte 0: the union has branches from 0 to 1",
  ],
  [
    'a negative branch',
    ['null', 'int'],
    '01',
    "field 'a', at byte 0: the union has branches from 0 to 1",
  ],
  [
    'a symbol that there is not',
    { type: 'enum', name: 'E', symbols: ['X'] },
    '02',
    "field 'a', at byte 0: the enum has symbols from 0 to 0",
  ],
  [
    'a count of 2^31 - 1',
    { type: 'array', items: 'int' },
    'feffffff0f00',
    "field 'a[1]', at byte 6: a number is cut off",
  ],
  [
    'a count of 2^40',
    { type: 'array', items: 'int' },
    '808080808040',
    "field 'a', at byte 0: the count of a block has more than 32 bits",
  ],
  [
    'a count of so many nulls',
    { type: 'array', items: 'null' },
    'feffffff0f00',
    "field 'a', at byte 0: lists hold more than 65536 items of no bytes",
  ],
  [
    'a list without an end',
    { type: 'array', items: 'int' },
    '0202',
    "field 'a', at byte 2: a number is cut off",
  ],
  [
    'a negative count without a length',
    { type: 'array', items: 'int' },
    '01',
    "field 'a', at byte 1: a number is cut off",
  ],
  [
    'a block that is shorter than it says',
    { type: 'array', items: 'int' },
    '0106020000',
    "field 'a', at byte 0: the items of a block do not take the bytes that it says",
  ],
  [
    'a block longer than the value',
    { type: 'map', values: 'int' },
    '017e0261',
    "field 'a', at byte 1: a length says 63 bytes, 2 are left",
  ],
  ['bytes behind the value', 'int', '0200', 'at byte 1: expected the end, 1 bytes are left'],
  [
    'a decimal of more digits than its precision',
    decimal,
    '0403e8',
    "field 'a', at byte 0: the decimal has more than 3 digits",
  ],
  [
    'a decimal of a megabyte',
    decimal,
    `80897a${'7f'.repeat(1_000_000)}`,
    "field 'a', at byte 0: the decimal has more than 3 digits",
  ],
  [
    'a date after the year 9999',
    { type: 'int', logicalType: 'date' },
    'feffffff0f',
    "field 'a', at byte 0: a date is from 0001-01-01 to 9999-12-31",
  ],
  [
    'a time of a day',
    { type: 'int', logicalType: 'time-millis' },
    '80f0b252',
    "field 'a', at byte 0: a time is from 00:00:00 to before 24:00:00",
  ],
  [
    'a time before midnight',
    { type: 'long', logicalType: 'time-micros' },
    '01',
    "field 'a', at byte 0: a time is from 00:00:00 to before 24:00:00",
  ],
  [
    'a timestamp after the year 9999',
    { type: 'long', logicalType: 'timestamp-millis' },
    `fe${'ff'.repeat(8)}01`,
    "field 'a', at byte 0: a timestamp is from 0001-01-01 to 9999-12-31",
  ],
  [
    'a timestamp before the year 1',
    { type: 'long', logicalType: 'timestamp-micros' },
    `${'ff'.repeat(9)}01`,
    "field 'a', at byte 0: a timestamp is from 0001-01-01 to 9999-12-31",
  ],
  [
    'a local time after the year 9999',
    { type: 'long', logicalType: 'local-timestamp-micros' },
    `fe${'ff'.repeat(8)}01`,
    "field 'a', at byte 0: a timestamp is from 0001-01-01 to 9999-12-31",
  ],
  [
    'a date before the year 1',
    { type: 'int', logicalType: 'date' },
    'ffffffff0f',
    "field 'a', at byte 0: a date is from 0001-01-01 to 9999-12-31",
  ],
];

describe('a value that cannot be decoded is refused by both ways with one reason', () => {
  for (const [what, type, hex, failure] of bad) {
    it(what, () => {
      assertRefused(watchedAvroCodec(recordOf(type)), Buffer.from(hex, 'hex'), failure);
    });
  }

  it('null, where an event has to be an object', () => {
    const codec = watchedAvroCodec(['null', recordOf('int')]);
    assertRefused(codec, Buffer.of(0), 'at byte 0: the value is null, and an event is an object');
    assert.equal(transcoded(codec, Buffer.of(2, 4)), '{"a":2}');
  });

  it('records within records, beyond 100 levels', () => {
    const codec = watchedAvroCodec({
      type: 'record',
      name: 'Node',
      fields: [{ name: 'next', type: ['null', 'Node'] }],
    });
    const nested = (levels: number): Buffer => Buffer.from(`${'02'.repeat(levels)}00`, 'hex');
    assert.notEqual(transcoded(codec, nested(100)), null);
    assert.notEqual(parsed(codec, nested(100)), null);
    assert.equal(transcoded(codec, nested(101)), null);
    assert.match(codec.describeFailure(), /, at byte 101: nested deeper than 100 levels$/);
    assert.equal(parsed(codec, nested(1_000_000)), null);
  });
});

it('nanoseconds are taken to both ends of 64 bits, also before 1970', () => {
  const codec = watchedAvroCodec(recordOf({ type: 'long', logicalType: 'timestamp-nanos' }));
  for (const [hex, text] of [
    [`fe${'ff'.repeat(8)}01`, '2262-04-11T23:47:16.854775807Z'],
    [`${'ff'.repeat(9)}01`, '1677-09-21T00:12:43.145224192Z'],
    ['01', '1969-12-31T23:59:59.999999999Z'],
  ] as const) {
    const bytes = Buffer.from(hex, 'hex');
    assert.equal(transcoded(codec, bytes), `{"a":"${text}"}`);
    assert.equal(parsed(codec, bytes), `{"a":"${text}"}`);
  }
});
