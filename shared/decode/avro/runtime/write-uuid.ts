/** With quotes. */
export const uuidBytes = 38;

/** Two hexadecimal digits for each byte, little endian. */
const pairs = new Uint16Array(256);
for (let value = 0; value < 256; value += 1) {
  const text = value.toString(16).padStart(2, '0');
  pairs[value] = text.charCodeAt(0) | (text.charCodeAt(1) << 8);
}

/** Writes 16 bytes as `"123e4567-e89b-12d3-a456-426614174000"`. */
export function writeUuid(view: DataView, start: number, out: DataView, position: number): number {
  out.setUint8(position, 0x22);
  let to = position + 1;
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) out.setUint8(to++, 0x2d);
    out.setUint16(to, pairs[view.getUint8(start + index)] as number, true);
    to += 2;
  }
  out.setUint8(to, 0x22);
  return to + 1;
}
