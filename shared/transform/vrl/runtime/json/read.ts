import { Failure } from '../failure.ts';
import type { Value } from '../value.ts';
import { JsonReader } from './reader.ts';
import { isSpecial } from './special.ts';

/** Reads a JSON text as VRL does; the failure is worded as VRL words it, with line and column. */
export function readJson(text: string): Value | Failure {
  if (isSpecial(text)) return readExactly(text);
  try {
    return JSON.parse(text) as Value;
  } catch {
    return readExactly(text);
  }
}

function readExactly(text: string): Value | Failure {
  const reader = new JsonReader(text);
  const value = reader.document();
  return reader.fault === null ? value : new Failure(reader.fault);
}
