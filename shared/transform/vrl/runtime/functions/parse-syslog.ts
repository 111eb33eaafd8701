import { utcZone } from '../../../../time/zone.ts';
import type { CallContext } from '../call-context.ts';
import { Failure } from '../failure.ts';
import { readSyslog } from '../syslog/read.ts';
import { type Bytes, textOf } from '../text.ts';
import { vrlZone } from '../time/zones.ts';
import type { VrlObject } from '../value.ts';

export function parseSyslog(
  context: CallContext,
  value: Bytes,
  zone: Bytes = '',
): VrlObject | Failure {
  return (
    readSyslog(textOf(value), context.now, vrlZone(textOf(zone)) ?? utcZone) ??
    new Failure('unable to parse input as valid syslog message')
  );
}
