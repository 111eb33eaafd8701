import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonScanner } from '../../../../shared/decode/json/scanner.ts';

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

test('a key with an escape is itself, whatever came before it', () => {
  const scanner = new JsonScanner([]);
  for (let round = 0; round < 3; round += 1) {
    for (const [at, text] of texts.entries()) {
      const bytes = Buffer.from(text);
      assert.ok(scanner.scan(bytes, 0, bytes.length));
      assert.deepEqual(keysOf(scanner.parse(bytes, 0, bytes.length)), names[at]);
    }
  }
});

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    Array.isArray(value) ? keysOf(inner) : [key, ...keysOf(inner)],
  );
}
