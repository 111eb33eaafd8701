import type { ComponentFigures, Figures } from './read-components.ts';

/** A figure that grows, and how fast it does; null: nothing to compare it with. */
export interface Flow {
  readonly total: number;
  readonly perSecond: number | null;
}

export interface ComponentFlows {
  readonly component: string;
  readonly kind: string;
  readonly type: string;
  readonly eventsIn: Flow | null;
  readonly eventsOut: Flow | null;
  readonly outputs: readonly { readonly output: string; readonly eventsOut: Flow }[];
  readonly bytesIn: Flow | null;
  readonly bytesOut: Flow | null;
  readonly errors: Flow;
  readonly lag: number | null;
}

export interface Snapshot extends Pick<
  Figures,
  'pipeline' | 'version' | 'heldBytes' | 'openObjects'
> {
  readonly components: readonly ComponentFlows[];
}

/** Figures at a moment, ms of a clock that does not go back. */
export interface Reading {
  readonly atMs: number;
  readonly figures: Figures;
}

/** Two readings, one after the other, as totals and rates. @param before null: there is no other yet */
export function snapshotOf({ atMs, figures }: Reading, before: Reading | null): Snapshot {
  const seconds = before === null ? 0 : (atMs - before.atMs) / 1000;
  const earlier = new Map(before?.figures.components.map((one) => [one.component, one]));
  return {
    ...figures,
    components: figures.components.map((now) => {
      const then = earlier.get(now.component);
      const flow = (of: (one: ComponentFigures) => number | null): Flow | null => {
        const total = of(now);
        if (total === null) return null;
        const last = then === undefined ? null : of(then);
        // smaller than it was: the process was started anew
        const grown = last === null || total < last || seconds <= 0 ? null : total - last;
        return { total, perSecond: grown === null ? null : grown / seconds };
      };
      return {
        component: now.component,
        kind: now.kind,
        type: now.type,
        eventsIn: flow((one) => one.eventsIn),
        eventsOut: flow((one) => one.eventsOut),
        outputs: now.outputs.map(({ output }) => {
          const sent = (one: ComponentFigures): number =>
            one.outputs.find((other) => other.output === output)?.eventsOut ?? 0;
          return { output, eventsOut: flow(sent) ?? { total: 0, perSecond: null } };
        }),
        bytesIn: flow((one) => one.bytesIn),
        bytesOut: flow((one) => one.bytesOut),
        errors: flow((one) => one.errors) ?? { total: 0, perSecond: null },
        lag: now.lag,
      };
    }),
  };
}
