import { type Bytes, textOf } from '../text.ts';
import { wordsOf } from '../words.ts';

export function kebabcase(value: Bytes, originalCase: string | undefined): string {
  return wordsOf(textOf(value), originalCase).join('-').toLowerCase();
}
