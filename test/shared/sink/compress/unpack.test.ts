import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { unpack } from '../../../../shared/sink/compress/unpack.ts';

async function unpacked(bytes: Buffer, pieceBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(bytes.subarray(at, at + pieceBytes));
  }
  const read: Buffer[] = [];
  for await (const piece of unpack(Readable.from(pieces))) read.push(piece);
  return Buffer.concat(read).toString('utf8');
}

const withChecksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const packers = {
  plain: (text: string) => Buffer.from(text),
  gzip: (text: string) => gzipSync(text),
  zstd: (text: string) => zstdCompressSync(text),
  'zstd with checksums': (text: string) => zstdCompressSync(text, withChecksum),
} as const;

describe('unpacking what is stored', () => {
  for (const [name, pack] of Object.entries(packers)) {
    it(`gives all members and frames of ${name}, however the bytes come`, async () => {
      const texts = fc.array(
        fc
          .tuple(fc.string({ minLength: 1 }), fc.nat(3_000))
          .map(([text, times]) => text.repeat(times + 1)),
        { minLength: 1, maxLength: 4 },
      );
      await fc.assert(
        fc.asyncProperty(texts, fc.integer({ min: 40, max: 9_999 }), async (parts, pieceBytes) => {
          // lest the first bytes of plain text say what they are not
          const whole = parts.map((part, index) => (index === 0 ? `{${part}` : part));
          const packed = Buffer.concat(whole.map(pack));
          assert.equal(await unpacked(packed, pieceBytes), whole.join(''));
        }),
        { numRuns: 60 },
      );
    });
  }

  for (const [name, pack] of Object.entries(packers).slice(1)) {
    it(`fails where ${name} is cut off`, async () => {
      const packed = pack('some text that is long enough to be cut '.repeat(50));
      for (const bytes of [packed.length - 1, packed.length >> 1, 6]) {
        await assert.rejects(unpacked(packed.subarray(0, bytes), 16), `${bytes} bytes`);
      }
    });
  }
});
