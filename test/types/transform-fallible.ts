/** Compiled, not run: each marked line must not compile, every other one must. */
/* oxlint-disable typescript/no-misused-promises, typescript/await-thenable -- the linter refuses the same lines */
import { expectTypeOf } from 'expect-type';
import { toFloat } from '../../shared/transform/convert.ts';
import type { Fallible } from '../../shared/transform/fallible.ts';
import type { Condition, Event, RemapFunction } from '../../shared/transform/model.ts';
import { parseJson } from '../../shared/transform/parse.ts';
import { downcase } from '../../shared/transform/text.ts';
import { bool, float, int64, string } from '../../shared/transform/types.ts';

declare const event: Event;
declare const fallible: Fallible<number>;

export function handled(): void {
  expectTypeOf(float(1).or(0)).toEqualTypeOf<number>();
  expectTypeOf(float(1).or(null)).toEqualTypeOf<number | null>();
  expectTypeOf(float(1).orElse((reason) => reason)).toEqualTypeOf<number | string>();
  expectTypeOf(float(1).orReject()).toEqualTypeOf<number>();
  expectTypeOf(float(1).orReject('without it there is no price')).toEqualTypeOf<number>();
  expectTypeOf(int64(1).or(0n)).toEqualTypeOf<bigint>();
  event['a'] = float(event['a']).or(0);
  event['b'] = int64(event['b']).or(0n);
  event['c'] = { inner: [parseJson(event['c']).or(null)] };
  event['d'] = downcase(string(event['d']).or(''));
  if (bool(event['e']).or(false)) delete event['e'];
  event['f'] = undefined;
  event['g'] = new Date(0);
}

export function refused(): void {
  // @ts-expect-error -- arithmetic
  void (fallible + 1);
  // @ts-expect-error -- arithmetic
  void (fallible * 2);
  // @ts-expect-error -- assignment to the value's type
  const number: number = fallible;
  void number;
  // @ts-expect-error -- as an argument
  void downcase(string(event['a']));
  // @ts-expect-error -- as a field
  event['a'] = float(event['a']);
  // @ts-expect-error -- VRL's operator does nothing to it
  event['a'] = float(event['a']) ?? 0;
  // @ts-expect-error -- and it is never falsy
  event['a'] = float(event['a']) || 0;
  // @ts-expect-error -- within a field
  event['a'] = { inner: [toFloat(event['a'])] };
  // @ts-expect-error -- as a condition: it would always hold
  if (bool(event['a'])) delete event['a'];
  // @ts-expect-error -- as a condition
  void (bool(event['a']) ? 1 : 2);
  // @ts-expect-error -- as a condition
  void (bool(event['a']) && 1);
  // @ts-expect-error -- as a condition in a variable
  if (fallible) void 0;
  // @ts-expect-error -- compared with a value
  void (fallible === 1);
  // @ts-expect-error -- compared with a value
  void (fallible < 1);
  // @ts-expect-error -- a member of the value
  void fallible.toFixed();
  // @ts-expect-error -- a default that is a Fallible leaves one
  event['a'] = float(event['a']).or(float(event['b']));
}

export async function awaited(): Promise<void> {
  // @ts-expect-error -- it is no promise: what would come out fits nowhere
  event['a'] = await float(event['a']);
}

export function programs(): void {
  // @ts-expect-error -- a condition that is a Fallible
  const condition: Condition = (input) => bool(input['a']);
  // @ts-expect-error -- a result that holds one
  const spread: RemapFunction = (input) => ({ ...input, a: float(input['a']) });
  // @ts-expect-error -- a result that is one
  const result: RemapFunction = (input) => string(input['a']);
  // @ts-expect-error -- an asynchronous program
  const later: RemapFunction = async (input) => Promise.resolve(input);
  void [condition, spread, result, later];
}
