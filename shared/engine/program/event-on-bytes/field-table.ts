import { keySlot } from '../../../decode/json/key-slot.ts';

/** What is known of a field in the event under way. */
export type FieldState = 0 | 1 | 2 | 3 | 4;
export const isAbsent = 0;
/** It stands in the payload, and nobody has had it in hands. */
export const isUntouched = 1;
/** It holds what the program gave it, or what was handed out and may have been changed since. */
export const isValue = 2;
/** It holds bytes of the payload that stood in another field. */
export const isMoved = 3;
/** A piece of metadata that nobody has looked at. */
export const isMetadata = 4;

/** A field by its name. What it says of an event is of the one with the number `event`. */
export interface Field {
  readonly name: string;
  readonly bytes: Buffer;
  /** `"name":`, as it is written. */
  readonly label: Buffer;
  /** See `keySlot`. */
  readonly slot: number;
  /** The one that was asked for next, after this one: programs ask in the same order for each event. */
  next: Field | null;
  event: number;
  state: FieldState;
  /** It stands in the list of what is written behind the payload's own. */
  isListed: boolean;
  /** Index of its member in the payload; -1 where it has none. */
  member: number;
  value: unknown;
  /** Of moved bytes, where they stand; of metadata, its index among the added fields. */
  start: number;
  end: number;
}

const maxFields = 4096;
const quote = 0x22;

/** The fields that a program has asked for, each made once. */
export class FieldTable {
  /** Fields that are never forgotten, by their places in the list of names. */
  readonly kept: readonly Field[];
  readonly #fields = new Map<string, Field>();
  /** Before the first one. */
  readonly #root = fieldOf('');
  #last: Field = this.#root;

  /** @param kept may hold a name twice */
  constructor(kept: readonly string[]) {
    this.kept = kept.map((name) => this.of(name));
  }

  /**
   * What is asked for next is asked for first in an event. More names than a program has are made up by it, from event to
   * event; they are forgotten, and change nothing for the events that follow.
   */
  begin(): void {
    this.#last = this.#root;
    if (this.#fields.size < maxFields) return;
    this.#fields.clear();
    this.#root.next = null;
    for (const field of this.kept) {
      field.next = null;
      this.#fields.set(field.name, field);
    }
  }

  of(name: string): Field {
    const guess = this.#last.next;
    if (guess !== null && guess.name === name) {
      this.#last = guess;
      return guess;
    }
    let field = this.#fields.get(name);
    if (field === undefined) {
      field = fieldOf(name);
      this.#fields.set(name, field);
    }
    this.#last.next = field;
    this.#last = field;
    return field;
  }
}

/** A field that nothing is known of yet. */
function fieldOf(name: string): Field {
  const bytes = Buffer.from(name);
  return {
    name,
    bytes,
    label: Buffer.from(`${JSON.stringify(name)}:`),
    slot: keySlot(bytes[0] ?? quote, bytes.at(-1) ?? quote, bytes.length),
    next: null,
    event: -1,
    state: isAbsent,
    isListed: false,
    member: -1,
    value: undefined,
    start: 0,
    end: 0,
  };
}
