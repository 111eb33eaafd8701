import { setField } from '../../set-field.ts';
import { recordTime } from '../../time/record-time.ts';
import type { Event, EventValue } from '../model.ts';
import { readEvent, times, toEvent } from '../vrl/runtime/event.ts';
import { isObject, type Value, type VrlObject } from '../vrl/runtime/value.ts';
import { mergerOf, type Merger } from './merge.ts';
import type { MergeStrategy } from './strategies.ts';

/** Names of fields, from the event down. */
export type NamePath = readonly [string, ...string[]];

/** Which fields are merged how; all others by the kind of their first value. */
export class Strategies {
  readonly entries: readonly (readonly [NamePath, MergeStrategy])[];
  readonly #keys: ReadonlySet<string>;

  constructor(entries: readonly (readonly [NamePath, MergeStrategy])[]) {
    this.entries = entries;
    this.#keys = new Set(entries.map(([path]) => keyOf(path)));
  }

  /** Whether the field, or one that it lies in, has a strategy. */
  cover(path: NamePath): boolean {
    if (this.#keys.size === 0) return false;
    for (let length = 1; length <= path.length; length += 1) {
      if (this.#keys.has(keyOf(path.slice(0, length)))) return true;
    }
    return false;
  }
}

/** Paths of fields by their keys: one copy for all groups of an epoch. */
export type KnownPaths = Map<string, NamePath>;

/** What the events of one group come to, field by field: fields in the order in which they came first. */
export class Reduction {
  readonly #strategies: Strategies;
  readonly #timestampField: string | null;
  readonly #paths: KnownPaths;
  readonly #fields = new Map<string, Merger>();

  constructor(strategies: Strategies, timestampField: string | null, paths: KnownPaths) {
    this.#strategies = strategies;
    this.#timestampField = timestampField;
    this.#paths = paths;
  }

  /** How many fields it has so far. */
  get fields(): number {
    return this.#fields.size;
  }

  add(event: Event): void {
    const root = readEvent(event, { timestampField: this.#timestampField });
    for (const [path, strategy] of this.#strategies.entries) {
      const value = valueIn(root, path);
      if (value !== undefined) this.#merge(path, value, strategy);
    }
    this.#addLeaves(root, []);
  }

  /** The event that it makes; nothing is added after it. */
  event(): Event {
    const event: Event = {};
    times.areKept = true;
    try {
      for (const [key, merger] of this.#fields) {
        const path = this.#paths.get(key) as NamePath;
        if (merger.end === undefined) put(event, path, toEvent(merger.value()));
        else this.#putTimes(event, path, merger, merger.end());
      }
    } finally {
      times.areKept = false;
    }
    return event;
  }

  /** All but objects with something in them; an array is one value. */
  #addLeaves(object: VrlObject, above: readonly string[]): void {
    for (const name of Object.keys(object)) {
      const value = object[name] as Value;
      const path = [...above, name] as unknown as NamePath;
      if (isObject(value) && Object.keys(value).length > 0) this.#addLeaves(value, path);
      else if (!this.#strategies.cover(path)) this.#merge(path, value, null);
    }
  }

  #merge(path: NamePath, value: Value, strategy: MergeStrategy | null): void {
    const key = keyOf(path);
    const known = this.#fields.get(key);
    if (known !== undefined) {
      known.add(value);
      return;
    }
    const merger = mergerOf(value, strategy);
    if (merger === null) return;
    this.#fields.set(key, merger);
    if (!this.#paths.has(key)) this.#paths.set(key, path);
  }

  /** The record's own time goes on as text, like decoders write it, and the last one of them in the same form. */
  #putTimes(event: Event, path: NamePath, merger: Merger, end: Value): void {
    const start = merger.value();
    const names = [...path.slice(0, -1), `${path.at(-1)}_end`] as unknown as NamePath;
    const isOwn = path.length === 1 && path[0] === this.#timestampField;
    put(event, path, isOwn ? recordTime(msOf(start)) : toEvent(start));
    put(event, names, isOwn ? new Date(msOf(end)) : toEvent(end));
  }
}

function msOf(time: Value): number {
  return (time as { readonly epochMs: number }).epochMs;
}

function keyOf(path: readonly string[]): string {
  return path.length === 1 ? (path[0] as string) : path.join('\0');
}

function valueIn(root: VrlObject, path: NamePath): Value | undefined {
  let value: Value = root;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name] as Value;
  }
  return value;
}

/** What stands in the way of a path gives way to it. */
function put(event: Event, path: NamePath, value: EventValue): void {
  let holder: Record<string, EventValue> = event;
  for (const name of path.slice(0, -1)) {
    const inner = Object.hasOwn(holder, name) ? holder[name] : undefined;
    if (isFields(inner)) holder = inner;
    else {
      const made: Record<string, EventValue> = {};
      setField(holder, name, made);
      holder = made;
    }
  }
  setField(holder, path.at(-1) as string, value);
}

function isFields(value: EventValue): value is Record<string, EventValue> {
  return isObject(value as Value) && !('rawJSON' in (value as object));
}
