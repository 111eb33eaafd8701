import type { Root } from '../syntax/ast.ts';
import type { Value } from '../runtime/value.ts';
import { any, anyObject, type Kind } from './kind.ts';
import { union } from './kind-sets.ts';
import type { Local } from './typed.ts';

export interface LocalState {
  readonly local: Local;
  readonly kind: Kind;
  readonly constant: Value | undefined;
}

/** What is known at one point of a program: its variables, and what the event and its metadata hold. */
export class State {
  #locals: Map<string, LocalState>;
  #event: Kind;
  #metadata: Kind;

  constructor(
    event: Kind = anyObject,
    metadata: Kind = anyObject,
    locals?: Map<string, LocalState>,
  ) {
    this.#event = event;
    this.#metadata = metadata;
    this.#locals = locals ?? new Map();
  }

  copy(): State {
    return new State(this.#event, this.#metadata, new Map(this.#locals));
  }

  local(name: string): LocalState | undefined {
    return this.#locals.get(name);
  }

  get names(): readonly string[] {
    return [...this.#locals.keys()];
  }

  setLocal(name: string, state: LocalState): void {
    this.#locals.set(name, state);
  }

  root(root: Root): Kind {
    return root === 'event' ? this.#event : this.#metadata;
  }

  setRoot(root: Root, kind: Kind): void {
    if (root === 'event') this.#event = kind;
    else this.#metadata = kind;
  }

  /** Takes over what is known of everything, as after a block that was run for certain; its own variables are gone. */
  leave(inner: State): void {
    for (const [name, before] of this.#locals) {
      const after = inner.#locals.get(name);
      if (after !== undefined && after.local === before.local) this.#locals.set(name, after);
    }
    this.#event = inner.#event;
    this.#metadata = inner.#metadata;
  }

  /** What is known where either of two ways was taken. */
  become(one: State, other: State): void {
    const locals = new Map<string, LocalState>();
    for (const [name, first] of one.#locals) {
      const second = other.#locals.get(name);
      if (second === undefined || second.local !== first.local) continue;
      locals.set(name, {
        local: first.local,
        kind: union(first.kind, second.kind),
        constant: first.constant === second.constant ? first.constant : undefined,
      });
    }
    this.#locals = locals;
    this.#event = union(one.#event, other.#event);
    this.#metadata = union(one.#metadata, other.#metadata);
  }

  /** Whether something may be of another kind in the other state. */
  differs(other: State): boolean {
    if (this.#event !== other.#event || this.#metadata !== other.#metadata) return true;
    return [...this.#locals].some(([name, { local, kind }]) => {
      const after = other.#locals.get(name);
      return after !== undefined && after.local === local && after.kind !== kind;
    });
  }
}
