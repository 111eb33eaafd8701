import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayHaveEscapedKey } from '../../../../shared/decode/json/escaped-key.ts';
import { JsonScanner } from '../../../../shared/decode/json/scanner.ts';
import { eachEvent } from '../../../../shared/encode/columns/ndjson-events.ts';
import { parseJson } from '../../../../shared/transform/parse.ts';

// V8 13.6 takes a key whose escape looks like the end of one that it has seen for that one; JSON.parse alone shows it:
// JSON.parse('{"x":1,"f\\\\":1}') and then JSON.parse('{"x":1,"f\\"":1}') give the same key twice.

const texts = [
  String.raw`{"x":1,"f\\":1}`,
  String.raw`{"x":1,"f\"":1}`,
  String.raw`{"\\":1}`,
  String.raw`{"\"":1}`,
  String.raw`{"x":{"y":[{"\\":1}]}}`,
  String.raw`{"x":{"y":[{"\"":1}]}}`,
];
const names: readonly (readonly string[])[] = [
  ['x', 'f\\'],
  ['x', 'f"'],
  ['\\'],
  ['"'],
  ['x', 'y', '\\'],
  ['x', 'y', '"'],
];

/** Each way in which JSON text of an event, or in one, becomes values. */
const scanner = new JsonScanner([]);
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'a record': (text) => {
    const bytes = Buffer.from(text);
    assert.ok(scanner.scan(bytes, 0, bytes.length));
    return scanner.parse(bytes, 0, bytes.length);
  },
  'the lines of a Parquet file': (text) => {
    const lines = Buffer.from(`{"plain":"a \\"text\\": it is"}\n${text}\n`);
    const events: unknown[] = [];
    eachEvent({ pieces: [lines], compressed: false }, 'values', (event) => events.push(event));
    return events[1];
  },
  'text that a transform parses': (text) => parseJson(text).orReject(),
};

for (const [what, read] of Object.entries(readers))
  test(`a key with an escape is itself in ${what}, whatever came before it`, () => {
    for (let round = 0; round < 3; round += 1) {
      for (const [at, text] of texts.entries()) {
        assert.deepEqual(keysOf(read(text)), names[at]);
      }
    }
  });

test('whether a key may have an escape is never denied', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.json({ maxDepth: 2 }), (key, value) => {
      const text = `{"a":${value},${JSON.stringify(key)} \n:1}`;
      assert.ok(mayHaveEscapedKey(text) || !JSON.stringify(key).includes('\\'), text);
    }),
  );
  for (const text of texts) assert.ok(mayHaveEscapedKey(text), text);
  assert.equal(mayHaveEscapedKey(String.raw`{"a":"b\"c\\","d":1}`), false);
});

test('half of a surrogate pair beside such a key stays half of one', () => {
  const value = parseJson('{"\\"":"\ud800","a":"\u{1f600}"}').orReject();
  assert.deepEqual(value, { '"': '\ud800', a: '\u{1f600}' });
});

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    Array.isArray(value) ? keysOf(inner) : [key, ...keysOf(inner)],
  );
}
