import { type Bytes, bytesOf, textOf } from '../text.ts';

export function decodePercent(value: Bytes): string {
  const bytes = bytesOf(value);
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let index = 0; index < bytes.length; index++) {
    const digits = Buffer.from(bytes.subarray(index + 1, index + 3)).toString('latin1');
    const isEscape = bytes[index] === 0x25 && /^[0-9a-fA-F]{2}$/.test(digits);
    result[length++] = isEscape ? Number.parseInt(digits, 16) : (bytes[index] ?? 0);
    if (isEscape) index += 2;
  }
  return textOf(result.subarray(0, length));
}
