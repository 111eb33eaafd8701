import type { Failure } from '../failure.ts';
import { apacheCommon } from '../logs/apache.ts';
import { readLog } from '../logs/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseCommonLog(
  value: Bytes,
  timestampFormat: Bytes,
  zone?: Bytes,
): VrlObject | Failure {
  return readLog(apacheCommon, textOf(value), textOf(timestampFormat), 'common', zone);
}
