/** What one scrape said. */
export interface Samples {
  /** The sum over all samples of this name whose labels hold these values; 0 where there is none. */
  readonly sum: (name: string, labels?: Readonly<Record<string, string>>) => number;
  /** How many samples of this name there are. */
  readonly count: (name: string) => number;
  readonly max: (name: string) => number;
}

interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const comment =
  /^# (?:HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (?:counter|gauge|histogram|summary|untyped))$/;
const sample = /^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/;
const label = /(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;

/** Reads Prometheus' text form, by a way of its own. @throws where a line is not of that form */
export function parseMetrics(text: string): Samples {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || comment.test(line)) continue;
    const { name, labels, value } = sample.exec(line)?.groups ?? {};
    // prom-client writes 'Nan', which Prometheus reads as well
    const isNaN = value?.toLowerCase() === 'nan';
    const number = isNaN ? NaN : Number(value?.replace('Inf', 'Infinity'));
    if (name === undefined || (Number.isNaN(number) && !isNaN)) {
      throw new Error(`not a line of the exposition format: ${line}`);
    }
    samples.push({ name, labels: parseLabels(labels ?? '', line), value: number });
  }
  const of = (name: string): Sample[] => samples.filter((each) => each.name === name);
  return {
    sum: (name, labels = {}) =>
      of(name)
        .filter((each) => Object.entries(labels).every(([key, is]) => each.labels.get(key) === is))
        .reduce((sum, { value }) => sum + value, 0),
    count: (name) => of(name).length,
    max: (name) => Math.max(...of(name).map(({ value }) => value)),
  };
}

function parseLabels(text: string, line: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  let end = 0;
  for (const match of text.matchAll(label)) {
    labels.set(match.groups?.['name'] ?? '', match.groups?.['value'] ?? '');
    end = match.index + match[0].length;
  }
  if (end !== text.length) throw new Error(`labels that cannot be read: ${line}`);
  return labels;
}
