import { Failure } from '../failure.ts';
import { readGoogleLog } from '../logs/google.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseGlog(value: Bytes): VrlObject | Failure {
  return readGoogleLog(textOf(value), null) ?? new Failure('failed parsing glog message');
}
