/** What Node has without an import. */
import { Buffer } from 'buffer';

// Node's also takes bytes that are in no Buffer
const lookFor = Buffer.prototype.indexOf;
Buffer.prototype.indexOf = function indexOf(
  this: Buffer,
  value: string | number | Uint8Array,
  from?: number,
): number {
  const isPlain = value instanceof Uint8Array && !Buffer.isBuffer(value);
  return lookFor.call(this, isPlain ? Buffer.from(value) : value, from);
};

const isSame = Buffer.prototype.equals;
Buffer.prototype.equals = function equals(this: Buffer, other: Uint8Array): boolean {
  return isSame.call(this, Buffer.isBuffer(other) ? other : Buffer.from(other));
};

export { Buffer };
