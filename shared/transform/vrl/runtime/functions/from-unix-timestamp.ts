import { Failure } from '../failure.ts';
import { type Timestamp, timestampOf } from '../timestamp.ts';

const perSecond: ReadonlyMap<string, bigint> = new Map([
  ['seconds', 1n],
  ['milliseconds', 1000n],
  ['microseconds', 1_000_000n],
  ['nanoseconds', 1_000_000_000n],
]);

export function fromUnixTimestamp(value: number | bigint, unit: string): Timestamp | Failure {
  if (unit === 'seconds' && typeof value === 'number') {
    return timestampOf(value, 0) ?? outOfRange(value);
  }
  const scale = perSecond.get(unit) ?? 1n;
  const all = BigInt(value);
  const rest = ((all % scale) + scale) % scale;
  const nanosecond = Number((rest * 1_000_000_000n) / scale);
  return timestampOf(Number((all - rest) / scale), nanosecond) ?? outOfRange(value);
}

function outOfRange(value: number | bigint): Failure {
  return new Failure(`unable to coerce ${value} into timestamp`);
}
