import { localTime } from '../../../../time/local-time.ts';
import { utcZone } from '../../../../time/zone.ts';
import { dateOf, type TimeFields } from './fields.ts';
import { impossible, notEnough, outOfRange, type TimeFault } from './scan.ts';

export interface LocalClock {
  /** What the clock shows, as seconds since 1970 as if it were UTC. */
  readonly second: number;
  readonly nanosecond: number;
}

/** @param offset in seconds, for a time that was read as seconds since 1970 */
export function localClock(fields: TimeFields, offset: number): LocalClock | TimeFault {
  const date = dateOf(fields);
  const clock = timeOfDay(fields);
  const { timestamp } = fields.values;
  if (typeof date === 'number' && typeof clock !== 'string') {
    const second = date / 1000 + clock.second;
    if (timestamp !== undefined && timestamp !== second - offset) return impossible;
    return { second, nanosecond: clock.nanosecond };
  }
  if (timestamp === undefined) return typeof date === 'string' ? date : faultOf(clock);
  if (date === outOfRange || clock === outOfRange) return outOfRange;
  if (date === impossible || clock === impossible) return impossible;
  const local = localTime((timestamp + offset) * 1000, utcZone);
  if (Number.isNaN(local.year)) return outOfRange;
  const filled = fields.copy();
  delete filled.values.timestamp;
  const fault =
    filled.set('second', local.second) ??
    filled.set('year', local.year) ??
    filled.set('dayOfYear', local.dayOfYear) ??
    filled.setHour(local.hour) ??
    filled.set('minute', local.minute);
  return fault ?? localClock(filled, offset);
}

function faultOf(clock: LocalClock | TimeFault): TimeFault {
  return typeof clock === 'string' ? clock : notEnough;
}

export function timeOfDay({ values: v }: TimeFields): LocalClock | TimeFault {
  if (v.halfDay === undefined || v.hour12 === undefined || v.minute === undefined) return notEnough;
  if (v.nanosecond !== undefined && v.second === undefined) return notEnough;
  const minute = v.halfDay * 43_200 + v.hour12 * 3600 + v.minute * 60;
  const nanosecond = v.nanosecond ?? 0;
  // a leap second is the one before it, gone on
  if (v.second === 60) return { second: minute + 59, nanosecond: nanosecond + 1_000_000_000 };
  return { second: minute + (v.second ?? 0), nanosecond };
}
