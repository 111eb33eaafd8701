import { createHash } from 'node:crypto';
import { childOf, type FieldPath, valueAt } from '../../field-path.ts';
import type { Event, Gate } from '../model.ts';
import { distinctText } from './texts.ts';

export interface DedupeRules {
  /** Events are the same that are so in these fields, or in all but these. */
  readonly by: 'match' | 'ignore';
  readonly fields: readonly FieldPath[];
  /** How many events are remembered: those that were seen last. */
  readonly maxEvents: number;
  /** For how long, by the records' times; null: as long as there is room. */
  readonly maxAgeMs: number | null;
  /** Whether one that is let through no more begins that time anew. */
  readonly refreshOnDrop: boolean;
}

/** Lets one of several events through that are the same, as long as it remembers them. */
export function dedupeGate({ by, fields, maxEvents, maxAgeMs, refreshOnDrop }: DedupeRules): Gate {
  // in the order in which they were seen last; with the time from which on their age counts
  const seen = new Map<string, number>();
  return (event, { timestampMs }) => {
    const identity = short(by === 'match' ? matched(event, fields) : others(event, fields));
    const since = seen.get(identity);
    const isKnown = since !== undefined && (maxAgeMs === null || timestampMs - since < maxAgeMs);
    seen.delete(identity);
    seen.set(identity, isKnown && !refreshOnDrop ? since : timestampMs);
    if (seen.size > maxEvents) seen.delete(seen.keys().next().value as string);
    return !isKnown;
  };
}

function matched(event: Event, fields: readonly FieldPath[]): string {
  return fields
    .map((path) => {
      const value = valueAt(event, path);
      return value === undefined ? '' : distinctText(value);
    })
    .join('\n');
}

function others(event: Event, fields: readonly FieldPath[]): string {
  let rest: unknown = event;
  for (const path of fields) rest = without(rest, path);
  return distinctText(rest);
}

/** A copy, as deep as the path goes, without what is there; the same where nothing is. */
function without(value: unknown, [step, ...rest]: readonly (string | number)[]): unknown {
  const inner = childOf(value, step as string | number);
  if (inner === undefined) return value;
  if (Array.isArray(value)) {
    const at = (step as number) < 0 ? value.length + (step as number) : (step as number);
    return rest.length === 0 ? value.toSpliced(at, 1) : value.with(at, without(inner, rest));
  }
  const { [String(step)]: _, ...kept } = value as Readonly<Record<string, unknown>>;
  return rest.length === 0 ? kept : { ...kept, [String(step)]: without(inner, rest) };
}

/** What is longer than its digest is remembered by that. */
function short(text: string): string {
  if (text.length <= 64) return text;
  return `#${createHash('sha256').update(text).digest('base64')}`;
}
