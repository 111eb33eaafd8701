import { Failure } from '../failure.ts';
import { facilities } from '../syslog/codes.ts';
import { type Bytes, textOf } from '../text.ts';

const names = facilities.with(13, 'security').with(14, 'console').with(15, 'solaris-cron');

export function toSyslogFacilityCode(value: Bytes): number | Failure {
  const name = textOf(value);
  const code = names.indexOf(name);
  return code < 0 ? new Failure(`syslog facility '${name}' not valid`) : code;
}
