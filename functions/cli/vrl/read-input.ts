import { fromEvent } from '../../../shared/transform/vrl/runtime/event.ts';
import { rawNumber } from '../../../shared/raw-json.ts';
import type { Value } from '../../../shared/transform/vrl/runtime/value.ts';

type Reviver = (this: unknown, key: string, value: unknown, place: { source: string }) => unknown;

const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** A JSON text as a value of VRL's: numbers as they are written. @throws {SyntaxError} */
export function parseExact(text: string): Value {
  const exact = parse(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || String(value) === source) return value;
    // VRL has no infinity
    if (!Number.isFinite(value)) throw new SyntaxError('a number is out of range');
    return rawNumber(source);
  });
  return fromEvent(exact) ?? null;
}
