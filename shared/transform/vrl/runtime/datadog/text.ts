import { displayValue } from '../display.ts';
import { Regex } from '../regex.ts';
import { isString, textOf } from '../text.ts';
import type { Value } from '../value.ts';

/** A value as text: strings as they are. */
export function shownValue(value: Value): string {
  return isString(value) ? textOf(value) : displayValue(value);
}

/** Words, with anything where `*` stands. */
export function wordRegex(text: string): Regex {
  return new Regex(`\\b${wildcards(text)}\\b`);
}

export function wildcardRegex(text: string): Regex {
  return new Regex(`^${wildcards(text)}$`);
}

function wildcards(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$#&\-~]/g, '\\$&').replaceAll('\\*', '.*');
}
