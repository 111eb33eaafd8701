import type { Scalar } from '../text/tree.ts';

/** What an option of Vector's becomes. Every option has one of these: none is left out without a word. */
export type Rule =
  /** An option of ours. */
  | {
      readonly kind: 'to';
      readonly option: string;
      readonly convert: Convert;
      /** What is not the same. */
      readonly change: string | null;
      /** What is not the same where it is left out. */
      readonly absent: string | null;
    }
  /** It has no meaning here; why, and the way around. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Some of its values say what holds here anyway; any other is refused. */
  | { readonly kind: 'only'; readonly values: readonly Scalar[]; readonly why: string }
  /** What it asks for holds here, whatever it says. */
  | { readonly kind: 'holds'; readonly why: string }
  /** It tunes what is done in another way here, and nothing that is stored depends on it: taken, and told. */
  | { readonly kind: 'moot'; readonly why: string }
  /** It is read with others; what it becomes. */
  | { readonly kind: 'read'; readonly becomes: string }
  | { readonly kind: 'group'; readonly rules: Rules };

export type Rules = Readonly<Record<string, Rule>>;

/** The value of ours for one of Vector's. */
export type Convert = (value: unknown) => Converted;
export type Converted =
  /** With what is not the same, for whoever checks the configuration. */
  { readonly value: unknown; readonly told?: string } | { readonly fault: string };

const same: Convert = (value) => ({ value });

/** The option of ours that means the same, or nearly. */
export function to(
  option: string,
  remarks: string | { readonly change?: string; readonly absent?: string } | null = null,
  convert: Convert = same,
): Rule {
  const { change = null, absent = null } =
    typeof remarks === 'string' ? { change: remarks } : (remarks ?? {});
  return { kind: 'to', option, convert, change, absent };
}

export function refused(why: string): Rule {
  return { kind: 'refused', why };
}

export function only(values: readonly Scalar[], why: string): Rule {
  return { kind: 'only', values, why };
}

export function holds(why: string): Rule {
  return { kind: 'holds', why };
}

export function moot(why: string): Rule {
  return { kind: 'moot', why };
}

export function read(becomes: string): Rule {
  return { kind: 'read', becomes };
}

export function group(rules: Rules): Rule {
  return { kind: 'group', rules };
}

/** Words of Vector's by words of ours; what comes from the environment has to be one of ours. */
export function words(pairs: Readonly<Record<string, string>>): Convert {
  return (value) => {
    if (typeof value !== 'string' || value.includes('${')) return { value };
    const found = Object.hasOwn(pairs, value) ? pairs[value] : undefined;
    if (found !== undefined) return { value: found };
    return { fault: `got '${value}'; allowed: ${Object.keys(pairs).join(', ')}` };
  };
}

/** A field of the event: Vector takes paths, of which a name is the shortest. Empty leaves it out. */
export const fieldName: Convert = (value) => {
  if (value === '' || value === null) return { value: null };
  if (typeof value !== 'string') return { value };
  const name = value.replace(/^\./, '').replace(/^"(.*)"$/, '$1');
  if (/[.[\]"]/.test(name) && !name.includes('${')) {
    return {
      fault: `got the path '${value}'; allowed: the name of a field, and a remap that moves it`,
    };
  }
  return { value: name };
};
