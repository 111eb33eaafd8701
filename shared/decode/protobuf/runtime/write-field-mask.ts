import { varint32 } from '../../transcode/read-wire.ts';
import { noRoom, unusual, wire } from '../../transcode/wire-state.ts';

const pathTag = 10;
const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;
const underscore = 0x5f;
/** Of lower case above upper. */
const caseBytes = 0x20;

/** Quotes, and what a store writes too much. */
const spareBytes = 8;

/**
 * Writes `bytes[start, end)`, a google.protobuf.FieldMask, with its quotes: `"user.displayName,photo"`. A path that is no
 * plain ASCII, or cannot be written so that it can be read back, is for the exact parser.
 */
export function writeFieldMask(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
): number {
  // a comma takes less than a path's tag and length
  if (position + (end - start) + spareBytes > wire.limit) throw noRoom;
  out.setUint8(position, quote);
  let to = position + 1;
  let at = start;
  while (at < end) {
    if (view.getUint8(at) !== pathTag) throw unusual;
    const length = varint32(view, at + 1);
    if (at > start) out.setUint8(to++, comma);
    at = wire.at;
    const pathEnd = at + length;
    if (pathEnd > end) throw unusual;
    for (; at < pathEnd; at += 1) {
      let byte = view.getUint8(at);
      if (byte === underscore) {
        at += 1;
        byte = at < pathEnd ? view.getUint8(at) : 0;
        if (!isLower(byte)) throw unusual;
        byte -= caseBytes;
      } else if (!isPlain(byte)) throw unusual;
      out.setUint8(to++, byte);
    }
  }
  out.setUint8(to, quote);
  return to + 1;
}

function isLower(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

function isPlain(byte: number): boolean {
  const isUpper = byte >= 0x41 && byte <= 0x5a;
  return byte >= 0x20 && byte < 0x7f && byte !== quote && byte !== backslash && !isUpper;
}
