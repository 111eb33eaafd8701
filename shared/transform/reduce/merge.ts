import { distinctText } from '../gates/texts.ts';
import { Timestamp } from '../vrl/runtime/timestamp.ts';
import { isObject, type Value } from '../vrl/runtime/value.ts';
import type { MergeStrategy } from './strategies.ts';
import { chosen, isAbove, isNumber, type NumberValue, sumOf } from './numbers.ts';

/** What the values of one field of a group come to. What does not fit its kind is passed over, as by Vector. */
export interface Merger {
  add(value: Value): void;
  value(): Value;
  /** Of a time: the last one, for the field `…_end`. */
  end?(): Value;
}

/** What begins with the first value of a field; null where a strategy makes nothing of such a value. */
export function mergerOf(first: Value, strategy: MergeStrategy | null): Merger | null {
  return strategy === null ? byKind(first) : begin[strategy](first);
}

type Next = (before: Value, value: Value) => Value;

/** A value that changes with the next one. There is one for each field of each open group, so it is small. */
class Folded implements Merger {
  #merged: Value;
  readonly #next: Next;

  constructor(first: Value, next: Next) {
    this.#merged = first;
    this.#next = next;
  }

  add(value: Value): void {
    this.#merged = this.#next(this.#merged, value);
  }

  value(): Value {
    return this.#merged;
  }
}

class Times implements Merger {
  readonly #first: Timestamp;
  #last: Timestamp;

  constructor(first: Timestamp) {
    this.#first = first;
    this.#last = first;
  }

  add(value: Value): void {
    if (value instanceof Timestamp) this.#last = value;
  }

  value(): Value {
    return this.#first;
  }

  end(): Value {
    return this.#last;
  }
}

/** Values that differ, in the order in which they came; Vector's have none. */
class Unique implements Merger {
  readonly #byText = new Map<string, Value>();

  constructor(first: Value) {
    this.add(first);
  }

  add(value: Value): void {
    if (Array.isArray(value)) for (const item of value) this.#addOne(item);
    else if (isObject(value)) for (const item of Object.values(value)) this.#addOne(item);
    else this.#addOne(value);
  }

  value(): Value {
    return [...this.#byText.values()];
  }

  #addOne(value: Value): void {
    const text = distinctText(value);
    if (!this.#byText.has(text)) this.#byText.set(text, value);
  }
}

const discard: Next = (before) => before;
const retain: Next = (before, value) => (value === null ? before : value);
const sum = ofNumbers(sumOf);
const max = ofNumbers((before, value) => (isAbove(value, before) ? chosen(value, before) : before));
const min = ofNumbers((before, value) => (isAbove(before, value) ? chosen(value, before) : before));
const spaced = ofTexts(' ');
const onLines = ofTexts('\n');
const joined = ofTexts('');
const shortest = ofArrays((before, value) => value.length < before.length);
const longest = ofArrays((before, value) => value.length > before.length);

/** Adds to an array that is nobody else's. */
const push: Next = (before, value) => {
  (before as Value[]).push(value);
  return before;
};

const append: Next = (before, value) => {
  if (!Array.isArray(value)) return push(before, value);
  for (const item of value) push(before, item);
  return before;
};

const begin: Readonly<Record<MergeStrategy, (first: Value) => Merger | null>> = {
  discard: (first) => new Folded(first, discard),
  retain: (first) => new Folded(first, retain),
  sum: (first) => onlyIf(isNumber(first), first, sum),
  max: (first) => onlyIf(isNumber(first), first, max),
  min: (first) => onlyIf(isNumber(first), first, min),
  array: (first) => new Folded([first], push),
  concat: (first) =>
    Array.isArray(first)
      ? new Folded([...first], append)
      : onlyIf(typeof first === 'string', first, spaced),
  concat_newline: (first) => onlyIf(typeof first === 'string', first, onLines),
  concat_raw: (first) => onlyIf(typeof first === 'string', first, joined),
  shortest_array: (first) => onlyIf(Array.isArray(first), first, shortest),
  longest_array: (first) => onlyIf(Array.isArray(first), first, longest),
  flat_unique: (first) => new Unique(first),
};

function byKind(first: Value): Merger {
  if (first instanceof Timestamp) return new Times(first);
  return new Folded(first, isNumber(first) ? sum : discard);
}

function onlyIf(fits: boolean, first: Value, next: Next): Merger | null {
  return fits ? new Folded(first, next) : null;
}

/** For one that began with a number. */
function ofNumbers(next: (before: NumberValue, value: NumberValue) => NumberValue): Next {
  return (before, value) => (isNumber(value) ? next(before as NumberValue, value) : before);
}

function ofTexts(between: string): Next {
  return (before, value) =>
    typeof value === 'string' ? `${before as string}${between}${value}` : before;
}

function ofArrays(isBetter: (before: readonly Value[], value: readonly Value[]) => boolean): Next {
  return (before, value) =>
    Array.isArray(value) && isBetter(before as Value[], value) ? value : before;
}
