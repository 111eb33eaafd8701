import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileMessage } from '../../../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../../../shared/decode/protobuf/compile/instantiate.ts';
import { MessageEncoder } from '../../../../shared/encode/protobuf/message-encoder.ts';
import { rawNumber } from '../../../../shared/raw-json.ts';
import type { Event } from '../../../../shared/transform/model.ts';
import { expectedJson } from '../../../support/protobuf/expected-json.ts';
import {
  defaultOptions,
  descriptorOf,
  descriptorSource,
  messageTypes,
} from '../../../support/protobuf/features.ts';
import { isReadDifferently } from '../../../support/protobuf/known-differences.ts';
import { wireMessages } from '../../../support/protobuf/wire-messages.ts';

describe('a message that was read, and is written again, is the same to another implementation', () => {
  for (const messageType of messageTypes) {
    const options = { ...defaultOptions, messageType };
    const { text, tables } = compileMessage(descriptorSource, options);
    const codec = instantiate(text);
    const encoder = new MessageEncoder(tables);
    const desc = descriptorOf(messageType);
    it(messageType, () => {
      let compared = 0;
      fc.assert(
        fc.property(wireMessages(desc, 'canonical'), (bytes) => {
          const event = codec.parse(bytes, 0, bytes.length);
          if (event === null || isReadDifferently(desc, bytes)) return;
          const encoded = encoder.encode(event);
          if ('fault' in encoded) {
            assert.match(encoded.fault, /an? google\.protobuf\.Any cannot be written/);
            return;
          }
          const [message] = delimited(encoded.bytes);
          assert.deepEqual(expectedJson(message, options), expectedJson(bytes, options));
          compared += 1;
        }),
        { numRuns: 300 },
      );
      assert.ok(compared > 30, String(compared));
    });
  }
});

/** Cuts a file of messages, each with its length before it, as a varint. */
function delimited(file: Buffer): [Buffer, ...Buffer[]] {
  const messages: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = file[at++]!;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    messages.push(file.subarray(at, at + length));
    at += length;
  }
  return messages as [Buffer, ...Buffer[]];
}

const all = new MessageEncoder(
  compileMessage(descriptorSource, { ...defaultOptions, messageType: 'features.v3.All' }).tables,
);

describe('an event is refused', () => {
  const refused: readonly [what: string, event: Event, fault: string][] = [
    ['with text for a number', { int32_value: 'x' }, "field 'int32_value': the value is no int32"],
    [
      'with an integer that is too large',
      { int32_value: 2 ** 31 },
      "field 'int32_value': the value is no int32",
    ],
    [
      'with a fraction for an integer',
      { int64_value: 0.5 },
      "field 'int64_value': the value is no int64",
    ],
    [
      'with a number for a text',
      { string_value: 1 },
      "field 'string_value': the value is no string",
    ],
    [
      'with half of a surrogate pair',
      { string_value: '\ud800' },
      "field 'string_value': the value is no string",
    ],
    ['with NaN for a number', { int32_value: NaN }, "field 'int32_value': the value is no int32"],
    ['with NaN for a float', { float_value: NaN }, "field 'float_value': the value is no float"],
    [
      'with an infinity for a double',
      { double_value: -Infinity },
      "field 'double_value': the value is no double",
    ],
    [
      'with a number that no double has',
      { double_value: rawNumber('9007199254740993') },
      "field 'double_value': the value is no double",
    ],
    [
      'with a number that no float has',
      { float_value: 16_777_217 },
      "field 'float_value': the value is no float",
    ],
    [
      'with a number beyond all floats',
      { float_value: 1e39 },
      "field 'float_value': the value is no float",
    ],
    [
      'with a number so small that it would be 0',
      { double_value: rawNumber('1e-400') },
      "field 'double_value': the value is no double",
    ],
    [
      'with an integer beyond 64 bits',
      { uint64_value: rawNumber('18446744073709551616') },
      "field 'uint64_value': the value is no uint64",
    ],
    [
      'with a negative number that has no sign',
      { uint32_value: -1 },
      "field 'uint32_value': the value is no uint32",
    ],
    [
      'with a timestamp after the year 9999',
      { at: '+010000-01-01T00:00:00.000Z' },
      "field 'at': the value is no timestamp",
    ],
    [
      'with a timestamp after it by its offset',
      { at: '9999-12-31T23:59:59-00:01' },
      "field 'at': the value is no timestamp",
    ],
    [
      'with a timestamp before the year 1',
      { at: '0001-01-01T00:00:00+00:01' },
      "field 'at': the value is no timestamp",
    ],
    [
      'with a timestamp finer than a nanosecond',
      { at: '2024-12-28T18:01:02.0000000001Z' },
      "field 'at': the value is no timestamp",
    ],
    [
      'with a day that there is not',
      { at: '2023-02-29T00:00:00Z' },
      "field 'at': the value is no timestamp",
    ],
    ['with a date without a time', { at: new Date(NaN) }, "field 'at': the value is no timestamp"],
    [
      'with a list for a timestamp',
      { times: [[rawNumber('-9223372036854775809')]] },
      "field 'times[0]': the value is no timestamp",
    ],
    [
      'with a duration of more than 10,000 years',
      { took: '315576000001s' },
      "field 'took': the value is no duration",
    ],
    [
      'with a name of no enum',
      { color: 'COLOR_BLUE' },
      "field 'color': the value is none of the enum",
    ],
    [
      'with two members of a oneof',
      { choice_string: 'a', choice_int64: 1 },
      "field 'choice_int64': another member of its oneof is set",
    ],
    ['with a list for a message', { leaf: [] }, "field 'leaf': the value is no object"],
    ['with an object for a list', { int32s: {} }, "field 'int32s': the value is no list"],
    ['with null in a list', { int32s: [1, null] }, "field 'int32s[1]': the value is no int32"],
    [
      'with a key that is no number',
      { by_int32: { x: 1 } },
      "field 'by_int32.{}': the value is no int32",
    ],
    [
      'with an Any',
      { any: { '@type': 'x/y' } },
      "field 'any': a google.protobuf.Any cannot be written",
    ],
  ];
  for (const [what, event, fault] of refused) {
    it(what, () => assert.deepEqual(all.encode(event), { fault }));
  }
});

it('messages within messages are taken to the limit, and refused beyond it', () => {
  const nested = (levels: number): Event => {
    let event: Event = {};
    for (let level = 0; level < levels; level += 1) event = { again: event };
    return event;
  };
  assert.ok('bytes' in all.encode(nested(100)));
  for (const levels of [101, 5000]) {
    const encoded = all.encode(nested(levels));
    assert.ok('fault' in encoded);
    assert.match(encoded.fault, /nested deeper than 100 levels$/);
  }
});
