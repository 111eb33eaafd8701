import { utcZone } from '../../../../time/zone.ts';
import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import { timeItems } from '../time/items.ts';
import { writeTime } from '../time/write.ts';
import { vrlZone } from '../time/zones.ts';
import type { Timestamp } from '../timestamp.ts';

export function formatTimestamp(
  value: Timestamp,
  format: Bytes,
  timezone: Bytes | undefined,
): string | Failure {
  const items = timeItems(textOf(format));
  if (items.at(-1)?.kind === 'wrong') return new Failure('invalid format');
  if (timezone === undefined) return writeTime(value, items, utcZone);
  const zone = vrlZone(textOf(timezone));
  if (zone === null) return new Failure(`unable to parse timezone: ${textOf(timezone)}`);
  return writeTime(value, items, zone);
}
