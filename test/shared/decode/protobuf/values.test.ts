import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { MessageOptions } from '../../../../shared/decode/protobuf/compile/message-source.ts';
import { parsed, transcoded, watchedCodec } from '../../../support/protobuf/codecs.ts';
import {
  exactJson,
  expectedJson,
  withoutNegativeZero,
} from '../../../support/protobuf/expected-json.ts';
import { descriptorOf, messageTypes } from '../../../support/protobuf/features.ts';
import { wireMessages, type WireStyle } from '../../../support/protobuf/wire-messages.ts';

const forms: readonly Omit<MessageOptions, 'messageType'>[] = [
  { useJsonNames: false, int64: 'number', enums: 'name', emitDefaults: true },
  { useJsonNames: true, int64: 'string', enums: 'number', emitDefaults: false },
  { useJsonNames: false, int64: 'number', enums: 'name', emitDefaults: false },
  { useJsonNames: true, int64: 'string', enums: 'name', emitDefaults: true },
];

/** What an Any may hold that generated code does not read. */
const rareInAny = /"@type":"[^"]*google\.protobuf\.(?:Timestamp|Struct)"/;

for (const messageType of messageTypes) {
  for (const style of ['canonical', 'unusual'] satisfies WireStyle[]) {
    describe(`${messageType}, ${style} bytes`, () => {
      for (const form of forms) {
        const options = { ...form, messageType };
        it(`have the values of a second implementation: ${JSON.stringify(form)}`, () => {
          const codec = watchedCodec(options);
          fc.assert(
            fc.property(wireMessages(descriptorOf(messageType), style), (bytes) => {
              Object.assign(codec.handedOver, { write: 0, read: 0 });
              const expected = valueOrNull(bytes, options);
              const text = transcoded(codec, bytes);
              const event = parsed(codec, bytes);
              if (expected === null) return assert.deepEqual([text, event], [null, null]);
              assert.ok(text !== null && event !== null, codec.describeFailure());
              assert.deepEqual(exactJson(text), expected);
              assert.deepEqual(exactJson(event), withoutNegativeZero(expected));
              const isRare = rareInAny.test(text) || bytes.includes('__proto__');
              if (style === 'canonical' && !isRare) {
                assert.deepEqual(codec.handedOver, { write: 0, read: 0 });
              }
            }),
            { numRuns: 300 },
          );
        });
      }
    });
  }
}

/** Null: the second implementation refuses it, as a duration whose seconds and nanoseconds differ in sign. */
function valueOrNull(bytes: Buffer, options: MessageOptions): unknown {
  try {
    return expectedJson(bytes, options);
  } catch {
    return null;
  }
}
