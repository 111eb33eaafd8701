import type { Condition, RemapFunction } from './model.ts';
import type { MergeStrategy } from './reduce/strategies.ts';

/** A remap that is written in VRL, Vector's language, and compiled with the pipeline. */
export type VrlProgram = {
  /** Drops, as dead letters, events at which the program ends in an error; they go on as they were otherwise. Default: false. */
  readonly dropOnError?: boolean;
  /** Drops events at which the program aborts. Default: true. */
  readonly dropOnAbort?: boolean;
  /** Gives what is dropped to the output `name.dropped`, with the reason under `metadata`. Default: false. */
  readonly rerouteDropped?: boolean;
  /** The zone in which functions such as `parse_timestamp` read times that have none. Default: UTC. */
  readonly timezone?: string;
} & (
  | {
      /** The program. */
      readonly source: string;
    }
  | {
      /** A file that holds it, from the folder of the pipeline file. */
      readonly file: string;
    }
);

/**
 * A transform that changes events, or replaces them.
 *
 * @example
 * const tidy = remap({
 *   inputs: ['kafka'],
 *   program: (event) => {
 *     del(event, 'topic');
 *     event['number'] = toFloat(event['number']).orReject();
 *   },
 * });
 */
export function remap<const Inputs extends readonly string[]>(options: {
  /** Names of sources, transforms, or `route.output`. */
  readonly inputs: Inputs;
  /** A pure function: no clock, no random numbers, no state, nothing asynchronous. See RemapFunction. */
  readonly program: RemapFunction;
}): { readonly type: 'remap'; readonly inputs: Inputs; readonly program: RemapFunction };
export function remap<const Inputs extends readonly string[]>(
  options: {
    /** Names of sources, transforms, or `route.output`. */
    readonly inputs: Inputs;
  } & VrlProgram,
): { readonly type: 'remap'; readonly inputs: Inputs } & VrlProgram;
export function remap(options: object): object {
  return { type: 'remap', ...options };
}

/**
 * A transform that lets through the events for which the condition holds; the others are dropped, and counted.
 *
 * @example
 * const active = filter({ inputs: ['kafka'], condition: (event) => event['state'] === 'on' });
 */
export function filter<const Inputs extends readonly string[]>(options: {
  readonly inputs: Inputs;
  readonly condition: Condition;
}): { readonly type: 'filter'; readonly inputs: Inputs; readonly condition: Condition } {
  return { type: 'filter', ...options };
}

/**
 * A transform with several outputs, wired as `name.route`: an event goes to each whose condition holds, and to
 * `name._unmatched` where none does.
 *
 * @example
 * const bySize = route({
 *   inputs: ['kafka'],
 *   routes: { large: (event) => int(event['size']).or(0) > 1000 },
 * });
 */
export function route<
  const Inputs extends readonly string[],
  const Routes extends Readonly<Record<string, Condition>>,
>(options: {
  readonly inputs: Inputs;
  readonly routes: Routes;
}): { readonly type: 'route'; readonly inputs: Inputs; readonly routes: Routes } {
  return { type: 'route', ...options };
}

/** What all transforms have that keep some events. */
interface GateOptions<Inputs extends readonly string[]> {
  /** Names of sources, transforms, or `route.output`. */
  readonly inputs: Inputs;
  /** Events for which it holds go on in any case: a function, or VRL. */
  readonly exclude?: Condition | string;
}

/** Options of `sample`. */
export type SampleOptions = (
  | {
      /** Keeps one of so many events, on average. */
      readonly rate: number;
    }
  | {
      /** Keeps this share of the events. */
      readonly ratio: number;
    }
) & {
  /** A field with a rate of the event's own. */
  readonly rateField?: string;
  /** A field with a ratio of the event's own. */
  readonly ratioField?: string;
  /** Events with the same value here are kept together, or not. Default: each is chosen by its place in the topic. */
  readonly keyField?: string;
  /** The field that gets the rate as text; null: none. Default: `sample_rate`. */
  readonly sampleRateKey?: string | null;
};

/**
 * A transform that keeps a share of the events, chosen by a hash: the same ones whenever records are processed again.
 *
 * @example
 * const some = sample({ inputs: ['kafka'], rate: 10, keyField: 'trace_id' });
 */
export function sample<const Inputs extends readonly string[]>(
  options: GateOptions<Inputs> & SampleOptions,
): { readonly type: 'sample'; readonly inputs: Inputs } & SampleOptions {
  return { type: 'sample', ...options };
}

/** Options of `dedupe`. */
export interface DedupeOptions {
  /** In which fields events are the same, or in which they need not be. */
  readonly fields: { readonly match: readonly string[] } | { readonly ignore: readonly string[] };
  /** How many events are remembered. Default: 5000. */
  readonly cache?: { readonly numEvents?: number };
  readonly timeSettings?: {
    /** For how long one is remembered, by the records' times. Default: as long as its epoch is open. */
    readonly maxAgeMs?: number;
    /** Whether one that is dropped begins that time anew. Default: false. */
    readonly refreshOnDrop?: boolean;
  };
}

/**
 * A transform that keeps one of several events that are the same, of those that one epoch has: in exact mode that is of one
 * partition, until the next objects are published.
 *
 * @example
 * const once = dedupe({ inputs: ['kafka'], fields: { match: ['id'] } });
 */
export function dedupe<const Inputs extends readonly string[]>(
  options: GateOptions<Inputs> & DedupeOptions,
): { readonly type: 'dedupe'; readonly inputs: Inputs } & DedupeOptions {
  return { type: 'dedupe', ...options };
}

/** Options of `throttle`. */
export interface ThrottleOptions {
  /** Events of one key within one window. */
  readonly threshold: number;
  /** Of the records' times. */
  readonly windowSecs: number;
  /** Text with fields in it, like `{{ host }}`: events of another key are counted by themselves. */
  readonly keyField?: string;
}

/**
 * A transform that keeps so many events of a key in a time, of those that one epoch has (see `dedupe`).
 *
 * @example
 * const calm = throttle({ inputs: ['kafka'], threshold: 100, windowSecs: 60, keyField: '{{ host }}' });
 */
export function throttle<const Inputs extends readonly string[]>(
  options: GateOptions<Inputs> & ThrottleOptions,
): { readonly type: 'throttle'; readonly inputs: Inputs } & ThrottleOptions {
  return { type: 'throttle', ...options };
}

/** Options of `reduce`, but for its conditions. */
export interface ReduceOptions {
  /** Events with the same values in these fields are of one group. Default: all events are of one. */
  readonly groupBy?: readonly string[];
  /** How the values of a field become one. Others: numbers are added up, of times the first and the last are kept, of all else the first. */
  readonly mergeStrategies?: Readonly<Record<string, MergeStrategy>>;
  /** A group ends with so many events. */
  readonly maxEvents?: number;
  /** So many groups are open at once; then the one ends that has waited longest for an event. */
  readonly maxGroups?: number;
  /** A group ends before an event that comes so long after its last one, by the records' times. Default: 30000. */
  readonly expireAfterMs?: number;
  /** And before one that comes so long after its first one. */
  readonly endEveryPeriodMs?: number;
  /** Bytes of the records that the open groups of an epoch are made of; beyond it the one ends that has waited longest. Default: 8388608. */
  readonly maxOpenBytes?: number;
}

/**
 * A transform that makes one event of several, of those that one epoch has (see `dedupe`): no group goes over its end, so
 * `batch.timeoutSecs` decides how long a group may become.
 *
 * @example
 * const requests = reduce({ inputs: ['kafka'], groupBy: ['request_id'], endsWhen: (event) => event['status'] !== undefined });
 */
export function reduce<const Inputs extends readonly string[]>(
  options: {
    /** Names of sources, transforms, or `route.output`. */
    readonly inputs: Inputs;
  } & ReduceOptions &
    ReduceConditions,
): { readonly type: 'reduce'; readonly inputs: Inputs } & ReduceOptions & ReduceConditions {
  return { type: 'reduce', ...options };
}

/** One of them, or none: a function, or VRL. */
export interface ReduceConditions {
  /** An event for which it holds begins a group. */
  readonly startsWhen?: Condition | string;
  /** An event for which it holds is the last of its group. */
  readonly endsWhen?: Condition | string;
}
