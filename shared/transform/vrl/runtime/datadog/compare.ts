import { floatNumber, isFloat } from '../numbers.ts';
import { compareText } from '../order.ts';
import { isInteger, type Value } from '../value.ts';
import { shownValue } from './text.ts';

export type Comparator = '<' | '<=' | '>' | '>=';

/** @param byNumber whether numbers are compared as such; else everything is text */
export function compares(
  value: Value,
  comparator: Comparator,
  limit: Value,
  byNumber: boolean,
): boolean {
  if (byNumber && isInteger(value) && isInteger(limit)) {
    // as they are: integers of 64 bits are no doubles
    return holds(comparator, value < limit ? -1 : Number(value > limit));
  }
  const one = byNumber ? numberOf(value) : null;
  const other = byNumber ? numberOf(limit) : null;
  if (one !== null && other !== null) {
    return holds(comparator, one < other ? -1 : Number(one > other));
  }
  return holds(comparator, compareText(shownValue(value), shownValue(limit)));
}

function numberOf(value: Value): number | null {
  if (isInteger(value)) return Number(value);
  return isFloat(value) ? floatNumber(value) : null;
}

function holds(comparator: Comparator, order: number): boolean {
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}
