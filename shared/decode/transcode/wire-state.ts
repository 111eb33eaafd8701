/**
 * What the generated code and its helpers share while one message is read: second results of functions, and where
 * the output may end. One per thread, as nothing here waits.
 */
export interface WireState {
  /** Where the reading of the last varint, group or message ended. */
  at: number;
  /** The halves of the last varint. */
  low: number;
  high: number;
  /** Behind the last byte of the output. */
  limit: number;
  /** How many keys of maps are kept, see map-keys.ts. */
  mapTop: number;
  input: Buffer;
  output: Buffer;
}

export const wire: WireState = {
  at: 0,
  low: 0,
  high: 0,
  limit: 0,
  mapTop: 0,
  input: Buffer.alloc(0),
  output: Buffer.alloc(0),
};

/**
 * Thrown where a message is not as every library writes it, or is broken: the exact parser decides which. Not an Error:
 * no stack is captured.
 */
export const unusual: Readonly<Record<'unusual', true>> = { unusual: true };

/** Thrown where the output has no room left; the message is written again with more. */
export const noRoom: Readonly<Record<'noRoom', true>> = { noRoom: true };
