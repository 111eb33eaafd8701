/** Compiled, not run: what `remap`, `filter` and `route` keep for the wiring. */
import { expectTypeOf } from 'expect-type';
import type {
  DedupeShape,
  SampleShape,
  ThrottleShape,
} from '../../shared/pipeline/components/gate-options.ts';
import type { ReduceShape } from '../../shared/pipeline/components/reduce-options.ts';
import {
  dedupe,
  filter,
  reduce,
  remap,
  route,
  sample,
  throttle,
} from '../../shared/transform/components.ts';
import { del } from '../../shared/transform/fields.ts';

type UnionKeys<T> = T extends unknown ? keyof T : never;

export function components(): void {
  const tidy = remap({ inputs: ['kafka'], program: (event) => del(event, 'topic') });
  expectTypeOf(tidy.type).toEqualTypeOf<'remap'>();
  expectTypeOf(tidy.inputs).toEqualTypeOf<readonly ['kafka']>();

  const some = filter({
    inputs: ['tidy', 'other'],
    condition: (_event, context) => context.partition === 0,
  });
  expectTypeOf(some.inputs).toEqualTypeOf<readonly ['tidy', 'other']>();

  const bySite = route({
    inputs: ['some'],
    routes: { seoul: (event) => event['site'] === 'seoul', busan: () => false },
  });
  expectTypeOf<keyof typeof bySite.routes>().toEqualTypeOf<'seoul' | 'busan'>();

  expectTypeOf(
    throttle({ inputs: ['some'], threshold: 1, windowSecs: 2 }).type,
  ).toEqualTypeOf<'throttle'>();
  const kept = sample({ inputs: ['some'], rate: 10, exclude: '.level == "error"' });
  expectTypeOf(kept.inputs).toEqualTypeOf<readonly ['some']>();
  const several = remap({
    inputs: ['some'],
    program: (event) => [event, { copy: event['a'] }, 'text'],
  });
  expectTypeOf(several.type).toEqualTypeOf<'remap'>();
  expectTypeOf<keyof SampleShape>().toEqualTypeOf<
    Exclude<UnionKeys<Parameters<typeof sample>[0]>, 'inputs' | 'exclude'>
  >();
  expectTypeOf<keyof DedupeShape>().toEqualTypeOf<
    Exclude<keyof Parameters<typeof dedupe>[0], 'inputs' | 'exclude'>
  >();
  expectTypeOf<keyof ThrottleShape>().toEqualTypeOf<
    Exclude<keyof Parameters<typeof throttle>[0], 'inputs' | 'exclude'>
  >();

  const grouped = reduce({ inputs: ['some'], groupBy: ['id'], mergeStrategies: { n: 'array' } });
  expectTypeOf(grouped.inputs).toEqualTypeOf<readonly ['some']>();
  expectTypeOf<keyof ReduceShape>().toEqualTypeOf<
    Exclude<keyof Parameters<typeof reduce>[0], 'inputs' | 'startsWhen' | 'endsWhen'>
  >();

  // @ts-expect-error -- no such strategy
  reduce({ inputs: ['some'], mergeStrategies: { n: 'summ' } });
  // @ts-expect-error -- one of rate and ratio
  sample({ inputs: ['kafka'] });
  // @ts-expect-error -- fields are needed
  dedupe({ inputs: ['kafka'] });
  // @ts-expect-error -- a program is needed
  remap({ inputs: ['kafka'] });
  // @ts-expect-error -- a condition gives a boolean
  filter({ inputs: ['kafka'], condition: () => 'yes' });
  // @ts-expect-error -- no such option
  remap({ inputs: ['kafka'], program: () => {}, source: '' });
  // @ts-expect-error -- the event cannot tell whether something was deleted
  filter({ inputs: ['kafka'], condition: (event) => del(event, 'a') });
}
