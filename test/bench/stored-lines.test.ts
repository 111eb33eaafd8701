import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { linesIn } from './stored-lines.ts';

describe('the lines of an object', () => {
  const cases: [string, Buffer, number][] = [
    ['none of an empty one', Buffer.alloc(0), 0],
    ['each with its line feed', Buffer.from('{}\n{}\n'), 2],
    ['the last without one, too', Buffer.from('{}\n{}'), 2],
    ['of gzip', gzipSync('{}\n{}\n{}\n'), 3],
    [
      'of zstd over all its frames, wherever they are cut',
      Buffer.concat([zstdCompressSync('{}\n{'), zstdCompressSync('}\n{}')]),
      3,
    ],
  ];
  for (const [name, object, lines] of cases) {
    it(`are counted: ${name}`, () => {
      assert.equal(linesIn(object), lines);
    });
  }
});
