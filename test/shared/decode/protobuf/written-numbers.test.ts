import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import {
  writeInt32,
  writeInt64,
  writeSafe,
  writeUint64,
} from '../../../../shared/decode/transcode/write-integer.ts';
import { writeDouble, writeFloat } from '../../../../shared/decode/transcode/write-float.ts';

const buffer = Buffer.alloc(64);
const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
const text = (behind: number): string => buffer.toString('latin1', 1, behind);
const halves = (value: bigint): [low: number, high: number] => {
  const bits = BigInt.asUintN(64, value);
  return [Number(bits & 0xffffffffn), Number(bits >> 32n)];
};

it('64-bit integers are written with all their digits', () => {
  const edges = [32n, 53n, 63n].flatMap((bits) => [-1n, 0n, 1n].map((by) => 2n ** bits + by));
  const tens = Array.from({ length: 19 }, (_, at) => 10n ** BigInt(at));
  for (const value of [...edges, ...tens, ...tens.map((ten) => ten - 1n), 2n ** 64n - 1n]) {
    assert.equal(text(writeUint64(view, 1, ...halves(value))), String(value));
    const signed = BigInt.asIntN(64, -value);
    assert.equal(text(writeInt64(view, 1, ...halves(signed))), String(signed));
  }
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      assert.equal(text(writeInt64(view, 1, ...halves(value))), String(value));
    }),
  );
});

it('whole numbers below 2^53 are written as JavaScript writes them', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.integer(), (value, small) => {
      assert.equal(text(writeSafe(view, 1, value)), String(value));
      assert.equal(text(writeInt32(view, 1, small)), String(small));
    }),
  );
});

it('doubles are read back as they were', () => {
  const decimals = fc
    .tuple(fc.integer(), fc.integer({ min: 0, max: 9 }))
    .map(([digits, places]) => digits / 10 ** places);
  fc.assert(
    fc.property(
      fc.oneof(decimals, fc.double({ noNaN: true, noDefaultInfinity: true })),
      (value) => {
        const written = text(writeDouble(view, 1, value));
        assert.ok(Object.is(JSON.parse(written), value), written);
      },
    ),
    { numRuns: 2000 },
  );
});

it('floats are read back as they were, with no digit more than the shortest that are', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const written = text(writeFloat(view, 1, value));
      assert.ok(Object.is(Math.fround(JSON.parse(written) as number), value), written);
      const digits = (number: string): number =>
        number.replace(/e.*/, '').replaceAll(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
          .length;
      let shortest = 1;
      while (Math.fround(Number(value.toPrecision(shortest))) !== value) shortest += 1;
      assert.ok(digits(written) <= shortest, `${written}, ${value.toPrecision(shortest)}`);
    }),
    { numRuns: 2000 },
  );
});
