import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileMessage } from '../../../../shared/decode/protobuf/compile/compile-message.ts';
import { exactCodec, parsed, transcoded, watchedCodec } from '../../../support/protobuf/codecs.ts';
import { defaultOptions, descriptorSource } from '../../../support/protobuf/features.ts';

const options = { ...defaultOptions, emitDefaults: false, messageType: 'features.v3.All' };
const exact = exactCodec(options);

/** Field `any`, 77, with a URL and the bytes of a value. */
function anyOf(url: string, value: string): Buffer {
  const content = Buffer.concat([
    Buffer.of(0x0a, url.length),
    Buffer.from(url),
    value === ''
      ? Buffer.alloc(0)
      : Buffer.concat([Buffer.of(0x12, value.length / 2), Buffer.from(value, 'hex')]),
  ]);
  return Buffer.concat([Buffer.of(0xea, 0x04, content.length), content]);
}

const leaf = 'type.googleapis.com/features.v3.Leaf';
const cases: readonly [what: string, bytes: Buffer, json: string, handedOver: 0 | 1][] = [
  ['a message', anyOf(leaf, '0a01611005'), `{"any":{"@type":"${leaf}","name":"a","count":5}}`, 0],
  ['a message of nothing', anyOf(leaf, ''), `{"any":{"@type":"${leaf}"}}`, 0],
  [
    'a message whose fields all have their defaults',
    anyOf(leaf, '1000'),
    `{"any":{"@type":"${leaf}"}}`,
    0,
  ],
  [
    'a message that only an Any holds, by another address',
    anyOf('x"y/features.v2.Legacy', '0801'),
    '',
    0,
  ],
  [
    'a URL that is but a name',
    anyOf('/features.v3.Leaf', '1005'),
    '{"any":{"@type":"/features.v3.Leaf","count":5}}',
    0,
  ],
  [
    'a Timestamp',
    anyOf('t/google.protobuf.Timestamp', '0801'),
    '{"any":{"@type":"t/google.protobuf.Timestamp","value":"1970-01-01T00:00:01Z"}}',
    1,
  ],
  ['nothing', Buffer.of(0xea, 0x04, 0), '{"any":{}}', 1],
];

describe('an Any of', () => {
  for (const [what, bytes, json, handedOver] of cases) {
    it(`${what} is what the exact parser says, ${handedOver === 0 ? 'without' : 'by'} it`, () => {
      const codec = watchedCodec(options);
      const text = transcoded(codec, bytes);
      assert.equal(text, parsed(exact, bytes));
      if (json !== '') assert.equal(text, json);
      assert.equal(parsed(codec, bytes), text);
      assert.deepEqual(codec.handedOver, { write: handedOver, read: handedOver });
    });
  }
});

it('a message without an Any has no code for one', () => {
  const { text } = compileMessage(descriptorSource, {
    ...options,
    messageType: 'features.v3.Leaf',
  });
  assert.doesNotMatch(text, /function wA|Legacy/);
});
