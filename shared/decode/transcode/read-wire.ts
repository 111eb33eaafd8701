import { unusual, wire } from './wire-state.ts';

/** Reads a varint of any length; gives its low 32 bits, and all of it with its end in `wire`. */
export function varint(view: DataView, from: number): number {
  let at = from;
  let low = 0;
  let high = 0;
  let byte = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    byte = view.getUint8(at++);
    low |= (byte & 0x7f) << shift;
    if (byte < 0x80) return varintRead(at, low, 0);
  }
  byte = view.getUint8(at++);
  low |= (byte & 0x7f) << 28;
  high = (byte & 0x7f) >> 4;
  if (byte < 0x80) return varintRead(at, low, high);
  for (let shift = 3; shift < 31; shift += 7) {
    byte = view.getUint8(at++);
    high |= (byte & 0x7f) << shift;
    if (byte < 0x80) return varintRead(at, low, high);
  }
  byte = view.getUint8(at++);
  if (byte > 1) throw unusual;
  return varintRead(at, low, high | (byte << 31));
}

function varintRead(at: number, low: number, high: number): number {
  wire.at = at;
  wire.low = low >>> 0;
  wire.high = high >>> 0;
  return low >>> 0;
}

/** A tag or a length of more than one byte. */
export function varint32(view: DataView, from: number): number {
  const low = varint(view, from);
  if (wire.high !== 0) throw unusual;
  return low;
}

/** Goes over a field that nobody knows; gives the position behind it. Groups are left to the exact parser. */
export function skip(view: DataView, from: number, end: number, tag: number): number {
  if (tag < 8) throw unusual;
  let at = from;
  switch (tag & 7) {
    case 0:
      varint(view, at);
      return wire.at;
    case 1:
      return at + 8;
    case 2: {
      const length = varint32(view, at);
      at = wire.at + length;
      if (at > end) throw unusual;
      return at;
    }
    case 5:
      return at + 4;
    default:
      throw unusual;
  }
}
