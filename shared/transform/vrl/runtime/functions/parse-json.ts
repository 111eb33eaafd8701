import { Failure } from '../failure.ts';
import { jsonToDepth } from '../json/depth.ts';
import { readJson } from '../json/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value } from '../value.ts';

const byteOrderMark = '\uFEFF';

export function parseJson(
  value: Bytes,
  maxDepth: number | bigint | undefined,
  lossy: boolean,
): Value | Failure {
  if (!lossy && typeof value !== 'string') {
    return new Failure('unable to parse json: invalid unicode code point');
  }
  const text = textOf(value);
  if (maxDepth !== undefined) return jsonToDepth(text, maxDepth);
  const read = readJson(text.startsWith(byteOrderMark) ? text.slice(1) : text);
  return read instanceof Failure ? new Failure(`unable to parse json: ${read.message}`) : read;
}
