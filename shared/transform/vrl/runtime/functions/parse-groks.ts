import type { CallContext } from '../call-context.ts';
import { Failure } from '../failure.ts';
import { DatadogRule } from '../grok/rule.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

const known = new WeakMap<Value[], readonly DatadogRule[]>();

/** @param patterns what the compiler made of the rules */
export function parseGroks(
  context: CallContext,
  value: Bytes,
  patterns: Value[],
): VrlObject | Failure {
  let rules = known.get(patterns);
  if (rules === undefined) {
    rules = patterns.filter((rule) => Array.isArray(rule)).map((rule) => new DatadogRule(rule));
    known.set(patterns, rules);
  }
  const text = textOf(value);
  for (const rule of rules) {
    const fields = rule.match(text, context.now.epochMs);
    if (fields !== null) return fields;
  }
  return new Failure('unable to parse grok: value does not match any rule');
}
