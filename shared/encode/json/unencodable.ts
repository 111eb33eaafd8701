import { isRawNumber } from '../../raw-json.ts';

/** Why an event cannot be written, or which help `JSON.stringify` needs with it. */
export type Encodability = 'plain' | 'bigint' | { readonly fault: string };

/** Far beyond what a decoded event can have; a cycle gets there too. */
const maxDepth = 1024;

/**
 * Looks at every value of an event before it is written: `JSON.stringify` alone would turn NaN into null, leave
 * functions out and write a Map as `{}`, all without a word. `undefined` is left out where it is a field.
 */
export function encodabilityOf(event: unknown): Encodability {
  const walk: Walk = { hasBigint: false, path: '' };
  const fault = faultOf(event, walk, 0);
  if (fault === null) return walk.hasBigint ? 'bigint' : 'plain';
  return {
    fault:
      walk.path === ''
        ? `the event ${fault}`
        : `field '${shortened(walk.path.replace(/^\./, ''))}' ${fault}`,
  };
}

interface Walk {
  hasBigint: boolean;
  /** Put together from the inside out, once a fault is found. */
  path: string;
}

function faultOf(value: unknown, walk: Walk, depth: number): string | null {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : `is ${value}, which JSON cannot hold`;
    case 'bigint':
      walk.hasBigint = true;
      return null;
    case 'object':
      return value === null ? null : faultInObject(value, walk, depth);
    case 'undefined':
      return 'is undefined, which JSON cannot hold';
    case 'function':
    case 'symbol':
      return `is a ${typeof value}, which JSON cannot hold`;
    default:
      return null;
  }
}

function faultInObject(value: object, walk: Walk, depth: number): string | null {
  if (depth === maxDepth) return `is nested deeper than ${maxDepth} levels, or in a circle`;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const fault = faultOf(value[index], walk, depth + 1);
      if (fault === null) continue;
      walk.path = `[${index}]${walk.path}`;
      return fault;
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return faultOfInstance(value);
  if (prototype === null && isRawNumber(value)) return null;
  for (const key of Object.keys(value)) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined) continue;
    const fault = faultOf(field, walk, depth + 1);
    if (fault === null) continue;
    const step = /^[^."[\]\s]+$/.test(key) ? key : JSON.stringify(key);
    walk.path = `.${step}${walk.path}`;
    return fault;
  }
  return null;
}

function faultOfInstance(value: object): string | null {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'is a date without a time' : null;
  const name = (value as { readonly constructor?: { readonly name?: unknown } }).constructor?.name;
  const what = typeof name === 'string' && name !== '' ? `a ${name}` : 'an instance of a class';
  return `is ${what}; allowed are text, numbers, booleans, null, dates, arrays and plain objects`;
}

/** A path is made of keys, which belong to the payload: enough of it to find the place. */
function shortened(path: string): string {
  return path.length <= 120 ? path : `${path.slice(0, 100)}…`;
}
