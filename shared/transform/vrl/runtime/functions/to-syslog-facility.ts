import { Failure } from '../failure.ts';
import { facilities } from '../syslog/codes.ts';

export function toSyslogFacility(value: number | bigint): string | Failure {
  return facilityNames[Number(value)] ?? new Failure(`facility code ${value} not valid`);
}

/** Here these three have other names than in `parse_syslog`. */
const facilityNames = facilities.with(13, 'security').with(14, 'console').with(15, 'solaris-cron');
