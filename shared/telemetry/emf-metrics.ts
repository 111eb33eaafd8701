import { type Counting, countEvent, type Labels } from './count-event.ts';
import type { Emit } from './events.ts';

/** Values of one metric that CloudWatch takes in a line. */
const maxValues = 100;

export interface EmfMetrics {
  readonly emit: Emit;
  /**
   * What was counted since, as lines for the log; CloudWatch makes metrics of them.
   * @param timeMs milliseconds since 1970
   */
  readonly lines: (timeMs: number) => readonly string[];
}

interface Labelled {
  readonly labels: Labels;
  readonly values: Map<string, number[]>;
}

/**
 * The container's counters for CloudWatch, in its embedded metric format: same names, labels as dimensions.
 * @param namespace null: nothing is counted
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmfMetrics(pipeline: string, namespace: string | null): EmfMetrics {
  if (namespace === null) return { emit: () => undefined, lines: () => [] };
  const counted = new Map<string, Labelled>();
  const valuesOf = (name: string, labels: Labels): number[] => {
    const key = JSON.stringify(labels);
    const at = counted.get(key) ?? { labels, values: new Map<string, number[]>() };
    counted.set(key, at);
    const values = at.values.get(`sluice_${name}`) ?? [];
    at.values.set(`sluice_${name}`, values);
    return values;
  };
  const counting: Counting = {
    add: (name, labels, by = 1) => {
      const values = valuesOf(name, labels);
      values[0] = (values[0] ?? 0) + by;
    },
    observe: (name, labels, seconds) => {
      valuesOf(name, labels).push(seconds);
    },
  };
  return {
    emit: (event) => countEvent(event, counting),
    lines: (timeMs) => {
      const lines = [...counted.values()].flatMap((each) =>
        linesOf(each, pipeline, namespace, timeMs),
      );
      counted.clear();
      return lines;
    },
  };
}

/** One, unless a metric has more values than a line may. */
function linesOf(
  { labels, values }: Labelled,
  pipeline: string,
  namespace: string,
  timeMs: number,
): readonly string[] {
  const lines: string[] = [];
  const most = Math.max(...[...values.values()].map(({ length }) => length));
  for (let from = 0; from < most; from += maxValues) {
    const part = [...values]
      .map(([name, all]) => [name, all.slice(from, from + maxValues)] as const)
      .filter(([, some]) => some.length > 0);
    const metrics = part.map(([name]) => ({ Name: name, Unit: unitOf(name) }));
    const dimensions = ['pipeline', ...Object.keys(labels)];
    lines.push(
      JSON.stringify({
        _aws: {
          Timestamp: timeMs,
          CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [dimensions], Metrics: metrics }],
        },
        pipeline,
        ...labels,
        ...Object.fromEntries(
          part.map(([name, some]) => [name, some.length === 1 ? some[0] : some]),
        ),
      }),
    );
  }
  return lines;
}

function unitOf(name: string): 'Bytes' | 'Seconds' | 'Count' {
  if (name.includes('_bytes_')) return 'Bytes';
  return name.endsWith('_seconds') ? 'Seconds' : 'Count';
}
