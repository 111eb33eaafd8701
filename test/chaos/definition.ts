import type { S3Address } from '../../infra/local/addresses.ts';
import { sinkStore } from '../support/scenario.ts';
import { answerMs, sessionMs } from './faults/fault.ts';
import { deadPlace, layouts, type Variant } from './variant.ts';

export interface Surroundings {
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly groupId: string;
  readonly bucket: { readonly name: string };
  readonly s3: S3Address;
  /** The folder for files. */
  readonly files: string;
  /** Options of the pipeline over all others, by `--with`. */
  readonly extra: object;
}

/**
 * The pipeline of one consumer.
 * @param rules how often the pipeline has been changed: every other time objects are smaller, otherwise compressed, and
 * groups of other events
 */
export function definitionOf(
  variant: Variant,
  { bootstrapServers, topic, groupId, bucket, s3, files, extra }: Surroundings,
  { clientId, endpoint, rules }: { clientId: string; endpoint: string; rules: number },
): object {
  const changed = rules % 2 === 1;
  const { places, layout, compression, timeoutSecs, scarceMemory, dense, reduced } = variant;
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
  const inputs = [reduced ? 'checked' : 'kafka'];
  const sink = (place: string): object => ({
    type: 'aws_s3',
    inputs,
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
    ...(reduced ? { transforms: reducing(changed) } : {}),
    sinks: {
      ...Object.fromEntries(places.map((place, index) => [`s3-${index}`, sink(place)])),
      ...(variant.files === null ? {} : { files: fileSink(inputs, files, variant.files) }),
    },
    api: { enabled: true, address: '${API_ADDRESS}' },
    log: { level: 'DEBUG' },
  };
  return merge(definition, extra) as object;
}

/** Groups that end by their size, by their records' times and for want of room, and each with the rest of its epoch. */
function reducing(changed: boolean): object {
  const groups = {
    groupBy: ['group'],
    mergeStrategies: { partition: 'array', offset: 'array', number: 'array', pad: 'discard' },
    maxEvents: changed ? 13 : 20,
    expireAfterMs: 120_000,
    maxOpenBytes: 65_536,
  };
  return {
    grouped: { inputs: ['kafka'], reduce: groups },
    checked: { inputs: ['grouped'], program: 'withoutPoison' },
  };
}

/** Files that all consumers append to, some of them at the same time. */
function fileSink(inputs: readonly string[], folder: string, compression: string): object {
  const path = `${folder}/%H-{{ group }}.ndjson`;
  return { type: 'file', inputs, path, compression, idleTimeoutSecs: 1 };
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
