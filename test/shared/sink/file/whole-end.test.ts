import assert from 'node:assert/strict';
import { test } from 'node:test';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { endsWhole } from '../../../../shared/sink/file/whole-end.ts';

const checksum = { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } };
const compress = {
  gzip: (raw: Uint8Array) => zlib.gzipSync(raw),
  zstd: (raw: Uint8Array) => zlib.zstdCompressSync(raw, checksum),
};

const raw = fc.uint8Array({ minLength: 1, maxLength: 300 });

for (const codec of ['gzip', 'zstd'] as const) {
  test(`${codec}: a file of whole pieces ends whole, and with any part of one more it does not`, () => {
    fc.assert(
      fc.property(
        fc.array(raw, { minLength: 1, maxLength: 4 }),
        raw,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (pieces, last, share) => {
          const whole = Buffer.concat(pieces.map(compress[codec]));
          assert.ok(endsWhole(codec, whole));
          // what is looked at may begin anywhere in what comes before
          assert.ok(endsWhole(codec, Buffer.concat([Buffer.from([1, 2, 3]), whole])));
          const more = compress[codec](last);
          const part = more.subarray(0, 1 + Math.floor(share * (more.length - 2)));
          assert.ok(!endsWhole(codec, Buffer.concat([whole, part])));
        },
      ),
      { numRuns: 200 },
    );
  });

  test(`${codec}: bytes that look like its beginning within a piece are none`, () => {
    const inner = compress[codec](Buffer.from('inner'));
    const stored = codec === 'gzip' ? zlib.gzipSync(inner, { level: 0 }) : compress.zstd(inner);
    assert.ok(endsWhole(codec, stored));
    assert.ok(!endsWhole(codec, stored.subarray(0, -1)));
  });

  test(`${codec}: what a lost machine leaves, zeros behind a piece, is not whole`, () => {
    const piece = compress[codec](Buffer.from('x'));
    assert.ok(!endsWhole(codec, Buffer.concat([piece, Buffer.alloc(512)])));
    assert.ok(!endsWhole(codec, Buffer.alloc(512)));
  });
}

test('lines end with a newline', () => {
  assert.ok(endsWhole('none', Buffer.from('a\n')));
  assert.ok(!endsWhole('none', Buffer.from('a\nb')));
});
