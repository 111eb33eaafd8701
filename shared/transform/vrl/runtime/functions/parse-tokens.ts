import { tokensOf } from '../tokens.ts';
import { type Bytes, textOf } from '../text.ts';

export function parseTokens(value: Bytes): (string | null)[] {
  return tokensOf(textOf(value)).map((token) => (token === '' || token === '-' ? null : token));
}
