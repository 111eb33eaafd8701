import type { Emit } from '../../telemetry/events.ts';

/** One of the outputs of a component; whoever sends events there counts them. */
export interface OutputCounter {
  events: number;
}

interface Counted extends OutputCounter {
  readonly component: string;
  /** Null: events beyond the first that one event became. */
  readonly output: string | null;
}

/**
 * What components sent to each of several outputs, and made of one event: what nobody can tell from what they were given and
 * what they left out. Branches on bytes have neither, and count nothing.
 */
export class SentEvents {
  readonly #counters: Counted[] = [];

  counter(component: string, output: string | null): OutputCounter {
    const counter = { component, output, events: 0 };
    this.#counters.push(counter);
    return counter;
  }

  /** Tells what was counted since the last call: once a chunk. */
  report(emit: Emit): void {
    for (const counter of this.#counters) {
      const { component, events, output } = counter;
      if (events === 0) continue;
      counter.events = 0;
      emit({ name: 'events_sent', component, output, events });
    }
  }
}
