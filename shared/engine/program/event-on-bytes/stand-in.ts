import { inspect } from 'node:util';
import type { Event } from '../../../transform/model.ts';

/** What the stand-in asks of the event behind it. */
export interface StandInSource {
  /** What lies behind the proxy of the event under way; that of an earlier one is another. */
  readonly behind: object;
  readonly event: Event;
  readonly has: (name: string) => boolean;
  readonly field: (name: string) => unknown;
  readonly set: (name: string, value: unknown) => void;
  readonly remove: (name: string) => void;
  /** For whatever bytes cannot give. */
  readonly refuse: () => never;
}

/** What lies behind a proxy. `console.log` looks through it, and finds this. */
export class Behind {
  readonly #source: StandInSource;
  constructor(source: StandInSource) {
    this.#source = source;
  }
  /** Instead of what it would print. */
  get inspected(): never {
    return this.#source.refuse();
  }
}
Object.defineProperty(Behind.prototype, inspect.custom, {
  get(this: Behind) {
    return this.inspected;
  },
});

/** The traps of the object that stands for an event: what a plain object with these fields would do. */
export function trapsOf(source: StandInSource): ProxyHandler<Behind> {
  const check = (behind: Behind): void => {
    if (behind === source.behind) return;
    throw new TypeError(
      'an event was used after the transform had returned; what is kept has to be a copy, { ...event }',
    );
  };
  const refuse = (behind: Behind): never => {
    check(behind);
    return source.refuse();
  };
  return {
    get: (behind, name, receiver) => {
      check(behind);
      if (typeof name === 'string') {
        const value = source.field(name);
        if (value !== undefined || source.has(name)) return value;
        if (name === '__proto__') return source.refuse();
      }
      return Reflect.get(Object.prototype, name, receiver) as unknown;
    },
    set: (behind, name, value, receiver) => {
      check(behind);
      // a receiver of its own inherits from the event
      if (typeof name === 'symbol' || name === '__proto__' || receiver !== source.event) {
        return source.refuse();
      }
      source.set(name, value);
      return true;
    },
    has: (behind, name) => {
      check(behind);
      return (typeof name === 'string' && source.has(name)) || name in Object.prototype;
    },
    deleteProperty: (behind, name) => {
      check(behind);
      if (typeof name === 'string') source.remove(name);
      return true;
    },
    getOwnPropertyDescriptor: (behind, name) => {
      check(behind);
      if (typeof name === 'symbol' || !source.has(name)) return undefined;
      return { value: source.field(name), writable: true, enumerable: true, configurable: true };
    },
    getPrototypeOf: (behind) => {
      check(behind);
      return Object.prototype;
    },
    ownKeys: refuse,
    defineProperty: refuse,
    setPrototypeOf: refuse,
    preventExtensions: refuse,
  };
}
