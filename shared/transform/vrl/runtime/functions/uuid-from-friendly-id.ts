import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const maxId = (1n << 128n) - 1n;

export function uuidFromFriendlyId(value: Bytes): string | Failure {
  const text = textOf(value);
  if (text === '') return fault('Encoded input is an empty string');
  let id = 0n;
  for (let index = 0; index < text.length; index++) {
    const digit = digits.indexOf(text[index] ?? '');
    if (digit < 0) {
      const byte = Buffer.from(text.slice(index))[0] ?? 0;
      const at = Buffer.byteLength(text.slice(0, index));
      const shown =
        byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`;
      return fault(`Encoded input contains the invalid byte b'${shown}' at index ${at}`);
    }
    id = id * 62n + BigInt(digit);
  }
  if (id > maxId) return fault('Decoded number cannot fit into a `u128`');
  const hex = id.toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function fault(reason: string): Failure {
  return new Failure(`failed to decode friendly id: ${reason}`);
}
