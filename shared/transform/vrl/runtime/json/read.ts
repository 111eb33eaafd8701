import { Failure } from '../failure.ts';
import type { Value } from '../value.ts';
import { JsonReader } from './reader.ts';

/**
 * What `JSON.parse` would read otherwise than VRL: a float that looks whole (`1.0`, `1e3`), more digits than a double
 * holds, −0, and an escaped surrogate, which may lack its other half.
 */
const special =
  /(?:^|[:,[\s])-?(?:0(?=[,\]}\s]|$)(?<=-0)|\d+(?:\.0|(?:\.\d+)?[eE]|\.\d{15}|(?<=\d{16})))|\\u[dD][89a-fA-F]/;

/** serde's limit is 127 levels; a text with fewer brackets than that cannot have them. */
const deepText = 254;

/** Reads a JSON text as VRL does; the failure is worded as VRL words it, with line and column. */
export function readJson(text: string): Value | Failure {
  if (special.test(text) || (text.length >= deepText && mayBeDeep(text))) return readExactly(text);
  try {
    return JSON.parse(text) as Value;
  } catch {
    return readExactly(text);
  }
}

function mayBeDeep(text: string): boolean {
  let brackets = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if ((unit === 0x5b || unit === 0x7b) && ++brackets > 127) return true;
  }
  return false;
}

function readExactly(text: string): Value | Failure {
  const reader = new JsonReader(text);
  const value = reader.document();
  return reader.fault === null ? value : new Failure(reader.fault);
}
