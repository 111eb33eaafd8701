/** What the records of a round are, and how the pipeline treats them. */
export interface Variant {
  /** Where the sinks write. */
  readonly places: readonly string[];
  readonly layout: Layout;
  readonly compression: string;
  readonly timeoutSecs: number;
  readonly transactions: boolean;
  /** The topic keeps the last record of each key only. */
  readonly compacted: boolean;
  /** More open objects than the smallest budget holds. */
  readonly scarceMemory: boolean;
  /** Records become events of several of them. */
  readonly reduced: boolean;
  /** How the files are packed that all consumers append the same events to; null: there are none. */
  readonly files: 'none' | 'gzip' | 'zstd' | null;
  readonly dense: boolean;
}

export const layouts = {
  /** Most epochs are one object, which has no record of its own. */
  'one prefix': '',
  'by hour': 'hour=%H/',
  'by minute': 'time=%H-%M/',
  'by field': 'group={{ group }}/',
} as const;

type Layout = keyof typeof layouts;

/** Where dead letters go. */
export const deadPlace = 'dead/';

/** @param draw takes one of the values, each equally often over the rounds */
export function variantOf(
  draw: <T>(name: string, values: readonly T[]) => T,
  dense: boolean,
): Variant {
  const scarceMemory = draw('memory', [true, false, false, false, false]);
  const layout = draw<Layout>('layout', ['one prefix', 'by hour', 'by minute', 'by field']);
  // many objects at a time want more of it
  const many = layout === 'by minute' || layout === 'by field';
  const timeoutSecs = draw('timeout', many ? [2, 3] : [1, 2]);
  const compression = draw('compression', ['none', 'gzip', 'zstd']);
  const places = draw('sinks', [['raw/', 'copy/'], ['raw/'], ['raw/']]);
  return {
    // it takes many objects to need much memory with few records
    places: scarceMemory ? ['raw/', 'copy/'] : places,
    layout: scarceMemory ? 'by minute' : layout,
    timeoutSecs: scarceMemory ? 5 : timeoutSecs,
    // what is compressed is small, but only when a quarter of a megabyte has come together
    compression: scarceMemory ? draw('compression', ['gzip', 'zstd']) : compression,
    transactions: draw('transactions', [true, false, false]),
    compacted: draw('compacted', [true, false, false, false]),
    scarceMemory,
    reduced: draw('reduced', [true, false, false]),
    files: draw('files', ['none', 'gzip', 'zstd', null, null, null]),
    dense,
  };
}

/** What a variant has that not every round has, for counting. */
export function featuresOf(variant: Variant): string[] {
  const { places, layout, compression, transactions, compacted, scarceMemory, reduced, files } =
    variant;
  return [
    places.length === 1 ? 'one sink' : `${places.length} sinks`,
    layout,
    compression,
    ...(transactions ? ['transactions'] : []),
    ...(compacted ? ['compacted'] : []),
    ...(scarceMemory ? ['scarce memory'] : []),
    ...(reduced ? ['reduced'] : []),
    ...(files === null ? [] : [files === 'none' ? 'files' : `files of ${files}`]),
  ];
}

/** Topic configuration: small segments, so that there is something to compact within seconds. */
export function topicConfigOf({ compacted }: Variant): Readonly<Record<string, string>> {
  if (!compacted) return {};
  return {
    'cleanup.policy': 'compact',
    'segment.ms': '4000',
    'min.cleanable.dirty.ratio': '0.01',
    'max.compaction.lag.ms': '1000',
  };
}
