import { Failure } from '../failure.ts';
import { decodePercent } from '../functions/decode-percent.ts';
import { parseQueryString } from '../functions/parse-query-string.ts';
import { readJson } from '../json/read.ts';
import { floatNumber, isFloat, truncatedInteger } from '../numbers.ts';
import { plainText } from '../plain-text.ts';
import { readInteger } from '../read-integer.ts';
import { readRubyHash } from '../ruby-hash/read.ts';
import { floatOf, isInteger, isObject, type Value, type VrlObject } from '../value.ts';
import { readXml } from '../xml/read.ts';
import { readArray } from './array.ts';
import { applyDate } from './date.ts';
import { readKeyValues } from './key-values.ts';

/** What a filter makes of a value; undefined: it cannot be applied to it. */
export function applyFilter(value: Value, filter: VrlObject, nowMs: number): Value | undefined {
  if (filter['name'] === 'scale') return scaled(value, filter['by'] ?? null);
  if (typeof value !== 'string') return undefined;
  switch (plainText(filter['name'])) {
    case 'integer':
      return onlyNumber(readInteger(value, 10));
    case 'integerExt': {
      const number = floatOfText(value);
      return number === undefined ? undefined : truncatedInteger(number);
    }
    case 'number':
    case 'numberExt': {
      const number = floatOfText(value);
      return number === undefined ? undefined : integerIfWhole(number);
    }
    case 'lowercase':
      return value.toLowerCase();
    case 'uppercase':
      return value.toUpperCase();
    case 'boolean':
      return value.toLowerCase() === 'true';
    case 'nullIf':
      return value === filter['text'] ? null : value;
    case 'decodeuricomponent':
      return decodePercent(value);
    case 'json':
      return orNothing(readJson(value));
    case 'rubyhash':
      return orNothing(readRubyHash(value));
    case 'querystring':
      return filledParameters(value);
    case 'xml':
      return orNothing(readXml(value, xmlOptions));
    case 'date':
      return applyDate(value, filter, nowMs);
    case 'keyvalue':
      return readKeyValues(value, filter);
    case 'array':
    default:
      return filteredArray(value, filter, nowMs);
  }
}

const xmlOptions = {
  trim: true,
  includeAttr: true,
  attrPrefix: '',
  textKey: 'value',
  alwaysUseTextKey: false,
  parseBool: false,
  parseNull: false,
  parseNumber: false,
} as const;

function orNothing(value: Value | Failure): Value | undefined {
  return value instanceof Failure ? undefined : value;
}

function onlyNumber(value: number | bigint | string): number | bigint | undefined {
  return typeof value === 'string' ? undefined : value;
}

/** As Rust reads one; what is no number is 0. */
function floatOfText(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?nan$/i.test(text) ? 0 : undefined;
}

function integerIfWhole(number: number): Value {
  const integer = truncatedInteger(number);
  return Number(integer) === number ? integer : floatOf(number);
}

function scaled(value: Value, by: Value): Value | undefined {
  const factor = isFloat(by) ? floatNumber(by) : 1;
  let number: number | undefined;
  if (isInteger(value)) number = Number(value);
  else if (isFloat(value)) number = floatNumber(value);
  else if (typeof value === 'string') number = floatOfText(value);
  if (number === undefined || Number.isNaN(number * factor)) return undefined;
  return integerIfWhole(number * factor);
}

/** Parameters that have a value. */
function filledParameters(text: string): Value {
  const query = text.startsWith('?') ? text.slice(1) : text;
  const filled = [...new URLSearchParams(query)].filter(([, value]) => value !== '');
  return parseQueryString(new URLSearchParams(filled).toString());
}

function filteredArray(text: string, filter: VrlObject, nowMs: number): Value | undefined {
  const items = readArray(text, filter);
  const inner = filter['of'] ?? null;
  if (items === undefined || !isObject(inner)) return items;
  const values: Value[] = [];
  for (const item of items) {
    const value = applyFilter(item, inner, nowMs);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
