/**
 * Code that writes a constant text at `w` and moves `w` behind it: eight bytes a store, as doubles of these bits, which
 * is measured to be twice as fast as a store a byte. The last store may write up to seven bytes too much; there is room.
 */
export function literalCode(text: string): string {
  const { stores, length } = literalStores(text);
  return `${stores}w += ${length};`;
}

/** The same without moving `w`. */
export function literalStores(text: string): { readonly stores: string; readonly length: number } {
  const bytes = Buffer.from(text);
  let stores = '';
  let at = 0;
  while (at < bytes.length) {
    const left = bytes.length - at;
    const place = at === 0 ? 'w' : `w + ${at}`;
    const padded = Buffer.alloc(8, ' ');
    bytes.copy(padded, 0, at);
    const double = padded.readDoubleLE(0);
    if (left === 1) {
      stores += `d.setUint8(${place}, ${padded[0]}); `;
      at += 1;
    } else if (left === 2) {
      stores += `d.setUint16(${place}, ${padded.readUInt16LE(0)}, true); `;
      at += 2;
    } else if (left <= 4 || Number.isNaN(double)) {
      stores += `d.setInt32(${place}, ${padded.readInt32LE(0)}, true); `;
      at += 4;
    } else {
      stores += `d.setFloat64(${place}, ${double}, true); `;
      at += 8;
    }
  }
  return { stores, length: bytes.length };
}
