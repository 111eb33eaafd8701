import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitLines, type Line } from '../../../../functions/cli/run/split-lines.ts';

async function linesOf(pieces: readonly Buffer[]): Promise<Line[]> {
  return Array.fromAsync(splitLines(Readable.from(pieces)));
}

for (const [text, expected] of [
  ['', []],
  ['a', [[1, 'a']]],
  ['a\n', [[1, 'a']]],
  [
    'a\nb',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [
    'a\r\nb\r\n',
    [
      [1, 'a'],
      [2, 'b'],
    ],
  ],
  [
    '\n\na\n\nb\n\n',
    [
      [3, 'a'],
      [5, 'b'],
    ],
  ],
] as const) {
  test(`${JSON.stringify(text)} has the lines ${JSON.stringify(expected)}`, async () => {
    const lines = await linesOf([Buffer.from(text)]);
    assert.deepEqual(
      lines.map(({ number, bytes }) => [number, bytes.toString()]),
      expected,
    );
  });
}

test('lines do not depend on where the stream is cut, and bytes stay as they are', async () => {
  const byte = fc.oneof(
    { weight: 3, arbitrary: fc.constant(10) },
    fc.integer({ min: 14, max: 255 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(byte), fc.array(fc.nat(50)), async (bytes, cuts) => {
      const whole = Buffer.from(bytes);
      const pieces: Buffer[] = [];
      let from = 0;
      for (const cut of cuts) {
        pieces.push(whole.subarray(from, from + cut));
        from += cut;
      }
      pieces.push(whole.subarray(from));
      const expected = whole
        .toString('latin1')
        .split('\n')
        .map((text, index) => [index + 1, text])
        .filter(([, text]) => text !== '');
      const lines = await linesOf(pieces);
      assert.deepEqual(
        lines.map(({ number, bytes: line }) => [number, line.toString('latin1')]),
        expected,
      );
    }),
  );
});
