import {
  dropped,
  type Event,
  type ProgramContext,
  Reject,
  type RemapProgram,
  type Rerouted,
} from '../../model.ts';
import { programLines } from '../../../program-lines.ts';
import { times } from './event.ts';
import type { CallContext, Variables } from './call-context.ts';
import { ProgramLog } from './program-log.ts';
import { randomOf } from './random.ts';
import { Stop } from './stop.ts';
import { Timestamp } from './timestamp.ts';

/** What becomes of an event whose program did not come to its end. Vector's options of the same names. */
export interface RemapEnds {
  readonly dropOnAbort: boolean;
  readonly dropOnError: boolean;
  /** What is dropped goes to the output `dropped`; null: it does not. */
  readonly reroute: Reroute | null;
}

/** Makes of an event that was dropped what the output `dropped` gets. */
export type Reroute = (event: Event, stop: Stop) => Rerouted;

/** What a program over events is told. */
export type EventCallContext = CallContext & Pick<ProgramContext, 'timestampField'>;

/** The same program with its times as times in the event: for other transforms, and for sinks that write them as numbers. */
export function keepingTimes(program: EventProgram): EventProgram {
  return (event, context) => {
    times.areKept = true;
    try {
      return program(event, context);
    } finally {
      times.areKept = false;
    }
  };
}

/** The same program with the variables that it names. */
export function withVariables<Result>(
  program: (event: Event, context: EventCallContext) => Result,
  variables: Variables,
): (event: Event, context: EventCallContext) => Result {
  return (event, context) => program(event, Object.assign(context, { variables }));
}

/** A program that was generated for events: it changes the event, or returns what replaces it, or why it stopped. */
export type EventProgram = (
  event: Event,
  context: EventCallContext,
) => Event | readonly Event[] | string | undefined | Stop;

/**
 * A generated program as the transform that the engine runs. Where it stopped, the event is as it was: it is dropped or
 * goes on so; what is dropped because of an error is rejected, so that it becomes a dead letter.
 */
export function remapOf(
  program: EventProgram,
  { dropOnAbort, dropOnError, reroute }: RemapEnds,
): RemapProgram {
  return (event, context) => {
    const result = program(event, new RecordContext(context));
    if (!(result instanceof Stop)) return result;
    const isDropped = result.kind === 'abort' ? dropOnAbort : dropOnError;
    if (isDropped && reroute !== null) return reroute(event, result);
    if (result.kind === 'abort') return dropOnAbort ? dropped : undefined;
    if (dropOnError) throw new Reject(result.message ?? 'an error');
    return undefined;
  };
}

const programLog = new ProgramLog((level, message, keys) => {
  if (programLines.write !== null) programLines.write(level, message, keys);
  // oxlint-disable-next-line no-console -- a tool's
  else console.log(JSON.stringify({ level: level.toUpperCase(), message, ...keys }));
});

const noVariables: Variables = {};

/** Made for each event, so it makes nothing that nobody asks for. */
export class RecordContext implements EventCallContext {
  readonly #context: ProgramContext;
  readonly timestampField: string | null;
  variables: Variables = noVariables;
  #random: (() => number) | null = null;

  constructor(context: ProgramContext) {
    this.#context = context;
    this.timestampField = context.timestampField;
  }

  get now(): Timestamp {
    return new Timestamp(this.#context.openedAtMs, 0);
  }

  get random(): () => number {
    this.#random ??= randomOf(this.#context);
    return this.#random;
  }

  log(level: string, message: string, limitSeconds: number): void {
    programLog.log(level, message, limitSeconds);
  }
}
