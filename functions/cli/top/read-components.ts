import type { Sample } from './parse-metrics.ts';

/** What a component did since its process started; null: it does not apply, or nobody can tell. */
export interface ComponentFigures {
  readonly component: string;
  readonly kind: string;
  readonly type: string;
  readonly eventsIn: number | null;
  /** By all of its outputs; of a remap by the one that has no name. */
  readonly eventsOut: number | null;
  /** Those that have a name. */
  readonly outputs: readonly OutputFigures[];
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  /** Records that could not be processed, and requests to others that had to be repeated. */
  readonly errors: number;
  /** Records that are not committed yet. */
  readonly lag: number | null;
}

/** What a component sent to one of its outputs. */
export interface OutputFigures {
  readonly output: string;
  readonly eventsOut: number;
}

/** A page of metrics as figures of components. */
export interface Figures {
  readonly pipeline: string;
  readonly version: string;
  readonly components: readonly ComponentFigures[];
  readonly heldBytes: number;
  readonly openObjects: number;
}

/**
 * Reads what every component did, in the order of the pipeline. Sources and sinks count for themselves. Of a transform
 * it is known, once a chunk, what it dropped and rejected, what it sent to each of several outputs, and how many events it
 * made of one: the rest follows from its inputs.
 */
export function readFigures(samples: readonly Sample[]): Figures {
  const page = new Page(samples);
  const infos = samples.filter(({ name }) => name === 'sluice_component_info');
  const out = new Map<string, number | null>();
  const components = infos.map(({ labels }) => {
    const component = labels.get('component') ?? '';
    const kind = labels.get('kind') ?? '';
    const type = labels.get('type') ?? '';
    const inputs = (labels.get('inputs') ?? '').split(',').filter((input) => input !== '');
    return { component, kind, type, inputs };
  });
  const names = new Set(components.map(({ component }) => component));
  const outputsOf = (component: string): readonly OutputFigures[] => {
    const read = components.flatMap(({ inputs }) =>
      inputs.flatMap((input) =>
        input.startsWith(`${component}.`) && !names.has(input)
          ? [input.slice(component.length + 1)]
          : [],
      ),
    );
    const sent = page.values('events_sent_total', { component }, 'output');
    return [...new Set([...read, ...sent])].toSorted().map((output) => ({
      output,
      eventsOut: page.sum('events_sent_total', { component, output }),
    }));
  };
  // an input may be written behind its reader
  const eventsIn = (component: string): number | null => {
    const found = components.find((one) => one.component === component);
    if (found === undefined) return null;
    if (found.kind === 'source') {
      return page.sum('records_received_total', { source: component });
    }
    return found.inputs
      .map(eventsOut)
      .reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  };
  const eventsOut = (input: string): number | null => {
    if (!names.has(input)) {
      const owner = components.find(({ component }) => input.startsWith(`${component}.`));
      if (owner === undefined) return null;
      const output = input.slice(owner.component.length + 1);
      return page.sum('events_sent_total', { component: owner.component, output });
    }
    const known = out.get(input);
    if (known !== undefined) return known;
    const left = routes.has(components.find(({ component }) => component === input)?.type ?? '')
      ? page.sum('events_sent_total', { component: input })
      : leftOf(input);
    out.set(input, left);
    return left;
  };
  /** What came in, without what did not go on there. */
  const leftOf = (component: string): number | null => {
    const given = eventsIn(component);
    // what is rejected and then dropped counts as both
    const lost =
      page.sum('records_dropped_total', { component }) -
      page.sum('records_dropped_total', { component, reason: 'rejected' }) +
      page.sum('records_rejected_total', { component }) +
      page.sum('events_sent_total', { component });
    const added = page.sum('events_added_total', { component });
    // counted at other moments of a chunk: never below nothing
    return given === null ? null : Math.max(0, given + added - lost);
  };
  return {
    pipeline: samples[0]?.labels.get('pipeline') ?? '',
    version: page.label('build_info', 'version'),
    heldBytes: page.sum('held_bytes', {}),
    openObjects: page.sum('open_objects', {}),
    components: components.map(({ component, kind, type }) => {
      const outputs = kind === 'transform' ? outputsOf(component) : [];
      const common = { component, kind, type, eventsIn: eventsIn(component), outputs };
      const rejected = page.sum('records_rejected_total', { component });
      if (kind === 'source') {
        return {
          ...common,
          eventsOut: eventsOut(component),
          bytesIn: page.sum('bytes_received_total', { source: component }),
          bytesOut: null,
          errors:
            rejected +
            page.sum('kafka_retries_total', { source: component }) +
            page.sum('schema_retries_total', { source: component }),
          lag: page.has('consumer_lag_records', component)
            ? page.sum('consumer_lag_records', { source: component })
            : null,
        };
      }
      const none = { bytesIn: null, bytesOut: null, lag: null, errors: rejected };
      if (kind !== 'sink') return { ...common, ...none, eventsOut: eventsOut(component) };
      if (type !== 'aws_s3') {
        // one that keeps nothing counts what it was given
        return {
          ...common,
          ...none,
          eventsOut: page.sum('events_shown_total', { sink: component }),
        };
      }
      return {
        ...common,
        ...none,
        eventsOut: page.sum('records_stored_total', { sink: component }),
        bytesIn: page.sum('bytes_stored_total', { sink: component, form: 'raw' }),
        bytesOut: page.sum('bytes_stored_total', { sink: component, form: 'stored' }),
        errors: rejected + page.sum('store_retries_total', { sink: component }),
      };
    }),
  };
}

const routes: ReadonlySet<string> = new Set(['route', 'exclusive_route']);

class Page {
  readonly #samples: readonly Sample[];

  constructor(samples: readonly Sample[]) {
    this.#samples = samples;
  }

  sum(name: string, wanted: Readonly<Record<string, string>>): number {
    const labels = Object.entries(wanted);
    let sum = 0;
    for (const sample of this.#samples) {
      if (sample.name !== `sluice_${name}`) continue;
      if (labels.every(([label, value]) => sample.labels.get(label) === value)) sum += sample.value;
    }
    return sum;
  }

  /** The values that a label has. */
  values(name: string, wanted: Readonly<Record<string, string>>, label: string): string[] {
    const labels = Object.entries(wanted);
    return this.#samples.flatMap((sample) => {
      const isWanted =
        sample.name === `sluice_${name}` &&
        labels.every(([key, value]) => sample.labels.get(key) === value);
      return isWanted ? [sample.labels.get(label) ?? ''] : [];
    });
  }

  /** Whether something of the source is told at all. */
  has(name: string, source: string): boolean {
    return this.#samples.some(
      (one) => one.name === `sluice_${name}` && one.labels.get('source') === source,
    );
  }

  label(name: string, label: string): string {
    return this.#samples.find((one) => one.name === `sluice_${name}`)?.labels.get(label) ?? '';
  }
}
