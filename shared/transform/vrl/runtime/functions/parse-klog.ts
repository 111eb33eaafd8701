import type { CallContext } from '../call-context.ts';
import { Failure } from '../failure.ts';
import { readGoogleLog } from '../logs/google.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseKlog(context: CallContext, value: Bytes): VrlObject | Failure {
  return readGoogleLog(textOf(value), context.now) ?? new Failure('failed parsing klog message');
}
