import { Failure } from './failure.ts';
import { kindName } from './kind-name.ts';
import { isObject, type Value } from './value.ts';

/** What an argument of another kind gives, where a function has words of its own: with its kind in their place. */
export function wrongValue(value: Value, words: string): Failure {
  return new Failure(words.replace('{kind}', kindName(value)).replace('{word}', word(value)));
}

/** A kind in one word, another one than `kindName` has for some. */
function word(value: Value): string {
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'map';
  const name = kindName(value);
  return name === 'regex' ? 'string' : name;
}
