import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsParser, readNested, readScalar } from '../../../../shared/decode/json/read-value.ts';

/** A value as it stands in a record: something follows it. */
const inRecord = (json: string): Buffer => Buffer.from(`${json},"next":1}`);

for (const json of [
  '0',
  '-0',
  '7',
  '-12',
  '123456789012345',
  '1234567890123456789',
  '0.1',
  '-1.50',
  '1e3',
  '-2.5E-7',
  '12345678.12345678',
  '""',
  '"a"',
  '"abcdefgh"',
  '"abcdefghi"',
  '"}"',
  '"é"',
  String.raw`"\u0061\""`,
  'true',
  'false',
  'null',
]) {
  test(`${json} is what a parser makes of it`, () => {
    assert.deepEqual(readScalar(inRecord(json), 0, false), JSON.parse(json));
  });
}

test('objects and arrays need a parser', () => {
  assert.equal(readScalar(inRecord('{}'), 0, false), needsParser);
  assert.equal(readScalar(inRecord('[]'), 0, false), needsParser);
});

const nested: readonly [
  what: string,
  json: string,
  path: readonly (string | number)[],
  found: unknown,
][] = [
  ['a field', '{"x":1}', ['x'], 1],
  ['a field behind others', '{ "w" : [1, {"x":2}], "v":"}\\"", "x" : "y" }', ['x'], 'y'],
  ['a field two levels down', '{"x":{"y":true}}', ['x', 'y'], true],
  ['the last of two with one name', '{"x":1,"x":2}', ['x'], 2],
  ['no field that is not there', '{"x":1}', ['y'], undefined],
  ['no field of a scalar', '"text"', ['length'], undefined],
  ['no field of an array', '[1]', ['0'], undefined],
  ['an element', '[0, "a" ,{"b":5}]', [2, 'b'], 5],
  ['no element behind the last', '[0]', [1], undefined],
  ['no element of an object', '{"0":1}', [0], undefined],
  ['an element from the end only with a parser', '[0]', [-1], needsParser],
  ['an object only with a parser', '{"x":{}}', ['x'], needsParser],
  [
    'a name with an escape only with a parser',
    String.raw`{"a\nb":1}`,
    [String.raw`a\nb`],
    needsParser,
  ],
  ['a name beyond ASCII only with a parser', '{"é":1}', ['é'], needsParser],
  ['no name whose letters are the bytes of another', '{"é":1}', ['Ã©'], needsParser],
];
for (const [what, json, path, found] of nested) {
  test(`finds ${what}`, () => {
    assert.equal(readNested(inRecord(json), 0, path, 0, false), found);
  });
}
