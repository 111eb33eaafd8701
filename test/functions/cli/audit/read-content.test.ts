import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { readContent } from '../../../../functions/cli/audit/read-content.ts';
import { createCompressor } from '../../../../shared/sink/compress/compressor.ts';
import { compressionLevels } from '../../../../shared/sink/compress/levels.ts';
import { fileOf } from '../../../support/read-parquet.ts';

/** As a store gives them: of any size. */
async function* inPieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

function read(bytes: Buffer, key: string): ReturnType<typeof readContent> {
  const range = (start: number, end: number): Promise<Buffer> =>
    Promise.resolve(bytes.subarray(start, end));
  return readContent(inPieces(bytes), key, { byteLength: bytes.length, range });
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
          assert.deepEqual(await read(Buffer.concat(frames), 'raw/a.ndjson.x'), {
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
      const { fault, events } = await read(Buffer.from(packed.subarray(0, -5)), 'a.ndjson');
      assert.match(fault ?? '', /^it cannot be unpacked: /);
      assert.equal(events, null);
    });
  }

  const events = Array.from({ length: 3000 }, (_, n) => `{"n":${n},"list":[${n},1]}`);
  const parquet = fileOf(events, { rowGroupBytes: 16 * 1024 });
  for (const [what, content, found] of [
    ['whole', parquet, { events: 3000, fault: null }],
    ['of which rows are missing', fileOf(events.slice(1)), { events: 2999, fault: null }],
    [
      'cut short',
      parquet.subarray(0, -9),
      { events: null, fault: /^it is no whole Parquet file: / },
    ],
    [
      'cut out of the middle',
      Buffer.concat([parquet.subarray(0, 40), parquet.subarray(4000)]),
      { events: null, fault: /^it is no whole Parquet file: / },
    ],
    ['nothing but its mark', Buffer.from('PAR1'), { events: null, fault: /^it is no whole/ }],
  ] as const) {
    it(`counts the rows of a Parquet file by its footer: one that is ${what}`, async () => {
      const { fault, ...rest } = await read(content, 'a.parquet');
      assert.deepEqual(rest, { events: found.events, crc32: null });
      if (found.fault === null) assert.equal(fault, null);
      else assert.match(fault ?? '', found.fault);
    });
  }

  it('reads of a Parquet file its beginning and its end alone', async () => {
    let bytes = 0;
    const range = (start: number, end: number): Promise<Buffer> => {
      bytes += end - start;
      return Promise.resolve(Buffer.alloc(0));
    };
    const large = Buffer.alloc(8 * 1024 ** 2, 'PAR1');
    await readContent(inPieces(large, 1024), 'a.parquet', { byteLength: large.length, range });
    assert.ok(bytes > 0 && bytes <= 1024 ** 2, String(bytes));
  });

  for (const [key, text, counted] of [
    ['a.ndjson', '{"a":1}\n{"a":2}\n', 2],
    ['a.json', '[{"a":1},{"a":2}]', null],
    ['a.log', 'one\ntwo\n', null],
  ] as const) {
    it(`counts events of ${key} where lines are events`, async () => {
      const content = Buffer.from(text);
      const expected = { events: counted, crc32: checksum(content), fault: null };
      assert.deepEqual(await read(content, key), expected);
    });
  }
});
