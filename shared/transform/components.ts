import type { Condition, RemapFunction } from './model.ts';

/** A remap that is written in VRL, Vector's language, and compiled with the pipeline. */
export type VrlProgram = {
  /** Drops, as dead letters, events at which the program ends in an error; they go on as they were otherwise. Default: false. */
  readonly dropOnError?: boolean;
  /** Drops events at which the program aborts. Default: true. */
  readonly dropOnAbort?: boolean;
  /** Gives what is dropped to the output `name.dropped`, with the reason under `metadata`. Default: false. */
  readonly rerouteDropped?: boolean;
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
