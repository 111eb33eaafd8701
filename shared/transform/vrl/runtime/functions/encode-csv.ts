import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import { type Bytes, byteLength, isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function encodeCsv(value: Value[], delimiter: Bytes): string | Failure {
  const fields: string[] = [];
  for (const item of value) {
    if (!isString(item)) return new Failure(`expected string, got ${kindName(item)}`);
    fields.push(textOf(item));
  }
  if (fields.length === 0) return '';
  if (byteLength(delimiter) !== 1) return new Failure('delimiter must be a single character');
  const between = textOf(delimiter);
  const needsQuotes = (field: string): boolean =>
    /["\n\r]/.test(field) || field.includes(between) || (fields.length === 1 && field === '');
  return fields
    .map((field) => (needsQuotes(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(between);
}
