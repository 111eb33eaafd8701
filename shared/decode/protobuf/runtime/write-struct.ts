import { keepKey } from '../../transcode/map-keys.ts';
import { varint32, varint } from '../../transcode/read-wire.ts';
import { maxDepth } from './wire-cursor.ts';
import { noRoom, unusual, wire } from '../../transcode/wire-state.ts';
import { writeDouble, writeText } from '../../transcode/write-float.ts';
import { writeString } from '../../transcode/write-string.ts';

/** What is written of an entry or a value beside its text: quotes, a number, what a store writes too much. */
const spareBytes = 64;

/** Writes `bytes[start, end)`, a google.protobuf.Struct, as a JSON object. @param depth of this message */
export function writeStruct(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
  depth: number,
): number {
  if (depth > maxDepth) throw unusual;
  const base = wire.mapTop;
  let at = start;
  let to = position;
  while (at < end) {
    at = lengthAfter(view, at, 10);
    const entryEnd = contentEnd(at, end);
    at = lengthAfter(view, at, 10);
    const keyEnd = contentEnd(at, entryEnd);
    if (to + (keyEnd - at) + spareBytes > wire.limit) throw noRoom;
    out.setUint16(to, 0x222c, true);
    const behindKey = writeString(view, at, keyEnd, out, to + 2);
    keepKey(out, base, to + 2, behindKey);
    if (behindKey + spareBytes > wire.limit) throw noRoom;
    out.setUint16(behindKey, 0x3a22, true);
    at = lengthAfter(view, keyEnd, 18);
    if (contentEnd(at, entryEnd) !== entryEnd) throw unusual;
    to = writeValue(view, at, entryEnd, out, behindKey + 2, depth + 1);
    at = entryEnd;
  }
  wire.mapTop = base;
  return closed(out, position, to, 0x7b);
}

/** The same of a google.protobuf.ListValue, as an array. */
export function writeList(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
  depth: number,
): number {
  if (depth > maxDepth) throw unusual;
  let at = start;
  let to = position;
  while (at < end) {
    at = lengthAfter(view, at, 10);
    const itemEnd = contentEnd(at, end);
    if (to + spareBytes > wire.limit) throw noRoom;
    out.setUint8(to, 0x2c);
    to = writeValue(view, at, itemEnd, out, to + 1, depth + 1);
    at = itemEnd;
  }
  return closed(out, position, to, 0x5b);
}

/** The same of a google.protobuf.Value. */
export function writeValue(
  view: DataView,
  start: number,
  end: number,
  out: DataView,
  position: number,
  depth: number,
): number {
  if (depth > maxDepth || start >= end) throw unusual;
  if (position + (end - start) + spareBytes > wire.limit) throw noRoom;
  const at = start + 1;
  switch (view.getUint8(start)) {
    case 8:
      varint(view, at);
      if (wire.at !== end) throw unusual;
      return writeText(out, position, 'null');
    case 17: {
      if (end - at !== 8) throw unusual;
      const number = view.getFloat64(at, true);
      if (!Number.isFinite(number)) throw unusual;
      return writeDouble(out, position, number);
    }
    case 26: {
      const from = lengthAfter(view, start, 26);
      if (contentEnd(from, end) !== end) throw unusual;
      out.setUint8(position, 0x22);
      const to = writeString(view, from, end, out, position + 1);
      if (to + spareBytes > wire.limit) throw noRoom;
      out.setUint8(to, 0x22);
      return to + 1;
    }
    case 32: {
      const flag = varint(view, at) | wire.high;
      if (wire.at !== end) throw unusual;
      return writeText(out, position, flag === 0 ? 'false' : 'true');
    }
    case 42: {
      const from = lengthAfter(view, start, 42);
      if (contentEnd(from, end) !== end) throw unusual;
      return writeStruct(view, from, end, out, position, depth + 1);
    }
    case 50: {
      const from = lengthAfter(view, start, 50);
      if (contentEnd(from, end) !== end) throw unusual;
      return writeList(view, from, end, out, position, depth + 1);
    }
    default:
      throw unusual;
  }
}

let length = 0;

/** Reads a tag that has to be this one, and a length; gives the position behind both. */
function lengthAfter(view: DataView, at: number, tag: number): number {
  if (view.getUint8(at) !== tag) throw unusual;
  length = view.getUint8(at + 1);
  if (length < 0x80) return at + 2;
  length = varint32(view, at + 1);
  return wire.at;
}

/** Where what the last length stood before ends. */
function contentEnd(at: number, end: number): number {
  const contentAt = at + length;
  if (contentAt > end) throw unusual;
  return contentAt;
}

/** Puts the brackets around what was written with a comma before each item; there is room for one more byte. */
function closed(out: DataView, start: number, end: number, opening: number): number {
  if (end + 2 > wire.limit) throw noRoom;
  out.setUint8(start, opening);
  const at = end === start ? end + 1 : end;
  out.setUint8(at, opening + 2);
  return at + 1;
}
