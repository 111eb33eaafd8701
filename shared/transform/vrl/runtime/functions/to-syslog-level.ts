import { Failure } from '../failure.ts';
import { severities } from '../syslog/codes.ts';

export function toSyslogLevel(value: number | bigint): string | Failure {
  return severities[Number(value)] ?? new Failure(`severity level ${value} not valid`);
}
