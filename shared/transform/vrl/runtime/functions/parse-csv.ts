import { Failure } from '../failure.ts';
import { type Bytes, byteLength, textOf } from '../text.ts';

/** Reads the first record; quotes may stand anywhere in a field, as the usual readers have it. */
export function parseCsv(value: Bytes, delimiter: Bytes): string[] | Failure {
  if (byteLength(delimiter) !== 1) return new Failure('delimiter must be a single character');
  const between = textOf(delimiter);
  // empty lines before the record are none
  const text = textOf(value).replace(/^[\r\n]+/, '');
  if (text === '') return [];
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  let isStart = true;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[index + 1] === '"') {
        field += '"';
        index++;
      } else isQuoted = false;
    } else if (character === '"' && isStart) {
      isQuoted = true;
      isStart = false;
    } else if (character === between) {
      fields.push(field);
      field = '';
      isStart = true;
    } else if (character === '\n' || character === '\r') {
      break;
    } else {
      field += character;
      isStart = false;
    }
  }
  return [...fields, field];
}
