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
  switch (strategy) {
    case null:
      return byKind(first);
    case 'discard':
      return keepFirst(first);
    case 'retain':
      return fold(first, (before, value) => (value === null ? before : value));
    case 'sum':
      return isNumber(first) ? ofNumbers(first, sumOf) : null;
    case 'max':
      return isNumber(first)
        ? ofNumbers(first, (before, value) =>
            isAbove(value, before) ? chosen(value, before) : before,
          )
        : null;
    case 'min':
      return isNumber(first)
        ? ofNumbers(first, (before, value) =>
            isAbove(before, value) ? chosen(value, before) : before,
          )
        : null;
    case 'array':
      return gathered([first], (into, value) => into.push(value));
    case 'concat':
      if (Array.isArray(first)) return gathered([...first], append);
      return ofTexts(first, ' ');
    case 'concat_newline':
      return ofTexts(first, '\n');
    case 'concat_raw':
      return ofTexts(first, '');
    case 'shortest_array':
      return ofArrays(first, (before, value) => value.length < before.length);
    case 'longest_array':
      return ofArrays(first, (before, value) => value.length > before.length);
    case 'flat_unique':
      return unique(first);
  }
}

function byKind(first: Value): Merger {
  if (isNumber(first)) return ofNumbers(first, sumOf);
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
  first: NumberValue,
  next: (before: NumberValue, value: NumberValue) => NumberValue,
): Merger {
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
