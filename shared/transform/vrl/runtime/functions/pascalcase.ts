import { type Bytes, textOf } from '../text.ts';
import { capitalized, wordsOf } from '../words.ts';

export function pascalcase(value: Bytes, originalCase: string | undefined): string {
  return wordsOf(textOf(value), originalCase).map(capitalized).join('');
}
