/**
 * A number that JavaScript would not write back as it came (`1.0`, integers beyond 2^53, `1e400`): what
 * `JSON.rawJSON(text)` gives. `JSON.stringify` writes it as it is.
 */
export interface RawNumber {
  readonly rawJSON: string;
}

/**
 * What a field may hold. Closed, so that a `Fallible` put into an event does not compile. `undefined` leaves the field
 * out, a `Date` is written as RFC 3339, a `bigint` as a JSON integer.
 */
export type EventValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Date
  | RawNumber
  | EventValue[]
  | { [field: string]: EventValue };

/** A decoded record: its fields and its metadata. Plain data; a transform changes it in place. */
export type Event = Record<string, EventValue>;

/** What a transform may know beside the event. Nothing here differs when the record is processed again. */
export interface EventContext {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The record's time, milliseconds since 1970. */
  readonly timestampMs: number;
  /** When the epoch of the record was opened, milliseconds since 1970: what `now()` is. */
  readonly openedAtMs: number;
}

/**
 * A user's function over one event. It changes the event in place and returns nothing, or returns what replaces it: an
 * object, or a string, which becomes the event `{ message }` as in Vector; or an array of these, each of which goes on as
 * an event of its own (none: the event is dropped). It must be a pure function of its arguments: records are processed
 * again after a crash.
 */
export type RemapFunction = (
  event: Event,
  context: EventContext,
) => Event | string | readonly (Event | string)[] | void;

/** What a generated program is told besides. */
export interface ProgramContext extends EventContext {
  /** The field that has the record's own time, which is a time to VRL and not text; null: none has. */
  readonly timestampField: string | null;
  /** Of one of several events of a record, its place among them, see Rejection.events; empty: it is the only one. */
  readonly place: string;
}

/** What a generated program gives where it drops the event on purpose. */
export const dropped: unique symbol = Symbol('dropped');

/** What a generated program gives where the event goes to the output `dropped`, with the reason in it. */
export class Rerouted {
  readonly event: Event;
  constructor(event: Event) {
    this.event = event;
  }
}

/** A remap as the engine runs it: a user's function, or a program of VRL's. */
export type RemapProgram = (
  event: Event,
  context: ProgramContext,
) => Event | string | readonly (Event | string)[] | void | typeof dropped | Rerouted;

export type Condition = (event: Event, context: EventContext) => boolean;

/** A condition that may have been compiled from a program: what tells that from another is in `source`. */
export type NamedCondition = ((event: Event, context: ProgramContext) => boolean) & {
  readonly source?: string;
};

/**
 * What a remap does to an event without looking into its payload, found by running it once on a recording event.
 * Such a pipeline stays on bytes. Applied in order.
 */
export type FieldOperation =
  | { readonly kind: 'delete'; readonly field: string }
  | {
      readonly kind: 'set';
      readonly field: string;
      readonly value: string | number | boolean | null;
    }
  /** The whole event becomes a string of JSON under `message`; always the last operation. */
  | { readonly kind: 'encode_json' };

export interface RemapModel {
  readonly type: 'remap';
  readonly inputs: readonly string[];
  readonly program: RemapProgram;
  /** Of VRL's program: what tells two apart; null: the text of the function does. */
  readonly source: string | null;
  /** It has an output `dropped` beside its own. */
  readonly rerouteDropped: boolean;
  /** Null: the program reads the event, so an object has to be built for it. */
  readonly operations: readonly FieldOperation[] | null;
  /** Fields of which it can see nothing: their values need not be made. */
  readonly deletedFirst: readonly string[];
  /** The first thing that it looks at are the names of all fields. */
  readonly listsFirst: boolean;
}

export interface FilterModel {
  readonly type: 'filter';
  readonly inputs: readonly string[];
  readonly condition: NamedCondition;
}

export interface RouteModel {
  readonly type: 'route';
  readonly inputs: readonly string[];
  /** Each event goes to every output whose condition holds; to `_unmatched` where none does. */
  readonly routes: ReadonlyMap<string, NamedCondition>;
  /** It goes to the first alone. */
  readonly exclusive: boolean;
}

/** Whether an event goes on. It may remember events. */
export type Gate = (event: Event, context: ProgramContext) => boolean;

export interface GateModel {
  readonly type: 'sample' | 'dedupe' | 'throttle';
  readonly inputs: readonly string[];
  /** Events for which it holds go on in any case; null: there are none. */
  readonly exclude: NamedCondition | null;
  /** All else that decides what it lets through, as text. */
  readonly rules: string;
  /** One that remembers nothing: with each epoch it begins anew, so that an epoch that is done again comes out the same. */
  readonly open: () => Gate;
}

/** What an event was made of, as far as a reduce has to know: how much is held for it. */
export interface Origin {
  readonly bytes: number;
}

/** A group that is at its end: the event that it makes, and all that went into it. */
export interface EndedGroup<O extends Origin> {
  readonly event: Event;
  /** Of its first event: its place in the topic, its time. */
  readonly context: ProgramContext;
  /** How many events it was made of. */
  readonly events: number;
  /** What it counted. */
  readonly bytes: number;
  readonly origins: readonly O[];
}

/** The groups of a reduce that are open. */
export interface Groups<O extends Origin> {
  /** What they count, with all that they are made of. */
  readonly heldBytes: number;
  /** Takes an event; the groups that end by it, in order. */
  readonly add: (
    event: Event,
    context: ProgramContext,
    is: { readonly starts: boolean; readonly ends: boolean },
    origins: readonly O[],
  ) => readonly EndedGroup<O>[];
  /** Ends all that are left, one after the other. */
  readonly end: () => Iterable<EndedGroup<O>>;
}

export interface ReduceModel {
  readonly type: 'reduce';
  readonly inputs: readonly string[];
  /** An event for which it holds is the first of its group; null: none says so. */
  readonly startsWhen: NamedCondition | null;
  /** The last of its group. */
  readonly endsWhen: NamedCondition | null;
  /** All that decides what it makes, as text: its conditions, too. */
  readonly rules: string;
  /** No groups: with each epoch they begin anew. */
  readonly open: <O extends Origin>() => Groups<O>;
}

export type TransformModel = RemapModel | FilterModel | RouteModel | GateModel | ReduceModel;

/** Whether a transform remembers events. */
export function remembers({ type }: TransformModel): boolean {
  return type === 'dedupe' || type === 'throttle' || type === 'reduce';
}

/**
 * Thrown by `.orReject()` to leave the user's function; the engine turns it into a Rejection of that event alone.
 * Not an Error: no stack is captured, it is thrown per bad record.
 */
export class Reject {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}
