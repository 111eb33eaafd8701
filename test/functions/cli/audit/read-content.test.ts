import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { readContent } from '../../../../functions/cli/audit/read-content.ts';
import { createCompressor } from '../../../../shared/sink/compress/compressor.ts';
import { compressionLevels } from '../../../../shared/sink/compress/levels.ts';

/** As a store gives them: of any size. */
async function* inPieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

const lines = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 50 });
const checksum = (content: Uint8Array): string => crc32(content).toString(16).padStart(8, '0');

describe('reading what an object holds', () => {
  for (const codec of ['gzip', 'zstd'] as const) {
    it(`goes through all frames of ${codec}`, async () => {
      const { frame } = createCompressor({ codec, level: compressionLevels[codec].default });
      await fc.assert(
        fc.asyncProperty(lines, fc.integer({ min: 1, max: 60 }), async (numbers, cut) => {
          const content = Buffer.from(numbers.map((n) => `{"n":${n}}\n`).join(''));
          const frames: Uint8Array[] = [];
          for (let at = 0; at < content.length; at += cut) {
            frames.push(await frame(content.subarray(at, at + cut)));
          }
          assert.deepEqual(await readContent(inPieces(Buffer.concat(frames)), 'raw/a.ndjson.x'), {
            events: numbers.length,
            crc32: checksum(content),
            fault: null,
          });
        }),
        { numRuns: 40 },
      );
    });

    it(`says that ${codec} cut short cannot be unpacked`, async () => {
      const { frame } = createCompressor({ codec, level: compressionLevels[codec].default });
      const packed = await frame(Buffer.from('{"n":1}\n'.repeat(1_000)));
      const { fault, events } = await readContent(
        inPieces(Buffer.from(packed.subarray(0, -5))),
        'a.ndjson',
      );
      assert.match(fault ?? '', /^it cannot be unpacked: /);
      assert.equal(events, null);
    });
  }

  for (const [what, content, fault] of [
    ['whole', 'PAR1 columns, and a footer PAR1', null],
    ['cut short', 'PAR1 columns, and a foo', 'it is no whole Parquet file'],
    ['nothing but its mark', 'PAR1', 'it is no whole Parquet file'],
  ] as const) {
    it(`says of a Parquet file whether it is whole: one that is ${what}`, async () => {
      const found = await readContent(inPieces(Buffer.from(content)), 'a.parquet');
      assert.deepEqual(found, { events: null, crc32: null, fault });
    });
  }

  for (const [key, text, events] of [
    ['a.ndjson', '{"a":1}\n{"a":2}\n', 2],
    ['a.json', '[{"a":1},{"a":2}]', null],
    ['a.log', 'one\ntwo\n', null],
  ] as const) {
    it(`counts events of ${key} where lines are events`, async () => {
      const content = Buffer.from(text);
      const expected = { events, crc32: checksum(content), fault: null };
      assert.deepEqual(await readContent(inPieces(content), key), expected);
    });
  }
});
