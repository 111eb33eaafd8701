import type { Event } from '../model.ts';
import { type FieldPath, valueAt } from '../../field-path.ts';
import { fromEvent } from '../vrl/runtime/event.ts';
import { jsonText } from '../vrl/runtime/json-write.ts';

/** A value as text that differs wherever two values differ, in their kinds, too: `1`, `1.0` and `"1"`. */
export function distinctText(value: unknown): string {
  return jsonText(fromEvent(value) ?? null);
}

/** A value as people would write it: text without quotes. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : distinctText(value);
}

/** A text with fields in it, `{{ host }}/{{ app }}`, cut into its pieces. */
export type TextTemplate = readonly (string | FieldPath)[];

/** The text for an event; null where it has not all of the fields. */
export function rendered(template: TextTemplate, event: Event): string | null {
  let text = '';
  for (const piece of template) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    const value = valueAt(event, piece);
    if (value === undefined) return null;
    text += plainText(value);
  }
  return text;
}
