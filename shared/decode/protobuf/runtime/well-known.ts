import type { EventValue } from '../../../transform/model.ts';
import type { RawValue, Slot } from './exact-parser.ts';
import { jsonDefault, jsonScalar } from './json-values.ts';
import type { CodecTables, FieldTable, ScalarKind, TypeTable } from './tables.ts';
import { durationText, timestampText, type TimeText } from '../../transcode/time-text.ts';

/** What a well-known message may not hold. A class, since its values can be any object. */
export class NoJson {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Messages of `google.protobuf` that are no object of fields in JSON. */
export function wellKnownJson(
  { form, fields }: TypeTable,
  slots: readonly Slot[],
  tables: CodecTables,
): EventValue | NoJson {
  switch (form) {
    case 'timestamp':
      return ofTime(timestampText(...secondsAndNanos(slots)));
    case 'duration':
      return ofTime(durationText(...secondsAndNanos(slots)));
    case 'field-mask':
      return maskText((slots[0] ?? []) as string[]);
    case 'struct':
      return (slots[0] ?? {}) as EventValue;
    case 'list':
      return (slots[0] ?? []) as EventValue;
    case 'value':
      return valueJson(slots);
    case 'any':
    case 'fields':
    case 'wrapper':
    default: {
      const field = fields[0] as FieldTable;
      const slot = slots[0];
      if (slot === undefined) return jsonDefault(field, tables);
      return jsonScalar(field.kind as ScalarKind, slot as RawValue, tables);
    }
  }
}

function secondsAndNanos(slots: readonly Slot[]): [seconds: number | bigint, nanos: number] {
  const [seconds = 0, nanos = 0] = slots as [number | bigint | undefined, number | undefined];
  return [seconds, nanos];
}

function ofTime(time: TimeText): EventValue | NoJson {
  return 'text' in time ? time.text : new NoJson(time.fault);
}

/** Paths in lowerCamelCase with commas between, where they can be turned back. */
function maskText(paths: readonly string[]): EventValue | NoJson {
  const reversible = paths.every((path) => /^[^A-Z_]*(?:_[a-z][^A-Z_]*)*$/.test(path));
  if (!reversible) return new NoJson('a path of a field mask has no lowerCamelCase form');
  return paths
    .map((path) => path.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
    .join(',');
}

function valueJson(slots: readonly Slot[]): EventValue | NoJson {
  const index = slots.findIndex((slot) => slot !== undefined);
  if (index === -1) return new NoJson('a google.protobuf.Value holds no value');
  if (index === 0) return null;
  const value = slots[index] as EventValue;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return new NoJson(`a google.protobuf.Value cannot hold ${value}`);
  }
  return value;
}
