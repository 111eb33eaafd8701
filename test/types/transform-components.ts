/** Compiled, not run: what `remap`, `filter` and `route` keep for the wiring. */
import { expectTypeOf } from 'expect-type';
import { filter, remap, route } from '../../shared/transform/components.ts';
import { del } from '../../shared/transform/fields.ts';

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

  // @ts-expect-error -- a program is needed
  remap({ inputs: ['kafka'] });
  // @ts-expect-error -- a condition gives a boolean
  filter({ inputs: ['kafka'], condition: () => 'yes' });
  // @ts-expect-error -- no such option
  remap({ inputs: ['kafka'], program: () => {}, source: '' });
  // @ts-expect-error -- the event cannot tell whether something was deleted
  filter({ inputs: ['kafka'], condition: (event) => del(event, 'a') });
}
