import { debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import { readTime } from '../time/read.ts';
import { vrlZone } from '../time/zones.ts';
import { Timestamp } from '../timestamp.ts';

export function parseTimestamp(
  value: Bytes | Timestamp,
  format: Bytes,
  timezone: Bytes | undefined,
): Timestamp | Failure {
  if (value instanceof Timestamp) return value;
  const zoneName = timezone === undefined ? '' : textOf(timezone);
  const zone = vrlZone(zoneName);
  if (zone === null) return new Failure(`unable to parse timezone: ${zoneName}`);
  const text = textOf(value);
  const time = readTime(text, textOf(format), zone);
  return typeof time === 'string'
    ? new Failure(`Invalid timestamp ${debugText(text)}: ${time}`)
    : time;
}
