import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { createCompressor } from '../../../../shared/sink/compress/compressor.ts';
import { compressionLevels } from '../../../../shared/sink/compress/levels.ts';
import { unpackZstd } from '../../../support/unpack-object.ts';

const run = promisify(execFile);
const unpack = {
  gzip: zlib.gunzipSync,
  zstd: (packed: Uint8Array) => Buffer.concat([...unpackZstd(packed)]),
} as const;

const codecs = ['gzip', 'zstd'] as const;

describe('frames, one after the other, unpack to what went in', () => {
  for (const codec of codecs) {
    it(codec, async () => {
      const { frame } = createCompressor({ codec, level: compressionLevels[codec].default });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 10 }),
          async (pieces) => {
            const frames = await Promise.all(pieces.map(frame));
            assert.deepEqual(unpack[codec](Buffer.concat(frames)), Buffer.concat(pieces));
          },
        ),
        { numRuns: 100 },
      );
    });
  }
});

describe('an object of several frames is read whole by', () => {
  const lines = Array.from({ length: 30_000 }, (_, i) =>
    JSON.stringify({ device: `device_${i % 7}`, n: i }),
  );
  const text = `${lines.join('\n')}\n`;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-frames-'));
    for (const codec of codecs) {
      const { frame, extension } = createCompressor({
        codec,
        level: compressionLevels[codec].default,
      });
      const raw = Buffer.from(text);
      const frames: Promise<Uint8Array>[] = [];
      // cut in the middle of lines too: a frame is no unit of records
      for (let at = 0; at < raw.length; at += 100_001)
        frames.push(frame(raw.subarray(at, at + 100_001)));
      assert.ok(frames.length > 5);
      await writeFile(
        join(folder, `devices.ndjson${extension}`),
        Buffer.concat(await Promise.all(frames)),
      );
    }
  });
  after(() => rm(folder, { recursive: true }));

  for (const file of ['devices.ndjson.gz', 'devices.ndjson.zst']) {
    it(`DuckDB, which finds the codec by the name ${file}`, async () => {
      const instance = await DuckDBInstance.create();
      const connection = await instance.connect();
      const reader = await connection.runAndReadAll(
        `select count(*), sum(n), count(distinct device) from read_ndjson('${join(folder, file)}')`,
      );
      assert.deepEqual(reader.getRows()[0]?.map(String), [
        '30000',
        String((29_999 * 30_000) / 2),
        '7',
      ]);
      connection.closeSync();
      instance.closeSync();
    });
  }

  for (const [tool, args, file] of [
    ['gzip', ['-dc'], 'devices.ndjson.gz'],
    ['zstd', ['-dc'], 'devices.ndjson.zst'],
    [
      'python3',
      ['-c', 'import gzip,sys; sys.stdout.write(gzip.open(sys.argv[1]).read().decode())'],
      'devices.ndjson.gz',
    ],
  ] as const) {
    it(tool, async (t) => {
      try {
        const { stdout } = await run(tool, [...args, join(folder, file)], { maxBuffer: 64e6 });
        assert.ok(stdout === text);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
          t.skip(`${tool} is not on this machine`);
        else throw error;
      }
    });
  }
});

describe('a frame', () => {
  it('is checked by its codec: one bit over and it does not unpack', async () => {
    for (const codec of codecs) {
      const { frame } = createCompressor({ codec, level: 1 });
      const packed = Buffer.from(await frame(Buffer.from('{"a":1}\n'.repeat(1000))));
      const last = packed.length - 1;
      // the checksum ends a zstd frame; gzip has the length after it
      const at = codec === 'zstd' ? last : last - 4;
      packed[at] = (packed[at] ?? 0) ^ 1;
      assert.throws(() => unpack[codec](packed));
    }
  });

  it('keeps no more memory than its bytes', async () => {
    for (const codec of codecs) {
      const { frame } = createCompressor({ codec, level: 1 });
      const packed = await frame(Buffer.from('x'));
      assert.ok(
        packed.buffer.byteLength <= packed.length * 1.25,
        `${packed.length} in ${packed.buffer.byteLength}`,
      );
    }
  });

  it('follows from its bytes alone, not from the frames before it', async () => {
    const text = Buffer.from('{"device":"a","n":1}\n'.repeat(20_000));
    const others = [Buffer.alloc(0), text.subarray(5), Buffer.from('x'), text.subarray(0, 300_000)];
    for (const codec of codecs) {
      const { frame } = createCompressor({ codec, level: 1 });
      const first = Buffer.from(await frame(text));
      for (const other of others) {
        const between = await frame(other);
        assert.deepEqual(unpack[codec](between), other);
        assert.deepEqual(await frame(text), first);
      }
    }
  });

  it('of codec none is the bytes that came', async () => {
    const { frame, extension } = createCompressor({ codec: 'none', level: 0 });
    const raw = Buffer.from('x');
    assert.equal(await frame(raw), raw);
    assert.equal(extension, '');
  });

  it('is made off the main thread', async () => {
    const { frame } = createCompressor({ codec: 'gzip', level: 9 });
    const raw = Buffer.from(
      Array.from({ length: 200_000 }, (_, i) => `{"n":${i * 7919}}\n`).join(''),
    );
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await frame(raw);
    clearInterval(timer);
    assert.ok(turns > 3, `the event loop turned ${turns} times meanwhile`);
  });
});

describe('a level', () => {
  for (const codec of codecs) {
    const { min, max } = compressionLevels[codec];
    for (const level of [min - 1, max + 1, 1.5, Number.NaN]) {
      it(`${level} is refused for ${codec}`, () => {
        assert.throws(() => createCompressor({ codec, level }), {
          code: 'CONFIG_INVALID',
          message: `compression.level: got ${level}; ${codec} takes a whole number from ${min} to ${max}`,
        });
      });
    }
    it(`from ${min} to ${max} works for ${codec}`, async () => {
      for (const level of [min, max]) {
        const packed = await createCompressor({ codec, level }).frame(Buffer.from('abc'));
        assert.equal(unpack[codec](packed).toString(), 'abc');
      }
    });
  }

  it('of zstd is refused on a Node that has no zstd, with a way out', (t) => {
    t.mock.property(zlib, 'createZstdCompress', undefined);
    assert.throws(() => createCompressor({ codec: 'zstd', level: 1 }), {
      code: 'CONFIG_INVALID',
      message: /Node 22\.15 or newer, or choose 'gzip'/,
    });
  });
});
