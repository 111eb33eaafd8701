import { childOf, type FieldPath, valueAt } from '../../field-path.ts';
import type { FieldSelection } from '../../pipeline/model.ts';
import type { Event, EventValue } from '../../transform/model.ts';
import { pathOf } from './selected-paths.ts';
import type { SinkEncode } from './sink-writer.ts';
import { setField } from '../../set-field.ts';

/** Encodes the fields of events alone that a sink is to write. Keys of objects are made of the whole event all the same. */
export function selectFields({ only, except }: FieldSelection, encode: SinkEncode): SinkEncode {
  const kept = only?.map(pathOf) ?? null;
  const left = except.map(pathOf);
  return (event) => {
    let selected = kept === null ? event : picked(event, kept);
    for (const path of left) selected = without(selected, path);
    return encode(selected);
  };
}

/** What is at the paths, in their order. */
function picked(event: Event, paths: readonly FieldPath[]): Event {
  const result: Event = {};
  for (const path of paths) {
    const value = valueAt(event, path);
    if (value === undefined) continue;
    let into = result;
    for (const name of path.slice(0, -1)) {
      if (childOf(into, name) === undefined) setField(into, String(name), {});
      into = childOf(into, name) as Event;
    }
    setField(into, String(path.at(-1)), value as EventValue);
  }
  return result;
}

/** A copy, as deep as the path goes, without what is there; the event itself where nothing is. */
function without(event: Event, [name, ...rest]: readonly (string | number)[]): Event {
  const inner = childOf(event, String(name));
  if (inner === undefined) return event;
  const { [String(name)]: _, ...others } = event;
  if (rest.length === 0) return others;
  const changed = without(inner as Event, rest);
  return changed === inner ? event : { ...event, [String(name)]: changed };
}
