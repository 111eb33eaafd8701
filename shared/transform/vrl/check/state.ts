import type { Root } from '../syntax/ast.ts';
import type { Value } from '../runtime/value.ts';
import { anyObject, type Kind } from './kind.ts';
import { union } from './kind-sets.ts';
import type { Local } from './typed.ts';

export interface LocalState {
  readonly local: Local;
  readonly kind: Kind;
  readonly constant: Value | undefined;
}

/** What is known at one point of a program: its variables, and what the event and its metadata hold. */
export class State {
  /** Never changed: most copies of a state stay as they are, and those share it. */
  #locals: ReadonlyMap<string, LocalState>;
  #event: Kind;
  #metadata: Kind;

  constructor(
    event: Kind = anyObject,
    metadata: Kind = anyObject,
    locals: ReadonlyMap<string, LocalState> = new Map(),
  ) {
    this.#event = event;
    this.#metadata = metadata;
    this.#locals = locals;
  }

  copy(): State {
    return new State(this.#event, this.#metadata, this.#locals);
  }

  local(name: string): LocalState | undefined {
    return this.#locals.get(name);
  }

  get names(): readonly string[] {
    return [...this.#locals.keys()];
  }

  setLocal(name: string, state: LocalState): void {
    this.#locals = new Map(this.#locals).set(name, state);
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
    if (inner.#locals !== this.#locals) {
      const locals = new Map(this.#locals);
      for (const [name, before] of locals) {
        const after = inner.#locals.get(name);
        if (after !== undefined && after.local === before.local) locals.set(name, after);
      }
      this.#locals = locals;
    }
    this.#event = inner.#event;
    this.#metadata = inner.#metadata;
  }

  /** What is known where either of two ways was taken. */
  become(one: State, other: State): void {
    this.#locals = one.#locals === other.#locals ? one.#locals : inBoth(one.#locals, other.#locals);
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

/** Variables of both, as they are in either. */
function inBoth(
  one: ReadonlyMap<string, LocalState>,
  other: ReadonlyMap<string, LocalState>,
): ReadonlyMap<string, LocalState> {
  const locals = new Map<string, LocalState>();
  for (const [name, first] of one) {
    const second = other.get(name);
    if (second === undefined || second.local !== first.local) continue;
    const kind = union(first.kind, second.kind);
    const constant = first.constant === second.constant ? first.constant : undefined;
    locals.set(name, { local: first.local, kind, constant });
  }
  return locals;
}
