import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { lz4Compress, snappyCompress } from '@platformatic/wasm-utils/bundled';
import { decompress } from '../../../../../functions/consumer/kafka/record-batch/decompress.ts';
import { xerialFrame } from '../../../../support/record-batch.ts';

const plain = Buffer.from('{"device":"device_a","one":95,"two":52,"three":37}\n'.repeat(5_000));
const limit = plain.length;

/** Codec number and data for every form in which Kafka's producers write. */
const forms: readonly [string, number, Buffer][] = [
  ['gzip', 1, gzipSync(plain)],
  [
    'gzip of two members',
    1,
    Buffer.concat([gzipSync(plain.subarray(0, 9)), gzipSync(plain.subarray(9))]),
  ],
  ['snappy in a xerial frame', 2, xerialFrame(plain)],
  ['snappy in a frame of one block', 2, xerialFrame(plain, plain.length)],
  [
    'snappy in two frames, one after the other',
    2,
    Buffer.concat([xerialFrame(plain.subarray(0, 9)), xerialFrame(plain.subarray(9))]),
  ],
  ['snappy without a frame', 2, snappyCompress(plain)],
  ['lz4', 3, lz4Compress(plain)],
  ['zstd', 4, zstdCompressSync(plain)],
];

for (const [name, codec, data] of forms) {
  test(`${name} comes out as it went in`, () => {
    assert.ok(decompress(codec, data, 2 * limit).equals(plain));
  });
  test(`${name} is refused above the limit`, () => {
    assert.throws(() => decompress(codec, data, limit - 1), RangeError);
  });
  test(`${name} is refused where it is cut off, and works again after that`, () => {
    for (const length of [1, 5, 17, data.length >> 1, data.length - 1]) {
      assert.throws(
        () => decompress(codec, data.subarray(0, length), 2 * limit),
        `${length} bytes`,
      );
    }
    assert.ok(decompress(codec, data, 2 * limit).equals(plain));
  });
}

test('a small bomb is refused before it is unpacked', () => {
  const zeros = Buffer.alloc(8 * 1024 * 1024);
  const bombs: readonly [number, Buffer][] = [
    [1, gzipSync(zeros)],
    [2, snappyCompress(zeros)],
    [3, lz4Compress(zeros)],
    [4, zstdCompressSync(zeros)],
  ];
  for (const [codec, bomb] of bombs) {
    assert.throws(() => decompress(codec, bomb, 1024 * 1024), RangeError, `codec ${codec}`);
  }
});

test('no data and no codec are errors', () => {
  for (const codec of [1, 2, 3, 4]) assert.throws(() => decompress(codec, Buffer.alloc(0), 10));
  assert.throws(() => decompress(5, plain, limit), /codec 5 is not known/);
});
