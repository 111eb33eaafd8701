import { Failure } from '../failure.ts';
import type { Bytes } from '../text.ts';

export function unknownCharset(label: Bytes): Failure {
  return new Failure(`Unknown charset: ${typeof label === 'string' ? label : 'unknown'}`);
}
