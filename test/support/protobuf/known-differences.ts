import type { DescExtension, DescField, DescMessage } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { registry } from './features.ts';

/**
 * Whether the second implementation is known to differ from the specification on these bytes: it reads a field whatever
 * its wire type is, where that makes an unknown field of it, and keeps values in lists, maps and extensions that a
 * closed enum does not know.
 */
export function isReadDifferently(desc: DescMessage, bytes: Uint8Array): boolean {
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const field = fieldOf(desc, number);
      const start = reader.pos;
      reader.skip(wireType, number);
      if (field === undefined) continue;
      if (!wireTypesOf(field).includes(wireType)) return true;
      if (
        field.enum?.open === false &&
        (field.fieldKind !== 'enum' || field.kind === 'extension')
      ) {
        return true;
      }
      if (field.fieldKind === 'map') {
        if (isOddEntry(field, contentOf(bytes, start, reader.pos))) return true;
        continue;
      }
      if (field.message === undefined) continue;
      const content =
        wireType === WireType.StartGroup
          ? bytes.subarray(start, reader.pos - tagLength(number))
          : contentOf(bytes, start, reader.pos);
      if (isReadDifferently(field.message, content)) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/** Anything but a key and a value of their types. */
function isOddEntry(field: DescField & { fieldKind: 'map' }, bytes: Uint8Array): boolean {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const start = reader.pos;
    reader.skip(wireType, number);
    const type = number === 1 ? field.mapKey : field.scalar;
    const wanted =
      number === 2 && field.message !== undefined ? WireType.LengthDelimited : undefined;
    if (number > 2 || wireType !== (wanted ?? scalarWireType(type ?? 5))) return true;
    if (number === 2 && field.message !== undefined) {
      if (isReadDifferently(field.message, contentOf(bytes, start, reader.pos))) return true;
    }
  }
  return false;
}

function fieldOf(desc: DescMessage, number: number): DescField | DescExtension | undefined {
  return (
    desc.fields.find((field) => field.number === number) ?? registry.getExtensionFor(desc, number)
  );
}

function wireTypesOf(field: DescField | DescExtension): WireType[] {
  if (field.fieldKind === 'map') return [WireType.LengthDelimited];
  if (field.message !== undefined) {
    const isGroup = 'delimitedEncoding' in field && field.delimitedEncoding;
    return [isGroup ? WireType.StartGroup : WireType.LengthDelimited];
  }
  const own = scalarWireType(field.scalar ?? 5);
  return field.fieldKind === 'list' ? [own, WireType.LengthDelimited] : [own];
}

/** @param type a ScalarType; 5 is int32, as which enums are written */
function scalarWireType(type: number): WireType {
  if ([1, 6, 16].includes(type)) return WireType.Bit64;
  if ([2, 7, 15].includes(type)) return WireType.Bit32;
  return [9, 12].includes(type) ? WireType.LengthDelimited : WireType.Varint;
}

/** What a length stands before. */
function contentOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const reader = new BinaryReader(bytes.subarray(start, end));
  return reader.bytes();
}

function tagLength(number: number): number {
  return number < 16 ? 1 : number < 2048 ? 2 : 3;
}
