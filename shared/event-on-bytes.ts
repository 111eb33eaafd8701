import type { FieldPath } from './field-path.ts';
import type { Event } from './transform/model.ts';

/**
 * The event under way, where it is not an object but bytes of which only what is asked for is decoded. Whoever holds
 * its `event` can use it as an object; the functions given to transforms ask here, which costs less.
 */
export interface CurrentEvent {
  /** What a transform has in its hands. */
  readonly event: object;
  /** An own field; undefined where there is none. */
  readonly field: (name: string) => unknown;
  /** What is at a path, without making objects of what lies on the way. */
  readonly valueAt: (path: FieldPath) => unknown;
  readonly set: (name: string, value: unknown) => void;
  /** Nothing happens where there is none. */
  readonly remove: (name: string) => void;
  /** Gives a field another name, as it is; nothing happens where there is none. */
  readonly move: (from: string, to: string) => void;
  /** The whole event as `JSON.stringify` would have it. */
  readonly encodeJson: () => string;
  /** The same as the event `{ message }`, whose text is made for whoever looks at it; valid until the next one is encoded. */
  readonly encodeAsEvent: () => Event;
}

/** All code between decoding and encoding is synchronous, so one is enough. Null: it is an object. */
export const eventOnBytes: { current: CurrentEvent | null } = { current: null };
