import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { JsonScanner } from '../../../../shared/decode/json/scanner.ts';
import { watchedNames as watched, wildObject } from '../../../support/wild-json.ts';

const scanner = new JsonScanner(watched);

void test('the body is what stands between the braces, without white space around it', () => {
  const bodies: readonly (readonly [text: string, body: string])[] = [
    ['{}', ''],
    [' { \n } ', ''],
    ['{"a":1}', '"a":1'],
    ['\n\t{\r\n  "a" : 1 ,\n "b":{ } \n}\n', '"a" : 1 ,\n "b":{ }'],
  ];
  for (const [text, body] of bodies) {
    const bytes = Buffer.from(text);
    assert.ok(scanner.scan(bytes, 0, bytes.length), text);
    assert.equal(bytes.toString('utf8', scanner.bodyStart, scanner.bodyEnd), body);
  }
});

void test('a line break between tokens of the body is seen, one around it or in a string is none', () => {
  const cases: readonly (readonly [text: string, hasLineBreak: boolean])[] = [
    ['\n{\n"a":1\n}\r\n', false],
    [String.raw`{"a":"\n"}`, false],
    ['{"a": 1,\t"b": 2}', false],
    ['{}', false],
    ['{\n}', false],
    ['{"a"\n:1}', true],
    ['{"a":\r1}', true],
    ['{"a":1\n,"b":2}', true],
    ['{"a":1,\n"b":2}', true],
    ['{"a":[\n]}', true],
    ['{"a":[1,\n2]}', true],
    ['{"a":{\n"b":1}}', true],
    ['{"a":{"b":1\r\n}}', true],
    ['{"a":[{}\n]}', true],
  ];
  for (const [text, hasLineBreak] of cases) {
    assert.ok(scanner.scan(Buffer.from(text), 0, text.length), text);
    assert.equal(scanner.hasLineBreak, hasLineBreak, JSON.stringify(text));
  }
});

void test('watched members of the outermost object are found with their bounds, whatever the escapes', () => {
  fc.assert(
    fc.property(wildObject, (text) => {
      const bytes = Buffer.from(text);
      assert.ok(scanner.scan(bytes, 0, bytes.length), text);
      const rest = structuredClone(JSON.parse(text) as Record<string, unknown>);
      const found = Array.from({ length: scanner.watched.count }, (_, member) => ({
        name: scanner.watched.nameOf(member),
        source: bytes.toString(
          'utf8',
          scanner.watched.startOf(member),
          scanner.watched.endOf(member),
        ),
      }));
      // the last of duplicates counts, as in JSON.parse
      for (const { name, source } of new Map(
        found.map((member) => [member.name, member]),
      ).values()) {
        const member = JSON.parse(`{${source.replace(/[,\s]*$/, '')}}`) as Record<string, unknown>;
        assert.deepEqual(member, { [name]: rest[name] }, text);
        delete rest[name];
      }
      assert.deepEqual(
        Object.keys(rest).filter((key) => watched.includes(key)),
        [],
        text,
      );
    }),
    { numRuns: 2000 },
  );
});

void test('a watched name within an object of the payload is not its business', () => {
  const nested = Buffer.from(
    '{"a":{"timestamp":1},"b":["message_key"],"timestam":1,"timestampx":2}',
  );
  assert.ok(scanner.scan(nested, 0, nested.length));
  assert.equal(scanner.hasWatched, false);
});

const numbers: readonly (readonly [text: string, isInexact: boolean])[] = [
  ['0', false],
  ['-1', false],
  ['7', false],
  ['1735408862239', false],
  ['999999999999999', false],
  ['-999999999999999', false],
  ['1735408862239123', false],
  ['21.5', false],
  ['0.1', false],
  ['-0.93', false],
  ['100.25', false],
  ['12345678.1234567', false],
  ['0.000001', false],
  ['0.123456789012345', false],
  ['-0', true],
  ['-0.0', true],
  ['1.0', true],
  ['0.1000', true],
  ['1e5', true],
  ['1E+2', true],
  ['9007199254740993', true],
  ['123456789012345678', true],
  ['-12345678901234567890', true],
  ['0.0000001', true],
  ['0.00000012', true],
  ['3.14159265358979323846', true],
  ['1e400', true],
];

void test('numbers that would not come back as written are seen', () => {
  for (const [text, isInexact] of numbers) {
    for (const json of [`{"a":${text}}`, `{"a":[1,${text} ,2],"b":3}`]) {
      assert.ok(scanner.scan(Buffer.from(json), 0, json.length), json);
      assert.equal(scanner.hasInexactNumber, isInexact, json);
    }
  }
});

void test('no number that changes its text by parsing is taken for exact', () => {
  const decimal = fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,18})?([eE][+-]?\d{1,2})?$/);
  fc.assert(
    fc.property(decimal, (text) => {
      const json = `{"a":${text}}`;
      assert.ok(scanner.scan(Buffer.from(json), 0, json.length));
      if (JSON.stringify(JSON.parse(json)) !== json) assert.ok(scanner.hasInexactNumber, text);
    }),
    { numRuns: 5000 },
  );
});
