import type { Converted } from './rule.ts';

/** A template, whose paths may begin with a dot in Vector. */
export function template(value: unknown): Converted {
  if (typeof value !== 'string') return { value };
  return { value: value.replaceAll(/\{\{\s*\.?([^{}]*?)\s*\}\}/g, '{{ $1 }}') };
}

/** A time zone; `local` is what Vector takes, and must not be what a machine happens to have. */
export function zone(value: unknown): Converted {
  if (value !== 'local') return { value };
  return {
    fault:
      "got 'local'; allowed: the name of a time zone, which has to be the same on every machine",
  };
}
