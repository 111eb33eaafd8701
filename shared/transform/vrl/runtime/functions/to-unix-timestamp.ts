import { Failure } from '../failure.ts';
import { epochNanosOf, epochSecondOf, type Timestamp } from '../timestamp.ts';
import { integerOf } from '../value.ts';

export function toUnixTimestamp(value: Timestamp, unit: string): number | bigint | Failure {
  switch (unit) {
    case 'seconds':
      return epochSecondOf(value);
    case 'milliseconds':
      return value.epochMs + Math.floor(value.nanos / 1_000_000);
    case 'microseconds':
      return integerOf(BigInt(value.epochMs) * 1000n + BigInt(Math.floor(value.nanos / 1000)));
    default:
      break;
  }
  const nanos = epochNanosOf(value);
  return nanos === null ? new Failure("can't convert out of range timestamp") : integerOf(nanos);
}
