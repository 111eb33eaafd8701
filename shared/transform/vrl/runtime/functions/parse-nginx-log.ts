import { Failure } from '../failure.ts';
import { nginxLogs } from '../logs/nginx.ts';
import { readLog } from '../logs/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseNginxLog(
  value: Bytes,
  format: string,
  timestampFormat?: Bytes,
  zone?: Bytes,
): VrlObject | Failure {
  const log = nginxLogs[format];
  if (log === undefined) return new Failure('failed parsing log line');
  const written = format === 'error' ? '%Y/%m/%d %T' : '%d/%b/%Y:%T %z';
  const times = timestampFormat === undefined ? written : textOf(timestampFormat);
  return readLog([log], textOf(value), times, null, zone);
}
