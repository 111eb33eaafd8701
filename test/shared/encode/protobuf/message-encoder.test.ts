import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileMessage } from '../../../../shared/decode/protobuf/compile/compile-message.ts';
import { instantiate } from '../../../../shared/decode/protobuf/compile/instantiate.ts';
import { MessageEncoder } from '../../../../shared/encode/protobuf/message-encoder.ts';
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
  ];
  for (const [what, event, fault] of refused) {
    it(what, () => assert.deepEqual(all.encode(event), { fault }));
  }
});
