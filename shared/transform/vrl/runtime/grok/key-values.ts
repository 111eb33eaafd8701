import { setField } from '../../../../set-field.ts';
import { plainText } from '../plain-text.ts';
import { truncatedInteger } from '../numbers.ts';
import { floatOf, type Value, type VrlObject } from '../value.ts';
import { GrokPattern } from './pattern.ts';

const known = new WeakMap<VrlObject, GrokPattern>();

/** Fields such as `key=value` or `key="some text"`, wherever they stand in a text. */
export function readKeyValues(text: string, filter: VrlObject): VrlObject {
  let pattern = known.get(filter);
  if (pattern === undefined) {
    pattern = new GrokPattern(plainText(filter['source']), false);
    known.set(filter, pattern);
  }
  const given = filter['quotes'] ?? null;
  const quotes = Array.isArray(given) ? given.map(plainText) : [];
  const result: VrlObject = {};
  let position = 0;
  while (position <= text.length) {
    const slots = pattern.match(text, position);
    if (slots === null) break;
    const [, end = 0, keyStart = 0, keyEnd = 0, valueStart = 0, valueEnd = 0] = slots;
    addPair(result, text.slice(keyStart, keyEnd), text.slice(valueStart, valueEnd), quotes);
    position = Math.max(end, position + 1);
  }
  return result;
}

function addPair(result: VrlObject, rawKey: string, rawValue: string, quotes: string[]): void {
  const key = unquoted(trimmed(rawKey), quotes) ?? trimmed(rawKey);
  if (key === '' || key.includes(' ')) return;
  const value = valueOf(trimmed(rawValue).replace(/,+$/, ''), quotes);
  if (value === null || value === '') return;
  const before = Object.hasOwn(result, key) ? (result[key] ?? null) : undefined;
  if (Array.isArray(before)) before.push(value);
  else setField(result, key, before === undefined ? value : [before, value]);
}

function trimmed(text: string): string {
  return text.replace(/^\p{White_Space}+/u, '').replace(/\p{White_Space}+$/u, '');
}

/** What stands between quotes at the beginning, whatever stands behind them. */
function unquoted(text: string, quotes: readonly string[]): string | undefined {
  for (const pair of quotes) {
    const [open = '', close = ''] = pair;
    const end = text.startsWith(open) ? text.indexOf(close, open.length) : -1;
    if (end >= 0) return text.slice(open.length, end);
  }
  return undefined;
}

/** A word that begins like `null`, `true` or `false` is one, as it is in VRL. */
function valueOf(text: string, quotes: readonly string[]): Value {
  if (text.startsWith('null')) return null;
  if (text.startsWith('true')) return true;
  if (text.startsWith('false')) return false;
  return numberOf(text) ?? trimmed(unquoted(text, quotes) ?? text);
}

function numberOf(text: string): Value | undefined {
  const isNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
  if (!isNumber && !/^inf(?:inity)?$/i.test(text)) return undefined;
  const number = isNumber ? Number(text) : Infinity;
  const integer = truncatedInteger(number);
  if (Number(integer) !== number) return floatOf(number);
  // digits that begin with a nought and are not octal are no number
  return text.startsWith('0') && /[89]/.test(text) ? undefined : integer;
}
