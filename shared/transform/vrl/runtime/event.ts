import { EventTime } from '../../../event-time.ts';
import { eventOnBytes } from '../../../event-on-bytes.ts';
import { valueAt } from '../../../field-path.ts';
import { encodeJson } from '../../encode-json.ts';
import { recordTimeMs } from '../../../time/record-time.ts';
import { isRawNumber, rawNumber } from '../../../raw-json.ts';
import type { Event, EventValue, ProgramContext } from '../../model.ts';
import { jsonFloat } from './numbers.ts';
import type { Found } from './paths.ts';
import { textOf } from './text.ts';
import { timestampText } from './timestamp-text.ts';
import { Timestamp } from './timestamp.ts';
import { Float, floatOf, integerOf, isObject, type Value, type VrlObject } from './value.ts';
import { setField } from '../../../set-field.ts';

/** Whether times go into events as times, and not as text: for the time that a program runs. */
export const times = { areKept: false };

/** Of a field that nobody has asked for. */
export const unread: unique symbol = Symbol('unread');

/** A field of the event as a value of VRL's; undefined where there is none. */
export function readField(event: Event, name: string, { timestampField }: TimeField): Found {
  const { current } = eventOnBytes;
  const isOnBytes = current !== null && current.event === event;
  if (!isOnBytes && !Object.hasOwn(event, name)) return undefined;
  const value = isOnBytes ? current.field(name) : event[name];
  return name === timestampField ? timeOf(value) : fromEvent(value);
}

type TimeField = Pick<ProgramContext, 'timestampField'>;

/** The record's own time, which decoders write as text. */
function timeOf(value: unknown): Found {
  const epochMs = typeof value === 'string' ? recordTimeMs(value) : Number.NaN;
  return Number.isNaN(epochMs) ? fromEvent(value) : new Timestamp(epochMs, 0);
}

/** What is at a path of fields and indexes. */
export function readAt(
  event: Event,
  path: readonly [string | number, ...(string | number)[]],
): Found {
  return fromEvent(valueAt(event, path));
}

/** Puts a value of VRL's into the event; undefined takes the field out. */
export function writeField(event: Event, name: string, value: Found): void {
  const { current } = eventOnBytes;
  if (current !== null && current.event === event) {
    if (value === undefined) current.remove(name);
    else current.set(name, toEvent(value));
  } else if (value === undefined) {
    delete event[name];
  } else {
    setField(event as VrlObject, name, toEvent(value) as Value);
  }
}

/** The whole event as an object that nobody else has. */
export function readEvent(event: Event, { timestampField }: TimeField): VrlObject {
  const root: VrlObject = {};
  // one that stands on bytes refuses to list its fields, and comes again as an object
  for (const name of Object.keys(event)) {
    const value = name === timestampField ? timeOf(event[name]) : fromEvent(event[name]);
    if (value !== undefined) setField(root, name, value);
  }
  return root;
}

const maxInteger = 2n ** 63n - 1n;

/** The one form that VRL's values have of what decoders give. */
export function fromEvent(value: unknown): Found {
  if (typeof value === 'string' || typeof value === 'boolean' || value === undefined) return value;
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? numberOf(BigInt(value))
      : value;
  }
  if (typeof value === 'bigint') return numberOf(value);
  return value === null ? null : fromObject(value);
}

function fromObject(value: object): Value {
  if (Array.isArray(value)) return fromArray(value);
  if (isRawNumber(value)) return fromText(value.rawJSON);
  if (value instanceof Date) {
    return new Timestamp(value.getTime(), value instanceof EventTime ? value.nanos : 0);
  }
  let copy: VrlObject | null = null;
  for (const name of Object.keys(value)) {
    const before = (value as Record<string, unknown>)[name];
    const after = fromEvent(before);
    if (after === before && after !== undefined) continue;
    copy ??= { ...(value as VrlObject) };
    if (after === undefined) delete copy[name];
    else setField(copy, name, after);
  }
  return copy ?? (value as VrlObject);
}

function fromArray(array: readonly unknown[]): Value[] {
  let copy: Value[] | null = null;
  for (const [index, before] of array.entries()) {
    const after = fromEvent(before) ?? null;
    if (after === before) continue;
    copy ??= [...(array as Value[])];
    copy[index] = after;
  }
  return copy ?? (array as Value[]);
}

function fromText(text: string): Value {
  if (/[.eE]/.test(text)) return floatOf(Number(text));
  return text === '-0' ? floatOf(-0) : numberOf(BigInt(text));
}

/** Beyond 64 bits it is a float. */
function numberOf(value: bigint): Value {
  return value > maxInteger || value < -maxInteger - 1n ? floatOf(Number(value)) : integerOf(value);
}

/** What encoders take: exact numbers as they are written, times and bytes as text. */
export function toEvent(value: Value): EventValue {
  if (typeof value === 'object') return value === null ? null : toEventObject(value);
  if (typeof value !== 'number' || Math.abs(value) >= 1e-5 || value === 0) return value;
  // JavaScript writes small ones without an exponent for longer than Rust does
  return rawNumber(jsonFloat(value));
}

function toEventObject(
  value: Exclude<Value, string | boolean | bigint | number | null>,
): EventValue {
  if (Array.isArray(value)) {
    const items = value.map(toEvent);
    return items.every((item, index) => item === value[index]) ? (value as EventValue[]) : items;
  }
  if (value instanceof Float) {
    return Number.isFinite(value.value) ? rawNumber(jsonFloat(value.value)) : null;
  }
  if (value instanceof Timestamp) {
    const text = timestampText(value);
    return times.areKept ? new EventTime(value.epochMs, value.nanos, text) : text;
  }
  if (value instanceof Uint8Array) return textOf(value);
  // what is nothing else is a regular expression, whose engine is not needed for that
  if (!isObject(value)) return value.source;
  let copy: VrlObject | null = null;
  for (const name of Object.keys(value)) {
    const before = value[name] as Value;
    const after = toEvent(before);
    if (after === before) continue;
    copy ??= { ...value };
    setField(copy, name, after as Value);
  }
  return (copy ?? value) as EventValue;
}

/**
 * What a program has made of the whole: of an object an event with its fields, of an array an event of each element, of
 * anything else `{ message }`, as Vector does.
 */
export function settled(value: Value): Event | readonly Event[] {
  return Array.isArray(value) ? value.map(settledOne) : settledOne(value);
}

function settledOne(value: Value): Event {
  return (isObject(value) ? toEvent(value) : { message: toEvent(value) }) as Event;
}

/** The event as JSON, its fields in their own order: of an event on bytes not even a text is made. */
export function encodedEvent(event: Event): Event | string {
  const { current } = eventOnBytes;
  return current !== null && current.event === event ? current.encodeAsEvent() : encodeJson(event);
}
