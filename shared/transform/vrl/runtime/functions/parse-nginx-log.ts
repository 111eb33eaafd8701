import { Failure } from '../failure.ts';
import { nginxLogs } from '../logs/nginx.ts';
import { readLog } from '../logs/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseNginxLog(
  value: Bytes,
  format: string,
  timestampFormat: Bytes,
): VrlObject | Failure {
  const log = nginxLogs[format];
  if (log === undefined) return new Failure('failed parsing log line');
  return readLog([log], textOf(value), textOf(timestampFormat), null);
}
