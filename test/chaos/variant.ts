import type { S3Address } from '../../infra/local/addresses.ts';
import { sinkStore } from '../support/scenario.ts';
import { answerMs, sessionMs } from './faults/fault.ts';

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
  readonly dense: boolean;
}

const layouts = {
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
    dense,
  };
}

/** What a variant has that not every round has, for counting. */
export function featuresOf(variant: Variant): string[] {
  const { places, layout, compression, transactions, compacted, scarceMemory } = variant;
  return [
    places.length === 1 ? 'one sink' : `${places.length} sinks`,
    layout,
    compression,
    ...(transactions ? ['transactions'] : []),
    ...(compacted ? ['compacted'] : []),
    ...(scarceMemory ? ['scarce memory'] : []),
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

export interface Surroundings {
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly groupId: string;
  readonly bucket: { readonly name: string };
  readonly s3: S3Address;
  /** Options of the pipeline over all others, by `--with`. */
  readonly extra: object;
}

/**
 * The pipeline of one consumer.
 * @param rules how often the pipeline has been changed: every other time objects are smaller, and otherwise compressed
 */
export function definitionOf(
  variant: Variant,
  { bootstrapServers, topic, groupId, bucket, s3, extra }: Surroundings,
  { clientId, endpoint, rules }: { clientId: string; endpoint: string; rules: number },
): object {
  const changed = rules % 2 === 1;
  const { places, layout, compression, timeoutSecs, scarceMemory, dense } = variant;
  const most = scarceMemory ? 1_000_000 : 150_000;
  const otherwise = compression === 'gzip' ? 'zstd' : 'gzip';
  const source = {
    type: 'kafka',
    bootstrapServers,
    topics: topic,
    groupId,
    clientId,
    sessionTimeoutMs: sessionMs,
    heartbeatIntervalMs: 300,
    rebalanceTimeoutMs: 6_000,
    socketTimeoutMs: answerMs,
    // as long as a broker takes to start on a busy machine: one that starts meanwhile waits for it
    connectTimeoutMs: 30_000,
    onRejection: { keyPrefix: deadPlace },
    // small answers have more boundaries; large ones use memory up
    fetch: scarceMemory ? { maxBytes: 8_388_608 } : { maxPartitionBytes: 65_536 },
  };
  const sink = (place: string): object => ({
    type: 'aws_s3',
    inputs: ['kafka'],
    ...sinkStore(bucket, s3, endpoint),
    keyPrefix: `${place}${layouts[layout]}`,
    compression: changed ? otherwise : compression,
    batch: { maxBytes: changed ? most / 2 : most, timeoutSecs },
  });
  const definition = {
    name: 'chaos',
    ...(dense ? { delivery: 'dense' } : {}),
    ...(scarceMemory ? { buffer: { maxBytes: 33_554_432 } } : {}),
    sources: { kafka: source },
    sinks: Object.fromEntries(places.map((place, index) => [`s3-${index}`, sink(place)])),
    api: { enabled: true, address: '${API_ADDRESS}' },
    log: { level: 'DEBUG' },
  };
  return merge(definition, extra) as object;
}

/** The second over the first, group by group; the name `*` stands for all that are there. */
function merge(base: unknown, over: unknown): unknown {
  if (!isGroup(base) || !isGroup(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    for (const each of name === '*' ? Object.keys(base) : [name]) {
      merged[each] = merge(merged[each], value);
    }
  }
  return merged;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
