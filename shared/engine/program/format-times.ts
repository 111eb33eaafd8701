import { EventTime } from '../../event-time.ts';
import type { TimestampFormat } from '../../pipeline/model.ts';
import { isRawNumber, rawNumber } from '../../raw-json.ts';
import { setField } from '../../set-field.ts';
import type { Event, EventValue } from '../../transform/model.ts';
import type { SinkEncode } from './sink-writer.ts';

/**
 * Encodes events with their times as numbers: dates, wherever they are, and the record's own time in its field, which is
 * text as decoders give it.
 *
 * @param timeField null: the record's time is in none
 */
export function formatTimes(
  format: TimestampFormat,
  timeField: string | null,
  encode: SinkEncode,
): SinkEncode {
  const numberOf = numbers[format];
  return (event) => {
    let formatted = formattedIn(event, numberOf) as Event;
    const own = timeField === null ? undefined : formatted[timeField];
    if (typeof own === 'string' && recordTime.test(own)) {
      const time = new Date(own);
      if (formatted === event) formatted = { ...event };
      if (!Number.isNaN(time.getTime())) setField(formatted, timeField as string, numberOf(time));
    }
    return encode(formatted);
  };
}

const recordTime = /^(?:\d{4}|\+\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

type NumberOf = (time: Date) => EventValue;

const numbers: Readonly<Record<TimestampFormat, NumberOf>> = {
  unix: (time) => Math.floor(time.getTime() / 1000),
  unix_ms: (time) => time.getTime(),
  unix_us: (time) => plain(microsOf(time)),
  unix_ns: (time) => plain(BigInt(time.getTime()) * 1_000_000n + BigInt(nanosOf(time))),
  unix_float: (time) => {
    const text = String(Number(microsOf(time)) / 1e6);
    return /^-?\d+$/.test(text) ? rawNumber(`${text}.0`) : Number(text);
  },
};

function nanosOf(time: Date): number {
  return time instanceof EventTime ? time.nanos : 0;
}

function microsOf(time: Date): bigint {
  return BigInt(time.getTime()) * 1000n + BigInt(Math.floor(nanosOf(time) / 1000));
}

function plain(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A copy where there are dates in it; the same where there are none. */
function formattedIn(value: EventValue, numberOf: NumberOf): EventValue {
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? value : numberOf(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => formattedIn(item, numberOf));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  let copy: Record<string, EventValue> | null = null;
  for (const [name, field] of Object.entries(value)) {
    const formatted = formattedIn(field, numberOf);
    if (formatted === field) continue;
    copy ??= { ...value };
    setField(copy, name, formatted);
  }
  return copy ?? value;
}
