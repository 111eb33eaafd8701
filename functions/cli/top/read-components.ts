import type { Sample } from './parse-metrics.ts';

/** What a component did since its process started; null: it does not apply, or nobody can tell. */
export interface ComponentFigures {
  readonly component: string;
  readonly kind: string;
  readonly type: string;
  readonly eventsIn: number | null;
  readonly eventsOut: number | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  /** Records that could not be processed, and requests to others that had to be repeated. */
  readonly errors: number;
  /** Records that are not committed yet. */
  readonly lag: number | null;
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
 * it is known what it dropped and rejected, once a chunk, so that its events follow from those of its inputs: what went to
 * each of several outputs does not, nor anything behind that.
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
  const eventsOut = (output: string): number | null => {
    const known = out.get(output);
    if (known !== undefined) return known;
    const found = components.find((one) => one.component === output);
    // which of several outputs took how many is not counted
    const isSplit = components.some(({ inputs }) => inputs.includes(`${output}.dropped`));
    const isKnown = found !== undefined && !routes.has(found.type) && !isSplit;
    const given = isKnown ? eventsIn(output) : null;
    // what is rejected and then dropped counts as both
    const lost =
      page.sum('records_dropped_total', { component: output }) -
      page.sum('records_dropped_total', { component: output, reason: 'rejected' }) +
      page.sum('records_rejected_total', { component: output });
    // counted at other moments of a chunk: never below nothing
    const left = given === null ? null : Math.max(0, given - lost);
    out.set(output, left);
    return left;
  };
  return {
    pipeline: samples[0]?.labels.get('pipeline') ?? '',
    version: page.label('build_info', 'version'),
    heldBytes: page.sum('held_bytes', {}),
    openObjects: page.sum('open_objects', {}),
    components: components.map(({ component, kind, type }) => {
      const common = { component, kind, type, eventsIn: eventsIn(component) };
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
