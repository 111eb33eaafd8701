import type { AvroType } from '../runtime/avro-types.ts';
import type { SchemaObject } from './schema-json.ts';

/**
 * The logical type of a schema, or null: as the specification says, one that is unknown, that stands at another type
 * than it is for, or whose attributes are wrong counts as if it were not there.
 */
export function logicalType(schema: SchemaObject, base: string): AvroType | null {
  const { logicalType: name } = schema;
  if (typeof name !== 'string') return null;
  const time = base === 'long' ? longTimes[name] : undefined;
  if (time !== undefined) return time;
  switch (`${base} ${name}`) {
    case 'bytes decimal':
      return decimal(schema, null);
    case 'fixed decimal':
      return decimal(schema, schema['size'] as number);
    case 'string uuid':
      // text already
      return null;
    case 'fixed uuid':
      return schema['size'] === 16 ? { kind: 'uuid' } : null;
    case 'fixed duration':
      return schema['size'] === 12 ? { kind: 'duration' } : null;
    case 'int date':
      return { kind: 'date' };
    case 'int time-millis':
      return { kind: 'time', perSecond: 1e3 };
    default:
      return null;
  }
}

const longTimes: Readonly<Record<string, AvroType>> = {
  'time-micros': { kind: 'time', perSecond: 1e6 },
  'timestamp-millis': { kind: 'timestamp', perSecond: 1e3 },
  'timestamp-micros': { kind: 'timestamp', perSecond: 1e6 },
  'timestamp-nanos': { kind: 'timestamp', perSecond: 1e9 },
  'local-timestamp-millis': { kind: 'local-timestamp', perSecond: 1e3 },
  'local-timestamp-micros': { kind: 'local-timestamp', perSecond: 1e6 },
  'local-timestamp-nanos': { kind: 'local-timestamp', perSecond: 1e9 },
};

/** Digits of a decimal that is kept as text and counted with: more than any engine has. */
const maxPrecision = 1000;

function decimal(schema: SchemaObject, size: number | null): AvroType | null {
  const { precision, scale = 0 } = schema;
  if (!isCount(precision) || !isCount(scale) || precision < 1) return null;
  if (scale > precision || precision > maxPrecision) return null;
  return { kind: 'decimal', size, precision, scale };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
