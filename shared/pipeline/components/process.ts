import type { PipelineModel } from '../model.ts';
import { group, nullable, optional, type Shape, type Values } from '../options/option.ts';
import { readOptions, type ReadContext } from '../options/read-options.ts';
import { flag, integer, oneOf, text } from '../options/value.ts';
import { hostAndPort } from './values.ts';

/**
 * Less than this and one answer of a broker at its default size (8 MiB), the one fetched ahead of it, the object being
 * filled and the one being published do not fit together: the consumer would cut objects of a few events without end.
 */
const minBufferBytes: number = 32 * 1024 * 1024;

/** More than any machine that reads one topic has cores; a larger number is a mistake. */
const maxThreads = 64;

/** Vector's floor is 256 MiB. Less than this and the size of single objects decides, not the buffer's. */
const minDiskBytes: number = 64 * 1024 * 1024;

const shape = {
  delivery: optional(oneOf(['exact', 'dense']), 'exact', {
    meaning:
      '`exact`: each record is in the lake exactly once; objects are of one Kafka partition. `dense`: the partitions of one consumer share objects: fewest files, at least once.',
  }),
  threads: optional(integer(1, maxThreads), 1, {
    meaning:
      'Consumers in one process, each a member of the group; they share the buffer and one metrics page.',
    vector: 'VECTOR_THREADS (all cores)',
  }),
  buffer: group({
    type: optional(oneOf(['memory', 'disk']), 'memory', {
      meaning:
        'Where open objects are kept. `disk`: in `dataDir`, so that they may be larger than memory, and a process that was killed goes on with them. What is on the disk alone is never committed.',
      vector: "each sink's buffer.type",
    }),
    maxBytes: optional(integer(minBufferBytes, 64 * 1024 ** 3), 64 * 1024 * 1024, {
      meaning:
        'Bytes that fetched records and open objects of the whole process may hold; fetching stops above it.',
      vector: "each sink's buffer.max_events (500), and nothing for all",
    }),
    maxSize: nullable(integer(minDiskBytes, 1024 ** 5), {
      meaning:
        "Bytes that open objects may take in `dataDir`, with `type: 'disk'`; fetching stops near it.",
      vector: "each sink's buffer.max_size",
    }),
  }),
  dataDir: nullable(text('an absolute path', /^(?:\/|[A-Za-z]:[\\/])[^\0]*$/), {
    meaning:
      "Where `buffer.type: 'disk'` keeps its files: a directory of one process of one pipeline.",
    vector: 'data_dir (/var/lib/vector/)',
  }),
  api: group({
    enabled: optional(flag(), true, {
      meaning: 'The HTTP server for `/metrics`, `/healthz` and `/readyz`.',
      vector: 'api.enabled (false)',
    }),
    address: optional(hostAndPort, '127.0.0.1:8686', {
      meaning: 'Where it listens; port 0 takes a free one.',
      vector: 'api.address',
    }),
  }),
  shutdown: group({
    timeoutSecs: optional(integer(1, 3600), 180, {
      meaning: 'How long a stop may take until the rest is left to be read again, seconds.',
      vector: '--graceful-shutdown-limit-secs (60)',
    }),
  }),
  watchdog: group({
    stuckAfterSecs: optional(integer(0, 86_400), 900, {
      meaning:
        'Ends the process after so long without progress although there is work, seconds; 0: never.',
    }),
    maxRestarts: optional(integer(1, 1000), 10, {
      meaning: 'Ends the process after so many failed rejoins within ten minutes without a commit.',
    }),
  }),
  log: group({
    level: optional(oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR']), 'INFO', {
      meaning: 'The least that is logged.',
      vector: 'VECTOR_LOG',
    }),
  }),
};

/** The options of the process, in the order in which they are told. */
export const processOptions: Shape = shape;

export type ProcessModel = Pick<
  PipelineModel,
  'delivery' | 'threads' | 'buffer' | 'dataDir' | 'api' | 'shutdown' | 'watchdog' | 'log'
>;

/** Reads what concerns the process as a whole. `others` are the names at the top that are read elsewhere. */
export function readProcess(
  raw: unknown,
  others: readonly string[],
  context: ReadContext,
): ProcessModel {
  const values = readOptions(processOptions, raw, '', context, {
    names: others,
    unsupported: {},
  }) as Values<typeof shape>;
  const { address } = values.api;
  const colon = address.lastIndexOf(':');
  return {
    ...values,
    api: {
      enabled: values.api.enabled,
      host: address.slice(0, colon).replace(/^\[|\]$/g, ''),
      port: Number(address.slice(colon + 1)),
    },
  };
}
