import { GrokPattern } from '../../runtime/grok/pattern.ts';
import { GrokSyntaxError } from '../../runtime/grok/syntax.ts';
import { isFloat, floatNumber } from '../../runtime/numbers.ts';
import { isInteger, type Value, type VrlObject, floatOf } from '../../runtime/value.ts';
import type { RuleFunction } from './rule-pattern.ts';
import { RuleFault } from './rule-tokens.ts';

const plain = new Set([
  'integer',
  'integerExt',
  'number',
  'numberExt',
  'lowercase',
  'uppercase',
  'json',
  'rubyhash',
  'querystring',
  'decodeuricomponent',
  'boolean',
  'xml',
]);

/** A filter of Datadog’s rules as plain data, for the function that applies it. @throws {RuleFault} */
export function ruleFilter(call: RuleFunction): VrlObject {
  const { name } = call;
  if (plain.has(name)) return { name };
  switch (name) {
    case 'scale':
      return { name, by: floatOf((scaleOf(call) * 1000) / 1000) };
    case 'nullIf':
      return { name, text: textAt(call, 0) ?? fail(call) };
    case 'array':
      return arrayFilter(call);
    case 'keyvalue':
      return keyValueFilter(call);
    default:
      throw new RuleFault(`unknown filter '${name}'`);
  }
}

export function invalidArguments(name: string): RuleFault {
  return new RuleFault(`invalid arguments for the function '${name}'`);
}

function fail({ name }: RuleFunction): never {
  throw invalidArguments(name);
}

export function valueAt({ args }: RuleFunction, index: number): Value | undefined {
  const argument = args?.[index];
  return argument !== undefined && 'value' in argument ? argument.value : undefined;
}

function textAt(call: RuleFunction, index: number): string | undefined {
  const value = valueAt(call, index);
  return typeof value === 'string' ? value : undefined;
}

function scaleOf(call: RuleFunction): number {
  const value = valueAt(call, 0) ?? null;
  if (isInteger(value)) return Number(value);
  return isFloat(value) ? floatNumber(value) : fail(call);
}

/** `array("[]", ",", filter)`, of which any may be left out at the front or the end. */
function arrayFilter(call: RuleFunction): VrlObject {
  const args = call.args ?? [];
  const last = args.at(-1);
  const inner = last !== undefined && 'name' in last ? last : null;
  const texts = inner === null ? args : args.slice(0, -1);
  const words = texts.map((_, index) => textAt(call, index) ?? fail(call));
  if (args.length > 3 || words.length > 2 || (args.length === 3 && inner === null)) fail(call);
  const delimiter = words.at(-1) ?? ',';
  const brackets = words.length === 2 ? (words[0] ?? '') : '[]';
  if (/[^ -~]/.test(brackets) || brackets.length > 2) fail(call);
  return {
    name: 'array',
    open: brackets.slice(0, 1),
    close: brackets.slice(-1),
    delimiter,
    of: inner === null ? null : ruleFilter(inner),
  };
}

const standardQuotes = ['""', "''", '<>'];

/** `keyvalue("=", "characters", "quotes", "delimiters")`. */
function keyValueFilter(call: RuleFunction): VrlObject {
  const text = (index: number, standard: string): string =>
    call.args?.[index] === undefined ? standard : (textAt(call, index) ?? fail(call));
  const between = text(0, '=');
  const characters = `\\w.\\-_@${text(1, '')}`;
  const pair = text(2, '');
  if (pair !== '' && Buffer.byteLength(pair) !== 2) fail(call);
  const quotes = pair === '' ? standardQuotes : [pair];
  const delimiters = Array.from(text(3, ''));
  const isStandard = call.args?.[3] === undefined;
  if (!isStandard && (delimiters.length === 0 || delimiters.length > 2)) fail(call);
  const before = isStandard ? '\\s,;(\\[{' : (delimiters[0] ?? '');
  const behind = isStandard ? '\\s,;)\\]}' : (delimiters.at(-1) ?? '');
  const quoted = quotes.map((two) => `${two[0] ?? ''}[^${two[1] ?? ''}]+${two[1] ?? ''}|`).join('');
  const word = `(${quoted}[${characters}]+)`;
  const source = `(?<=[${before}]|^)${word}${between}${word}(?:[${behind}]|$)`;
  try {
    void new GrokPattern(source, false);
  } catch (error) {
    if (error instanceof GrokSyntaxError) fail(call);
    throw error;
  }
  return { name: 'keyvalue', source, quotes };
}
