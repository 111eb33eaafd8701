import { type Bytes, textOf } from '../text.ts';
import { capitalized, wordsOf } from '../words.ts';

export function camelcase(value: Bytes, originalCase: string | undefined): string {
  return wordsOf(textOf(value), originalCase)
    .map((word, index) => (index === 0 ? word.toLowerCase() : capitalized(word)))
    .join('');
}
