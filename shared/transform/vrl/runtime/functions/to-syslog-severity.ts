import { Failure } from '../failure.ts';
import { severities } from '../syslog/codes.ts';
import { type Bytes, textOf } from '../text.ts';

const others: ReadonlyMap<string, number> = new Map([
  ['panic', 0],
  ['error', 3],
  ['warn', 4],
]);

export function toSyslogSeverity(value: Bytes): number | Failure {
  const name = textOf(value);
  const code = others.get(name) ?? severities.indexOf(name);
  return code < 0 ? new Failure(`syslog level ${name} not valid`) : code;
}
