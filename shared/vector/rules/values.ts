import { localZone } from './local-zone.ts';
import type { Converted } from './rule.ts';

/** A template, whose paths may begin with a dot in Vector. */
export function template(value: unknown): Converted {
  if (typeof value !== 'string') return { value };
  return { value: value.replaceAll(/\{\{\s*\.?([^{}]*?)\s*\}\}/g, '{{ $1 }}') };
}

/** A time zone; `local` is told as what it comes to. */
export function zone(value: unknown): Converted {
  return value === 'local' ? { value: 'UTC', told: localZone } : { value };
}

/** Vector takes parts of seconds. */
export function wholeSeconds(value: unknown): Converted {
  if (typeof value !== 'number' || Number.isInteger(value) || !(value > 0)) return { value };
  const whole = Math.ceil(value);
  return { value: whole, told: `is ${whole}: seconds are whole ones here` };
}
