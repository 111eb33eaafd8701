import { Failure } from '../failure.ts';
import { readJson } from '../json/read.ts';
import { type Bytes, textOf } from '../text.ts';
import { isObject } from '../value.ts';

export function isJson(value: Bytes, variant: string | undefined): boolean {
  if (typeof value !== 'string') return false;
  const read = readJson(textOf(value));
  if (read instanceof Failure) return false;
  switch (variant) {
    case undefined:
      return true;
    case 'object':
      return isObject(read);
    case 'array':
      return Array.isArray(read);
    case 'string':
      return typeof read === 'string';
    case 'bool':
      return typeof read === 'boolean';
    case 'null':
      return read === null;
    default:
      return /^[\s]*[-0-9]/.test(value);
  }
}
