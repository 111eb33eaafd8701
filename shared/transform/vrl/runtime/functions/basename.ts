import { type Bytes, textOf } from '../text.ts';

export function basename(value: Bytes): string | null {
  const last = textOf(value)
    .split('/')
    .findLast((part) => part !== '' && part !== '.');
  return last === undefined || last === '..' ? null : last;
}
