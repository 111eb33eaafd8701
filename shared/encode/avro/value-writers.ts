import type { GrowableTarget } from '../byte-target.ts';
import type { Column, ColumnType } from '../columns/column-type.ts';
import { converterOf, isObject } from '../columns/convert.ts';
import { pathStep, type Rest } from '../columns/rest.ts';
import { writeBytes, writeLong, writeText } from './write-long.ts';

/** Where a value stands within the event that is written. */
type PathOf = () => string;

/** Writes a value that is not null. False: its type has no such value, and what was written is to be taken back. */
type WriteValue = (value: unknown, pathOf: PathOf) => boolean;

export interface WriterParts {
  readonly out: GrowableTarget;
  readonly rest: Rest;
}

/** Writes the fields of an object in the order of the columns, and puts what has no column to the rest. */
export function fieldsWriter(
  columns: readonly Column[],
  parts: WriterParts,
): (value: Readonly<Record<string, unknown>>, pathOf: PathOf | null) => void {
  const known = new Set(columns.map(({ name }) => name));
  const fields = columns.map(({ name, type, required }) => ({
    name,
    step: pathStep(name),
    write: required ? requiredWriter(type, parts) : nullableWriter(type, parts),
  }));
  return (value, pathOf) => {
    const below = (step: string): string => (pathOf === null ? step : `${pathOf()}.${step}`);
    for (const { name, step, write } of fields) {
      write(Object.hasOwn(value, name) ? value[name] : null, () => below(step));
    }
    for (const name in value) {
      const field = value[name];
      if (known.has(name) || field === null || field === undefined) continue;
      parts.rest.addUnknown(() => below(pathStep(name)), field);
    }
  };
}

/** The union of null and a type: null is branch 0, which is also written for what the type does not have. */
function nullableWriter(
  type: ColumnType,
  parts: WriterParts,
): (value: unknown, pathOf: PathOf) => void {
  const { out, rest } = parts;
  const write = writerOf(type, parts);
  return (value, pathOf) => {
    if (value !== null && value !== undefined) {
      const before = out.position;
      writeLong(out, 1);
      if (write(value, pathOf)) return;
      out.position = before;
      rest.add(pathOf(), value);
    }
    writeLong(out, 0);
  };
}

/** What does not fit was told before it was written; `rest` says so. */
function requiredWriter(
  type: ColumnType,
  parts: WriterParts,
): (value: unknown, pathOf: PathOf) => void {
  const write = writerOf(type, parts);
  return (value, pathOf) => {
    if (!write(value, pathOf)) parts.rest.add(pathOf(), value);
  };
}

function writerOf(type: ColumnType, parts: WriterParts): WriteValue {
  if (type.kind === 'struct') {
    const write = fieldsWriter(type.fields, parts);
    return (value, pathOf) => {
      if (!isObject(value)) return false;
      write(value, pathOf);
      return true;
    };
  }
  if (type.kind === 'list') return listWriter(type.element, parts);
  if (type.kind === 'map') return mapWriter(type.value, parts);
  return leafWriter(type, parts);
}

function listWriter(element: ColumnType, parts: WriterParts): WriteValue {
  const { out } = parts;
  const write = nullableWriter(element, parts);
  return (value, pathOf) => {
    if (!Array.isArray(value)) return false;
    const items = value as readonly unknown[];
    if (items.length > 0) writeLong(out, items.length);
    for (const [index, item] of items.entries()) write(item, () => `${pathOf()}[${index}]`);
    writeLong(out, 0);
    return true;
  };
}

function mapWriter(of: ColumnType, parts: WriterParts): WriteValue {
  const { out } = parts;
  const write = nullableWriter(of, parts);
  return (value, pathOf) => {
    if (!isObject(value)) return false;
    const entries = Object.entries(value);
    // a key that is no text cannot be left out alone
    if (!entries.every(([key]) => key.isWellFormed())) return false;
    if (entries.length > 0) writeLong(out, entries.length);
    for (const [key, item] of entries) {
      writeText(out, key);
      write(item, () => `${pathOf()}.${pathStep(key)}`);
    }
    writeLong(out, 0);
    return true;
  };
}

function leafWriter(type: ColumnType, { out }: WriterParts): WriteValue {
  const convert = converterOf(type);
  const write = physicalWriter(type.kind, out);
  return (value) => {
    const converted = convert(value);
    if (converted === null) return false;
    // the converter of a UUID gives its bytes, and Avro has its text
    write(type.kind === 'uuid' ? (value as string).toLowerCase() : converted);
    return true;
  };
}

function physicalWriter(
  kind: ColumnType['kind'],
  out: GrowableTarget,
): (value: number | bigint | string) => void {
  switch (kind) {
    case 'boolean':
      return (value) => {
        out.reserve(1);
        out.buffer[out.position++] = Number(value);
      };
    case 'float':
      return (value) => {
        out.reserve(4);
        out.position = out.buffer.writeFloatLE(Number(value), out.position);
      };
    case 'double':
      return (value) => {
        out.reserve(8);
        out.position = out.buffer.writeDoubleLE(Number(value), out.position);
      };
    case 'int':
    case 'bigint':
    case 'date':
    case 'timestamp':
    case 'timestamp(6)':
      return (value) => writeLong(out, value as number | bigint);
    case 'binary':
      return (value) => writeBytes(out, Buffer.from(value as string, 'latin1'));
    case 'decimal':
      return (value) => writeBytes(out, bigEndian(BigInt(value)));
    case 'json':
    case 'list':
    case 'map':
    case 'mixed':
    case 'string':
    case 'struct':
    case 'uuid':
    default:
      return (value) => writeText(out, value as string);
  }
}

/** Two's complement in as few bytes as hold it. */
function bigEndian(value: bigint): Buffer {
  let bytes = 1;
  while (BigInt.asIntN(bytes * 8, value) !== value) bytes += 1;
  const digits = BigInt.asUintN(bytes * 8, value).toString(16);
  return Buffer.from(digits.padStart(bytes * 2, '0'), 'hex');
}
