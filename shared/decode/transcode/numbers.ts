/**
 * The shortest decimal number that is read as this 32-bit float again: 0.1 for what is 0.10000000149011612 as a double.
 * A float with few digits, as a sensor gives them, is found by scaling; any other by its text.
 */
export function shortestFloat(value: number): number {
  if (Number.isInteger(value) && value <= 0x1000000 && value >= -0x1000000) return value;
  if (!Number.isFinite(value)) return value;
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) {
    for (let scale = 10; scale <= 1e7; scale *= 10) {
      const near = Math.round(size * scale) / scale;
      if (Math.fround(near) === size) return value < 0 ? -near : near;
    }
  }
  for (let digits = 1; digits < 9; digits += 1) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value) return near;
  }
  return Number(value.toPrecision(9));
}

/** A 64-bit integer from its halves: a number as long as that holds it, a bigint beyond 2^53. */
export function integer64(low: number, high: number, signed: boolean): number | bigint {
  const top = signed ? high | 0 : high >>> 0;
  if (top >= -0x200000 && top < 0x200000) {
    const value = top * 0x100000000 + (low >>> 0);
    if (Number.isSafeInteger(value)) return value;
  }
  return (BigInt(top) << 32n) | BigInt(low >>> 0);
}

const view = new DataView(new ArrayBuffer(8));

export function floatOf(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

export function doubleOf(low: number, high: number): number {
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

/** As protobuf's JSON has it: what JSON has no number for is text. */
export function jsonNumber(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}
