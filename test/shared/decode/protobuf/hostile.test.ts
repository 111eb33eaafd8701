// What somebody would send to bring a decoder down: lengths, counts and levels, wherever the wire format has them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exactCodec, parsed, transcoded, watchedCodec } from '../../../support/protobuf/codecs.ts';
import { defaultOptions, descriptorOf } from '../../../support/protobuf/features.ts';

const messageType = 'features.v3.All';
const codec = watchedCodec({ ...defaultOptions, messageType });
const exact = exactCodec({ ...defaultOptions, messageType });
const desc = descriptorOf(messageType);

function numberOf(field: string): number {
  return desc.fields.find(({ name }) => name === field)?.number ?? assert.fail(field);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

const tag = (field: number, wireType: number): Buffer => varint(field * 8 + wireType);

/** A field of a message, of text or of a map's entry. */
function held(field: number | string, content: Uint8Array): Buffer {
  const number = typeof field === 'string' ? numberOf(field) : field;
  return Buffer.concat([tag(number, 2), varint(content.length), content]);
}

/** A length of 2^32 - 1, of which a byte is there. */
const bomb = Buffer.from('ffffffff0f61', 'hex');
/** Of 2^63. */
const farBomb = Buffer.from('8080808080808080800161', 'hex');

/** The same refusal by the generated transcoder, the static decoder and the exact parser. */
function refused(bytes: Buffer, reason: RegExp): void {
  assert.equal(transcoded(codec, bytes), null);
  const failure = codec.describeFailure();
  assert.match(failure, reason);
  assert.equal(parsed(codec, bytes), null);
  assert.equal(codec.describeFailure(), failure);
  assert.equal(parsed(exact, bytes), null);
  assert.equal(exact.describeFailure(), failure);
}

function taken(bytes: Buffer): void {
  const text = transcoded(codec, bytes);
  assert.notEqual(text, null, codec.describeFailure());
  assert.deepEqual(JSON.parse(parsed(codec, bytes) ?? ''), JSON.parse(text ?? ''));
  assert.equal(parsed(exact, bytes), parsed(codec, bytes));
}

describe('a length bomb', () => {
  const places = [
    'string_value',
    'bytes_value',
    'leaf',
    'int32s',
    'doubles',
    'at',
    'struct',
    'list',
    'any',
    'by_int32',
  ];
  const fields = desc.fields.filter(({ name }) => places.includes(name));
  const numbers = new Map([
    ...fields.map(({ name, number }) => [name, number] as const),
    ['unknown', 19_999],
  ]);
  for (const [place, number] of numbers) {
    it(`in ${place} is refused`, () => {
      const reason = /a length (?:says \d+ bytes, \d+ are left|has more than)/;
      for (const length of [bomb, farBomb]) {
        refused(Buffer.concat([tag(number, 2), length]), reason);
        // behind a good field, and within a group of its own
        const before = held('string_value', Buffer.from('x'));
        refused(Buffer.concat([before, tag(number, 2), length]), reason);
        refused(Buffer.concat([tag(19_998, 3), tag(number, 2), length]), reason);
      }
    });
  }
});

/** How many levels each takes: a message in it, and so on. */
const recursions: Readonly<Record<string, (inner: Buffer) => Buffer>> = {
  'unknown groups': (inner) => Buffer.concat([tag(19_999, 3), inner, tag(19_999, 4)]),
  'lists of values': (inner) => held(6, held(1, inner)),
  'structs of values': (inner) =>
    held(5, held(1, Buffer.concat([held(1, Buffer.from('a')), held(2, inner)]))),
};

describe('levels without an end', () => {
  for (const [what, wrap] of Object.entries(recursions)) {
    const isGroup = what === 'unknown groups';
    const nested = (levels: number): Buffer => {
      // null, where a Value has to hold something
      let bytes: Buffer = isGroup ? Buffer.alloc(0) : Buffer.from('0800', 'hex');
      for (let level = 0; level < levels; level += 1) bytes = wrap(bytes);
      return isGroup ? bytes : held('value', bytes);
    };
    it(`of ${what} are refused, however many, and a few are taken`, () => {
      taken(nested(20));
      for (const levels of [101, 1000, 20_000])
        refused(nested(levels), /nested deeper than 100 levels/);
    });
  }

  it('of an Any in an Any are refused', () => {
    const url = held(1, Buffer.from(`type.googleapis.com/google.protobuf.Any`));
    const nested = (levels: number): Buffer => {
      let bytes = Buffer.concat([
        held(1, Buffer.from('type.googleapis.com/google.protobuf.Empty')),
        held(2, Buffer.alloc(0)),
      ]);
      for (let level = 0; level < levels; level += 1) bytes = Buffer.concat([url, held(2, bytes)]);
      return held('any', bytes);
    };
    for (const levels of [101, 1000]) refused(nested(levels), /nested deeper than 100 levels/);
  });
});

describe('group tags', () => {
  const end = tag(19_999, 4);
  const cases: readonly [what: string, bytes: Buffer, reason: RegExp][] = [
    ['that end what did not begin', end, /the end of a group of field 19999 that did not begin/],
    ['that begin without an end', tag(19_999, 3), /the group of field 19999 has no end/],
    [
      'that end as another',
      Buffer.concat([tag(19_999, 3), tag(19_998, 4)]),
      /ends as that of field 19998/,
    ],
    [
      'that end within another message',
      held('leaf', end),
      /the end of a group of field 19999 that did not begin/,
    ],
    [
      'that reach past their message',
      Buffer.concat([held('leaf', tag(19_999, 3)), end]),
      /the end of a group of field 19999 that did not begin/,
    ],
  ];
  for (const [what, bytes, reason] of cases) {
    it(`${what} are refused`, () => refused(bytes, reason));
  }
});

describe('bad UTF-8', () => {
  for (const [what, hex] of [
    ['a lone continuation', '80'],
    ['an overlong slash', 'c0af'],
    ['half of a surrogate pair', 'eda080'],
    ['beyond U+10FFFF', 'f4908080'],
    ['a character that is cut off', 'e282'],
  ] as const) {
    it(`${what} is refused as text, as a key and within a list`, () => {
      const text = Buffer.from(hex, 'hex');
      const reason = /expected UTF-8/;
      refused(held('string_value', text), reason);
      refused(held('strings', text), reason);
      refused(held('by_string', Buffer.concat([held(1, text), held(2, Buffer.from('x'))])), reason);
    });
  }
});
