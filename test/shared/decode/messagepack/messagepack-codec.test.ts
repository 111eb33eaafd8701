import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode, encode, encodeTimeSpecToTimestamp, ExtData } from '@msgpack/msgpack';
import fc from 'fast-check';
import { createMessagePackCodec } from '../../../../shared/decode/messagepack/messagepack-codec.ts';
import { exactNumbersJson } from '../../../support/avro/codec.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { damages } from '../../../support/protobuf/damages.ts';
import type { ExactJson } from '../../../support/protobuf/expected-json.ts';
import { parsed, transcoded } from '../../../support/protobuf/codecs.ts';

const codec = createMessagePackCodec();

interface Value {
  readonly packed: unknown;
  readonly json: ExactJson;
}

function same(packed: ExactJson): Value {
  return { packed, json: packed };
}

const text = fc.string({ unit: 'binary', maxLength: 300 });
const scalars: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(same(null)),
  fc.boolean().map(same),
  fc.integer().map(same),
  fc.integer({ min: -200, max: 70_000 }).map(same),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({
    packed: value,
    // the other implementation packs it as the integer 0
    json: Object.is(value, -0) ? 0 : value,
  })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map((packed) => ({
    packed,
    json: String(Number(packed)) === String(packed) ? Number(packed) : `raw:${packed}`,
  })),
  text.map(same),
  fc.uint8Array({ maxLength: 300 }).map((packed) => ({
    packed,
    json: Buffer.from(packed).toString('base64'),
  })),
  fc
    .record({
      sec: fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
      nsec: fc.nat({ max: 999_999_999 }),
    })
    .map(({ sec, nsec }) => {
      const fraction =
        nsec === 0 ? '' : `.${String(nsec).padStart(9, '0')}`.replace(/(?:000){1,2}$/, '');
      return {
        packed: new ExtData(-1, encodeTimeSpecToTimestamp({ sec, nsec })),
        json: `${new Date(sec * 1000).toISOString().slice(0, 19)}${fraction}Z`,
      };
    }),
);

const { map } = fc.letrec<{ value: Value; map: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalars,
    tie('map'),
    fc.array(tie('value'), { maxLength: 20 }).map((all) => ({
      packed: all.map(({ packed }) => packed),
      json: all.map(({ json }) => json),
    })),
  ),
  map: fc
    .uniqueArray(
      fc.tuple(
        text.filter((key) => key !== '__proto__'),
        tie('value'),
      ),
      { maxLength: 20, selector: ([key]) => key },
    )
    .map((all) => ({
      packed: Object.fromEntries(all.map(([key, { packed }]) => [key, packed])),
      json: Object.fromEntries(all.map(([key, { json }]) => [key, json])),
    })),
}));

it('what another implementation packed has its values in both ways', () => {
  fc.assert(
    fc.property(map, ({ packed, json }) => {
      const bytes = Buffer.from(encode(packed, { useBigInt64: true }));
      const written = transcoded(codec, bytes);
      assert.notEqual(written, null, codec.describeFailure());
      assert.deepEqual(exactNumbersJson(written ?? ''), json);
      assert.deepEqual(exactNumbersJson(parsed(codec, bytes) ?? ''), json);
    }),
    // a map has dozens of values
    { numRuns: fuzzRuns(200) },
  );
});

/** Refused with its place, or JSON that another implementation has as well. */
function check(bytes: Buffer): void {
  const written = transcoded(codec, bytes);
  assert.equal(parsed(codec, bytes), written);
  if (written === null) assert.match(codec.describeFailure(), /at byte \d+/);
  else {
    const event = exactNumbersJson(written);
    assert.ok(typeof event === 'object' && event !== null && !Array.isArray(event));
    // which takes what is no UTF-8, and repeated keys, but nothing that ends elsewhere
    assert.doesNotThrow(() => decode(bytes, { useBigInt64: true, mapKeyConverter: String }));
  }
}

it('random bytes are refused, or are a map', () => {
  const first = fc.constantFrom(0x80, 0x81, 0x82, 0x8f, 0xde, 0xdf, 0xc7, 0xd9);
  fc.assert(
    fc.property(fc.option(first), fc.uint8Array({ maxLength: 60 }), (head, bytes) =>
      check(Buffer.from(head === null ? bytes : [head, ...bytes])),
    ),
    { numRuns: fuzzRuns(3000) },
  );
});

it('bad bytes are refused, or have one value', () => {
  fc.assert(
    fc.property(map, fc.nat(), fc.nat({ max: 255 }), ({ packed }, at, value) => {
      const bytes = Buffer.from(encode(packed, { useBigInt64: true }));
      for (const damage of Object.values(damages)) {
        check(damage(bytes, at, value));
      }
    }),
    { numRuns: fuzzRuns(500) },
  );
});

describe('a value', () => {
  const taken: readonly [what: string, hex: string, json: string][] = [
    ['may have integers as keys', '82a16101ff02', '{"a":1,"-1":2}'],
    ['may have a float, which is the shortest number that is one', '81a161ca3dcccccd', '{"a":0.1}'],
    ['may have no number', '82a161cb7ff8000000000000a162ca7f800000', '{"a":"NaN","b":"Infinity"}'],
    ['may have a field of any name', '81a95f5f70726f746f5f5f01', '{"__proto__":1}'],
  ];
  for (const [what, hex, json] of taken) {
    it(what, () => {
      assert.equal(transcoded(codec, Buffer.from(hex, 'hex')), json);
      assert.equal(parsed(codec, Buffer.from(hex, 'hex')), json);
    });
  }

  const refused: readonly [what: string, hex: string, reason: string][] = [
    ['that is nothing', '', 'at byte 0: expected 1 bytes, 0 are left'],
    ['that is a list', '9101', 'at byte 0: the value is no map, and an event is an object'],
    ['that is a number', '01', 'at byte 0: the value is no map, and an event is an object'],
    ['with bytes behind it', '80c0', 'at byte 1: expected the end, 1 bytes are left'],
    ['that is cut off', '81a26101', 'at byte 4: expected 1 bytes, 0 are left'],
    [
      'with a count of 2^32 - 1',
      'dfffffffff',
      'at byte 5: a count asks for 8589934590 values, 0 bytes are left',
    ],
    ['with text that is no UTF-8', '81a161a2ff41', 'expected UTF-8 at byte 4, got 0xff'],
    [
      'with a text of half a surrogate pair',
      '81a161a3eda080',
      'expected UTF-8 at byte 4, got 0xed',
    ],
    ['with a key twice', '82a16101a16102', 'at byte 4: a map has a key twice'],
    ['with a number and its text as keys', '820101a13102', 'at byte 3: a map has a key twice'],
    ['with true as a key', '81c301', 'at byte 1: the key of a map is neither text nor an integer'],
    [
      'with a half as a key',
      '81cb3fe000000000000001',
      'at byte 1: the key of a map is neither text nor an integer',
    ],
    [
      'with a type of its own',
      '81a161d40500',
      'at byte 3: extension type 5 is not known; there are timestamps alone',
    ],
    [
      'with a timestamp of five bytes',
      '81a161c705ff0000000000',
      'at byte 3: a timestamp has no 5 bytes',
    ],
    [
      'with a timestamp of a billion nanoseconds',
      '81a161d7ffee6b280000000000',
      'at byte 3: the nanoseconds of a timestamp are from 0 to 999999999',
    ],
    [
      'with a timestamp after the year 9999',
      `81a161c70cff00000000${'7f'.repeat(8)}`,
      'at byte 3: a timestamp is from 0001-01-01 to 9999-12-31',
    ],
    ['with the byte that is no type', '81a161c1', 'at byte 3: 0xc1 is no type of MessagePack'],
    [
      'nested without an end',
      `81a161${'91'.repeat(2000)}`,
      'at byte 103: nested deeper than 100 levels',
    ],
  ];
  for (const [what, hex, reason] of refused) {
    it(`${what} is refused`, () => {
      assert.equal(transcoded(codec, Buffer.from(hex, 'hex')), null);
      assert.equal(codec.describeFailure(), reason);
    });
  }
});
