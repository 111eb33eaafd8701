import type { PipelineModel } from '../model.ts';
import { group, nullable, optional, type Group, type Option } from '../options/option.ts';
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

/** The types of the options of the process. */
export type ProcessShape = {
  readonly delivery: Option<'exact' | 'dense'>;
  readonly threads: Option<number>;
  readonly buffer: Group<{
    readonly type: Option<'memory' | 'disk'>;
    readonly maxBytes: Option<number>;
    readonly maxSize: Option<number | null>;
  }>;
  readonly dataDir: Option<string | null>;
  readonly api: Group<{
    readonly enabled: Option<boolean>;
    readonly address: Option<string>;
    readonly tap: Option<boolean>;
  }>;
  readonly shutdown: Group<{ readonly timeoutSecs: Option<number> }>;
  readonly watchdog: Group<{
    readonly stuckAfterSecs: Option<number>;
    readonly maxRestarts: Option<number>;
  }>;
  readonly log: Group<{ readonly level: Option<'DEBUG' | 'INFO' | 'WARN' | 'ERROR'> }>;
};

/** The options of the process, in the order in which they are told. */
export const processOptions: ProcessShape = {
  delivery: optional(oneOf(['exact', 'dense']), 'exact'),
  threads: optional(integer(1, maxThreads), 1),
  buffer: group({
    type: optional(oneOf(['memory', 'disk']), 'memory'),
    maxBytes: optional(integer(minBufferBytes, 64 * 1024 ** 3), 64 * 1024 * 1024),
    maxSize: nullable(integer(minDiskBytes, 1024 ** 5)),
  }),
  dataDir: nullable(text('an absolute path', /^(?:\/|[A-Za-z]:[\\/])[^\0]*$/)),
  api: group({
    enabled: optional(flag(), true),
    address: optional(hostAndPort, '127.0.0.1:8686'),
    tap: optional(flag(), false),
  }),
  shutdown: group({
    timeoutSecs: optional(integer(1, 3600), 180),
  }),
  watchdog: group({
    stuckAfterSecs: optional(integer(0, 86_400), 900),
    maxRestarts: optional(integer(1, 1000), 10),
  }),
  log: group({
    level: optional(oneOf(['DEBUG', 'INFO', 'WARN', 'ERROR']), 'INFO'),
  }),
};

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
  });
  const { address } = values.api;
  const colon = address.lastIndexOf(':');
  return {
    ...values,
    api: {
      enabled: values.api.enabled,
      host: address.slice(0, colon).replace(/^\[|\]$/g, ''),
      port: Number(address.slice(colon + 1)),
      tap: values.api.tap,
    },
  };
}
