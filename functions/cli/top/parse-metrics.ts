/** One line of a page in Prometheus' text form. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads such a page; what is no sample is passed over. */
export function parseMetrics(page: string): readonly Sample[] {
  return page.split('\n').flatMap((text) => {
    const [, name, labels = '', value] = line.exec(text) ?? [];
    if (name === undefined || Number.isNaN(Number(value))) return [];
    const entries = [...labels.matchAll(label)].map(([, key = '', quoted = '']) => {
      const plain = quoted.replaceAll(/\\(.)/g, (_all, one: string) => (one === 'n' ? '\n' : one));
      return [key, plain] as const;
    });
    return [{ name, labels: new Map(entries), value: Number(value) }];
  });
}
