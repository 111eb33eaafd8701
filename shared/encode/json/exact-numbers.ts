import { isRawNumber } from '../../raw-json.ts';
import type { Event, RawNumber } from '../../transform/model.ts';

/** Where an event held numbers that JavaScript would not write back as they came. */
export type ExactNumbers = readonly ExactNumber[];

interface ExactNumber {
  readonly path: readonly (string | number)[];
  readonly raw: RawNumber;
}

/** Takes note of the exact numbers of an event before a transform sees it. For records with `hasInexactNumber` alone. */
export function collectExactNumbers(event: Event): ExactNumbers {
  const found: ExactNumber[] = [];
  collect(event, [], found);
  return found;
}

/**
 * Puts the text of a number back that a transform has only converted. The rule: where the same path still holds a plain
 * number or bigint, and that equals the number that stood there (as far as its type can tell), it is written as it came:
 * `float(event.x)` of `1.0` stays `1.0`, and `9007199254740993` does not become `…992`. A number that was moved to
 * another field, or changed, is written as JavaScript writes it.
 */
export function restoreExactNumbers(before: ExactNumbers, after: Event): void {
  for (const { path, raw } of before) {
    let holder: unknown = after;
    const last = path.length - 1;
    for (let step = 0; step < last && holder !== undefined; step += 1) {
      holder = ownChild(holder, path[step] as string | number);
    }
    const key = path[last] as string | number;
    if (isSameNumber(ownChild(holder, key), raw.rawJSON)) {
      (holder as Record<string | number, unknown>)[key] = raw;
    }
  }
}

function collect(value: unknown, path: readonly (string | number)[], found: ExactNumber[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (isRawNumber(value)) found.push({ path, raw: value });
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, index], found);
  } else {
    for (const [key, field] of Object.entries(value)) collect(field, [...path, key], found);
  }
}

function ownChild(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, unknown>)[key];
}

/** Whether a plain number or bigint equals a number of JSON, as far as its type can tell. */
export function isSameNumber(value: unknown, text: string): boolean {
  if (typeof value === 'number') return value === Number(text);
  return typeof value === 'bigint' && /^-?\d+$/.test(text) && value === BigInt(text);
}
