import type { Failure } from '../failure.ts';
import { apacheCombined, apacheCommon, apacheErrors } from '../logs/apache.ts';
import { readLog } from '../logs/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseApacheLog(
  value: Bytes,
  format: string,
  timestampFormat: Bytes,
  zone?: Bytes,
): VrlObject | Failure {
  const byFormat = format === 'common' ? apacheCommon : apacheCombined;
  const patterns = format === 'error' ? apacheErrors : byFormat;
  return readLog(patterns, textOf(value), textOf(timestampFormat), format, zone);
}
