import { AlbLine } from '../logs/alb.ts';
import type { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseAwsAlbLog(value: Bytes, strictMode: boolean): VrlObject | Failure {
  const line = new AlbLine(textOf(value));
  line.read(strictMode);
  return line.fault ?? line.fields;
}
