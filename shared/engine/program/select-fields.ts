import type { FieldSelection } from '../../pipeline/model.ts';
import type { Event } from '../../transform/model.ts';
import type { SinkEncode } from './sink-writer.ts';

/** Encodes the fields of events alone that a sink is to write. Keys of objects are made of the whole event all the same. */
export function selectFields({ only, except }: FieldSelection, encode: SinkEncode): SinkEncode {
  const kept = only?.map((path) => path.split('.')) ?? null;
  const left = except.map((path) => path.split('.'));
  return (event) => {
    let selected = kept === null ? event : picked(event, kept);
    for (const path of left) selected = without(selected, path);
    return encode(selected);
  };
}

/** What is at the paths, in their order. */
function picked(event: Event, paths: readonly (readonly string[])[]): Event {
  const result: Event = {};
  for (const path of paths) {
    let from: unknown = event;
    for (const name of path) from = ownField(from, name);
    if (from === undefined) continue;
    let into = result;
    for (const name of path.slice(0, -1)) into = (into[name] ??= {}) as Event;
    into[path.at(-1) ?? ''] = from as Event[string];
  }
  return result;
}

/** A copy, as deep as the path goes, without what is there; the event itself where nothing is. */
function without(event: Event, [name = '', ...rest]: readonly string[]): Event {
  const inner = ownField(event, name);
  if (inner === undefined) return event;
  if (rest.length === 0) {
    const { [name]: _, ...others } = event;
    return others;
  }
  const changed = without(inner as Event, rest);
  return changed === inner ? event : { ...event, [name]: changed };
}

function ownField(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Event)[name] : undefined;
}
