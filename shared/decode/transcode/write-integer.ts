/** "00" to "99" as 16-bit numbers, little endian. */
const pairs = new Uint16Array(100);
for (let value = 0; value < 100; value += 1) {
  pairs[value] = (0x30 + Math.floor(value / 10)) | ((0x30 + (value % 10)) << 8);
}

export function writeUint32(out: DataView, position: number, value: number): number {
  if (value < 10) {
    out.setUint8(position, 0x30 + value);
    return position + 1;
  }
  if (value < 100) {
    out.setUint16(position, pairs[value] as number, true);
    return position + 2;
  }
  const width = widthOf(value);
  writeDigits(out, position, value, width);
  return position + width;
}

export function writeInt32(out: DataView, position: number, value: number): number {
  if (value >= 0) return writeUint32(out, position, value);
  out.setUint8(position, 0x2d);
  return writeUint32(out, position + 1, -value);
}

/** @param value a whole number from 0 to 2^53 */
export function writeSafe(out: DataView, position: number, value: number): number {
  if (value < 0x100000000) return writeUint32(out, position, value);
  const top = Math.floor(value / 1e8);
  const behind = writeUint32(out, position, top);
  writeDigits(out, behind, value - top * 1e8, 8);
  return behind + 8;
}

export function writeUint64(out: DataView, position: number, low: number, high: number): number {
  if (high === 0) return writeUint32(out, position, low);
  if (high < 0x200000) return writeSafe(out, position, high * 0x100000000 + low);
  // long division by 10^9, 16 bits at a time, so that every number in it is exact
  const q1 = Math.floor(high / 1e9);
  const t2 = (high - q1 * 1e9) * 0x10000 + (low >>> 16);
  const q2 = Math.floor(t2 / 1e9);
  const t3 = (t2 - q2 * 1e9) * 0x10000 + (low & 0xffff);
  const q3 = Math.floor(t3 / 1e9);
  const behind = writeSafe(out, position, q1 * 0x100000000 + q2 * 0x10000 + q3);
  writeDigits(out, behind, t3 - q3 * 1e9, 9);
  return behind + 9;
}

export function writeInt64(out: DataView, position: number, low: number, high: number): number {
  if (high < 0x80000000) return writeUint64(out, position, low, high);
  out.setUint8(position, 0x2d);
  const negatedLow = -low >>> 0;
  const negatedHigh = (negatedLow === 0 ? -high : ~high) >>> 0;
  return writeUint64(out, position + 1, negatedLow, negatedHigh);
}

export function writeSint64(out: DataView, position: number, low: number, high: number): number {
  const sign = -(low & 1);
  const plainLow = ((low >>> 1) | (high << 31)) ^ sign;
  return writeInt64(out, position, plainLow >>> 0, ((high >>> 1) ^ sign) >>> 0);
}

/** Exactly `width` digits, with zeros before. @param value below 2^32 */
export function writeDigits(out: DataView, position: number, value: number, width: number): void {
  let rest = value;
  let at = position + width;
  while (at > position + 1) {
    const next = Math.floor(rest / 100);
    at -= 2;
    out.setUint16(at, pairs[rest - next * 100] as number, true);
    rest = next;
  }
  if (at > position) out.setUint8(position, 0x30 + rest);
}

function widthOf(value: number): number {
  if (value < 10_000) return value < 1000 ? 3 : 4;
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return value < 1_000_000_000 ? 9 : 10;
}
