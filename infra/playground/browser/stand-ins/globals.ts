/** What Node has without an import. */
import { Buffer } from 'buffer';

// Node's also looks for bytes that are in no Buffer
const lookFor = Buffer.prototype.indexOf;
Buffer.prototype.indexOf = function indexOf(
  this: Buffer,
  value: string | number | Uint8Array,
  from?: number,
): number {
  const isPlain = value instanceof Uint8Array && !Buffer.isBuffer(value);
  return lookFor.call(this, isPlain ? Buffer.from(value) : value, from);
};

export { Buffer };
