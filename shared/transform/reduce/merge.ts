import { distinctText } from '../gates/texts.ts';
import { Timestamp } from '../vrl/runtime/timestamp.ts';
import { isObject, type Value } from '../vrl/runtime/value.ts';
import type { MergeStrategy } from './strategies.ts';
import { chosen, isAbove, isNumber, type NumberValue, sumOf } from './numbers.ts';

/** What the values of one field of a group come to. What does not fit its kind is passed over, as by Vector. */
export interface Merger {
  readonly add: (value: Value) => void;
  readonly value: () => Value;
  /** Of a time: the last one, for the field `…_end`. */
  readonly end?: () => Value;
}

/** What begins with the first value of a field; null where a strategy makes nothing of such a value. */
export function mergerOf(first: Value, strategy: MergeStrategy | null): Merger | null {
  return strategy === null ? byKind(first) : begin[strategy](first);
}

const begin: Readonly<Record<MergeStrategy, (first: Value) => Merger | null>> = {
  discard: keepFirst,
  retain: (first) => fold(first, (before, value) => (value === null ? before : value)),
  sum: (first) => ofNumbers(first, sumOf),
  max: (first) =>
    ofNumbers(first, (before, value) => (isAbove(value, before) ? chosen(value, before) : before)),
  min: (first) =>
    ofNumbers(first, (before, value) => (isAbove(before, value) ? chosen(value, before) : before)),
  array: (first) => gathered([first], (into, value) => into.push(value)),
  concat: (first) => (Array.isArray(first) ? gathered([...first], append) : ofTexts(first, ' ')),
  concat_newline: (first) => ofTexts(first, '\n'),
  concat_raw: (first) => ofTexts(first, ''),
  shortest_array: (first) => ofArrays(first, (before, value) => value.length < before.length),
  longest_array: (first) => ofArrays(first, (before, value) => value.length > before.length),
  flat_unique: unique,
};

function byKind(first: Value): Merger {
  const sum = ofNumbers(first, sumOf);
  if (sum !== null) return sum;
  if (!(first instanceof Timestamp)) return keepFirst(first);
  let last: Timestamp = first;
  return {
    add: (value) => {
      if (value instanceof Timestamp) last = value;
    },
    value: () => first,
    end: () => last,
  };
}

function keepFirst(first: Value): Merger {
  return { add: () => undefined, value: () => first };
}

function fold(first: Value, next: (before: Value, value: Value) => Value): Merger {
  let merged = first;
  return {
    add: (value) => {
      merged = next(merged, value);
    },
    value: () => merged,
  };
}

function ofNumbers(
  first: Value,
  next: (before: NumberValue, value: NumberValue) => NumberValue,
): Merger | null {
  if (!isNumber(first)) return null;
  return fold(first, (before, value) =>
    isNumber(value) ? next(before as NumberValue, value) : before,
  );
}

function ofTexts(first: Value, between: string): Merger | null {
  if (typeof first !== 'string') return null;
  return fold(first, (before, value) =>
    typeof value === 'string' ? `${before as string}${between}${value}` : before,
  );
}

function ofArrays(
  first: Value,
  isBetter: (before: readonly Value[], value: readonly Value[]) => boolean,
): Merger | null {
  if (!Array.isArray(first)) return null;
  return fold(first, (before, value) =>
    Array.isArray(value) && isBetter(before as Value[], value) ? value : before,
  );
}

function gathered(into: Value[], add: (into: Value[], value: Value) => void): Merger {
  return { add: (value) => add(into, value), value: () => into };
}

function append(into: Value[], value: Value): void {
  if (!Array.isArray(value)) into.push(value);
  else for (const item of value) into.push(item);
}

/** In the order in which they came; Vector's has none. */
function unique(first: Value): Merger {
  const byText = new Map<string, Value>();
  const add = (value: Value): void => {
    const text = distinctText(value);
    if (!byText.has(text)) byText.set(text, value);
  };
  const addAll = (value: Value): void => {
    if (Array.isArray(value)) for (const item of value) add(item);
    else if (isObject(value)) for (const item of Object.values(value)) add(item);
    else add(value);
  };
  addAll(first);
  return { add: addAll, value: () => [...byText.values()] };
}
