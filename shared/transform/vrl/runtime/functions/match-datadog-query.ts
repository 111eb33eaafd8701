import { type Matcher, matcherOf } from '../datadog/matcher.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';

const known = new WeakMap<VrlObject, Matcher>();

/** @param query what the compiler made of it */
export function matchDatadogQuery(value: Value, query: VrlObject): boolean {
  if (!isObject(value)) return false;
  let matcher = known.get(query);
  if (matcher === undefined) {
    matcher = matcherOf(query);
    known.set(query, matcher);
  }
  return matcher(value);
}
