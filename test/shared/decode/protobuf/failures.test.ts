import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsed, transcoded, watchedCodec } from '../../../support/protobuf/codecs.ts';
import { defaultOptions } from '../../../support/protobuf/features.ts';

const all = watchedCodec({ ...defaultOptions, messageType: 'features.v3.All' });
const legacy = watchedCodec({ ...defaultOptions, messageType: 'features.v2.Legacy' });

const bad: readonly [what: string, hex: string, failure: string | RegExp][] = [
  [
    'a text that is cut off',
    '720548',
    "field 'string_value', at byte 1: a length says 5 bytes, 1 are left",
  ],
  ['a length bomb', '72ffffffff0f', /a length says 4294967295 bytes, 0 are left/],
  ['a number that is cut off', '18ff', "field 'int32_value', at byte 1: a number is cut off"],
  ['a number of 11 bytes', `20${'ff'.repeat(10)}01`, /more than 64 bits/],
  ['field number 0', '0001', 'at byte 0: expected a field number of 1 or more, got 0'],
  ['wire type 6', '0e00', 'at byte 0: expected a wire type from 0 to 5, got 6'],
  ['wire type 7', '0f00', 'at byte 0: expected a wire type from 0 to 5, got 7'],
  [
    'the end of a group that did not begin',
    '0c',
    /the end of a group of field 1 that did not begin/,
  ],
  ['a group that ends as another', '0b14', /the group of field 1 ends as that of field 2/],
  ['text that is no UTF-8', '7201ff', "field 'string_value', at byte 2: expected UTF-8"],
  ['a text of half a surrogate pair', '7203eda080', /expected UTF-8/],
  [
    'a timestamp after the year 9999',
    'ba0407088092c6f8e907',
    /a timestamp is from 0001-01-01 to 9999-12-31/,
  ],
  ['a Value that holds nothing', 'da0400', /a google\.protobuf\.Value holds no value/],
  [
    'an Any of an unknown type',
    'ea04050a03782f79',
    /an Any holds a type that the descriptors do not have/,
  ],
  ['unknown groups within groups', '0b'.repeat(200), /nested deeper than 100 levels/],
];

describe('a message that cannot be decoded is refused by both ways with one reason', () => {
  for (const [what, hex, failure] of bad) {
    it(what, () => {
      const bytes = Buffer.from(hex, 'hex');
      assert.equal(transcoded(all, bytes), null);
      const reason = all.describeFailure();
      if (typeof failure === 'string') assert.equal(reason, failure);
      else assert.match(reason, failure);
      assert.equal(parsed(all, bytes), null);
      assert.equal(all.describeFailure(), reason);
    });
  }

  it('a required field that is missing', () => {
    assert.equal(transcoded(legacy, Buffer.alloc(0)), null);
    assert.equal(legacy.describeFailure(), "field 'id', at byte 0: a required field is missing");
  });

  it('messages within messages, from the 101st on', () => {
    const nested = (levels: number): Buffer => {
      let bytes = Buffer.alloc(0);
      for (let level = 0; level < levels; level += 1) {
        const length =
          bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
        bytes = Buffer.concat([Buffer.of(0xaa, 0x06, ...length), bytes]);
      }
      return bytes;
    };
    assert.notEqual(transcoded(all, nested(100)), null);
    assert.notEqual(parsed(all, nested(100)), null);
    assert.equal(transcoded(all, nested(101)), null);
    assert.match(all.describeFailure(), /nested deeper than 100 levels/);
  });
});

it('a closed enum leaves out what it does not know, from lists and maps as well', () => {
  // id 1, moods GOOD, 77, mood_of { a: 77 }
  const bytes = Buffer.from('08012003204d52050a0161104d', 'hex');
  const event = legacy.parse(bytes, 0, bytes.length);
  assert.deepEqual([event?.['moods'], event?.['mood_of']], [['GOOD'], {}]);
});

it('a field of another wire type is as an unknown field', () => {
  // int32_value as text, then as a number
  const bytes = Buffer.from('1a01611807', 'hex');
  assert.equal(all.parse(bytes, 0, bytes.length)?.['int32_value'], 7);
});
