import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value } from '../value.ts';
import { readYaml } from '../yaml/read.ts';

const byteOrderMark = '\uFEFF';

export function parseYaml(value: Bytes): Value | Failure {
  if (typeof value !== 'string') {
    return new Failure('unable to parse yaml: invalid leading UTF-8 octet');
  }
  const text = textOf(value);
  return readYaml(text.startsWith(byteOrderMark) ? text.slice(1) : text);
}
