import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { maxJsonDepth } from '../../../../shared/decode/json/json-walk.ts';
import { JsonScanner } from '../../../../shared/decode/json/scanner.ts';
import { fuzzRuns } from '../../../support/fuzz-runs.ts';
import { spaces, watchedNames, wildObject, wildValue } from '../../../support/wild-json.ts';

/** What the platform says: a strict UTF-8 decoder, then JSON.parse, then a look at the value. */
function oracle(bytes: Uint8Array): 'ok' | 'NOT_UTF8' | 'NOT_JSON' | 'NOT_AN_OBJECT' {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return 'NOT_UTF8';
  }
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? 'ok' : 'NOT_AN_OBJECT';
  } catch {
    return 'NOT_JSON';
  }
}

const scanner = new JsonScanner(watchedNames);

/** Scans the bytes between hostile neighbours, so that reading over an end shows. */
function verdict(value: Uint8Array): ReturnType<typeof oracle> {
  const verdicts = ['', '"}0 ', '}}}}', '99', '\n'].map((neighbour) => {
    const bytes = Buffer.concat([Buffer.from(neighbour), value, Buffer.from(neighbour)]);
    const start = neighbour.length;
    const accepted = scanner.scan(bytes, start, start + value.length);
    if (!accepted) {
      assert.ok(scanner.failurePosition >= 0 && scanner.failurePosition <= value.length);
      assert.match(
        scanner.describeFailure(),
        /^expected .+ at byte \d+, got (0x[0-9a-f]{2}|the end)$/,
      );
    }
    return accepted ? 'ok' : scanner.failure;
  });
  assert.equal(new Set(verdicts).size, 1, `neighbours change the verdict: ${verdicts.join()}`);
  return verdicts[0] as ReturnType<typeof oracle>;
}

function agree(value: Uint8Array): void {
  assert.equal(
    verdict(value),
    oracle(value),
    JSON.stringify(Buffer.from(value).toString('latin1')),
  );
}

void test('every text of JSON gets the verdict that the platform gives', () => {
  fc.assert(
    fc.property(spaces, fc.oneof(wildObject, wildValue), spaces, (before, text, after) => {
      agree(Buffer.from(before + text + after));
    }),
    { numRuns: fuzzRuns(1500) },
  );
});

const edit = fc.tuple(
  fc.constantFrom('flip', 'insert', 'delete', 'cut', 'double'),
  fc.nat(),
  fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('{}[]",:\\-+.0123456789eEtfnu \n\r\t\0'))),
);

function mutate(bytes: Buffer, [kind, place, byte]: [string, number, number]): Buffer {
  const at = place % (bytes.length + 1);
  if (kind === 'cut') return bytes.subarray(0, at);
  if (kind === 'double') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1)]);
  const middle = kind === 'delete' ? [] : [byte];
  return Buffer.concat([
    bytes.subarray(0, at),
    Buffer.from(middle),
    bytes.subarray(kind === 'insert' ? at : at + 1),
  ]);
}

void test('damaged JSON gets the verdict that the platform gives', () => {
  fc.assert(
    fc.property(wildObject, fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
      agree(edits.reduce(mutate, Buffer.from(text)));
    }),
    { numRuns: fuzzRuns(4000) },
  );
});

void test('any bytes within a string get the verdict that the platform gives', () => {
  const units = fc.oneof(
    fc.uint8Array({ maxLength: 5 }),
    fc
      .constantFrom(
        [0xc0, 0x80],
        [0xc1, 0xbf],
        [0xc2, 0x80],
        [0xdf, 0xbf],
        [0xe0, 0x9f, 0xbf],
        [0xe0, 0xa0, 0x80],
        [0xed, 0x9f, 0xbf],
        [0xed, 0xa0, 0x80],
        [0xed, 0xbf, 0xbf],
        [0xee, 0x80, 0x80],
        [0xef, 0xbf, 0xbf],
        [0xf0, 0x8f, 0xbf, 0xbf],
        [0xf0, 0x90, 0x80, 0x80],
        [0xf4, 0x8f, 0xbf, 0xbf],
        [0xf4, 0x90, 0x80, 0x80],
        [0xf5, 0x80, 0x80, 0x80],
        [0xe2, 0x82],
        [0xf0, 0x9f, 0x98],
        [0x80],
        [0xff],
        [0x7f],
        [0x1f],
        [0x7d],
      )
      .map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(fc.array(units, { maxLength: 6 }), fc.boolean(), (parts, asKey) => {
      const inside = Buffer.concat(parts);
      const [before, after] = asKey ? ['{"', '":1}'] : ['{"a":"', '"}'];
      agree(Buffer.concat([Buffer.from(before), inside, Buffer.from(after)]));
    }),
    { numRuns: fuzzRuns(3000) },
  );
});

const verdicts: readonly (readonly [text: string, failure: string, message: string])[] = [
  ['', 'NOT_JSON', "expected '{' at byte 0, got the end"],
  ['  \n', 'NOT_JSON', "expected '{' at byte 3, got the end"],
  ['{', 'NOT_JSON', "expected '}' at byte 1, got the end"],
  ['}', 'NOT_JSON', "expected '{' at byte 0, got 0x7d"],
  ['42', 'NOT_AN_OBJECT', "expected '{' at byte 0, got 0x34"],
  ['"text"', 'NOT_AN_OBJECT', "expected '{' at byte 0, got 0x22"],
  [' [{}]', 'NOT_AN_OBJECT', "expected '{' at byte 1, got 0x5b"],
  ['null', 'NOT_AN_OBJECT', "expected '{' at byte 0, got 0x6e"],
  ['\uFEFF{}', 'NOT_JSON', "expected '{' at byte 0, got 0xef"],
  ['{}\uFEFF', 'NOT_JSON', "expected '}' at byte 5, got the end"],
  ['{"a":1}{"b":2}', 'NOT_JSON', 'expected the end at byte 7, got 0x7b'],
  ['{"a":1}}', 'NOT_JSON', 'expected the end at byte 7, got 0x7d'],
  ['{}}', 'NOT_JSON', 'expected the end at byte 2, got 0x7d'],
  ['{"a":{}', 'NOT_JSON', "expected '}' or ']' at byte 7, got the end"],
  ['{"a":[}', 'NOT_JSON', 'expected a value at byte 6, got 0x7d'],
  ['{"a":[1}', 'NOT_JSON', "expected ',' or ']' at byte 7, got 0x7d"],
  ['{"a":1,}', 'NOT_JSON', "expected '\"' of a key at byte 7, got 0x7d"],
  ['{"a" 1}', 'NOT_JSON', "expected ':' at byte 5, got 0x31"],
  ['{"a":1 "b":2}', 'NOT_JSON', "expected ',' or '}' at byte 7, got 0x22"],
  ['{"a":"open}', 'NOT_JSON', "expected '\"' at the end of a string at byte 10, got 0x7d"],
  ['{"a":"\n"}', 'NOT_JSON', 'expected no control character within a string at byte 6, got 0x0a'],
  [String.raw`{"a":"\x"}`, 'NOT_JSON', 'expected an escape sequence at byte 7, got 0x78'],
  [String.raw`{"a":"\u12g4"}`, 'NOT_JSON', 'expected an escape sequence at byte 10, got 0x67'],
  ['{"a":01}', 'NOT_JSON', "expected ',' or '}' at byte 6, got 0x31"],
  ['{"a":-}', 'NOT_JSON', 'expected a digit at byte 6, got 0x7d'],
  ['{"a":1.}', 'NOT_JSON', 'expected a digit at byte 7, got 0x7d'],
  ['{"a":.5}', 'NOT_JSON', 'expected a value at byte 5, got 0x2e'],
  ['{"a":+1}', 'NOT_JSON', 'expected a value at byte 5, got 0x2b'],
  ['{"a":1e}', 'NOT_JSON', 'expected a digit at byte 7, got 0x7d'],
  ['{"a":nul}', 'NOT_JSON', 'expected a value at byte 5, got 0x6e'],
  ['{"a":NaN}', 'NOT_JSON', 'expected a value at byte 5, got 0x4e'],
  ["{'a':1}", 'NOT_JSON', "expected '\"' of a key at byte 1, got 0x27"],
  ['{"a":1}\0', 'NOT_JSON', "expected '}' at byte 8, got the end"],
];

void test('a fault is named with its place and one byte at most', () => {
  for (const [text, failure, message] of verdicts) {
    assert.equal(verdict(Buffer.from(text)), failure, text);
    assert.equal(oracle(Buffer.from(text)), failure, text);
    scanner.scan(Buffer.from(text), 0, Buffer.byteLength(text));
    assert.equal(scanner.describeFailure(), message, text);
  }
});

void test('bytes that are not UTF-8 are named before a fault of the JSON that stands earlier', () => {
  const bytes = Buffer.concat([Buffer.from('{"a" "'), Buffer.from([0xff]), Buffer.from('"}')]);
  assert.equal(scanner.scan(bytes, 0, bytes.length), false);
  assert.equal(scanner.failure, 'NOT_UTF8');
  assert.equal(scanner.describeFailure(), 'expected UTF-8 at byte 6, got 0xff');
});

function arrays(depth: number): Buffer {
  return Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
}

function objects(depth: number): Buffer {
  return Buffer.from(`${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`);
}

void test('nesting is taken to its limit, and refused beyond it', () => {
  for (const nested of [arrays(maxJsonDepth - 1), objects(maxJsonDepth)]) {
    assert.equal(verdict(nested), 'ok');
  }
  for (const nested of [arrays(maxJsonDepth), objects(maxJsonDepth + 1), arrays(100_000)]) {
    assert.equal(verdict(nested), 'NOT_JSON');
    assert.match(scanner.describeFailure(), /expected at most 512 levels of nesting/);
  }
});
