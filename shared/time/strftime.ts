import { localTime } from './local-time.ts';
import { minuteMs, specifiers, type Specifier } from './specifiers.ts';
import { strftimeTokens, type StrftimeToken } from './strftime-tokens.ts';
import { utcZone, type TimeZone } from './zone.ts';

/** A strftime text that was checked and compiled. */
export interface TimeFormat {
  /**
   * The span within which the text can't change: two times with the same `Math.floor(t / unitMs)` are written alike.
   * In UTC it is that of the finest specifier; elsewhere a minute at most, because clocks have been changed at 00:01.
   * Infinity where nothing depends on the time.
   */
  readonly unitMs: number;
  /** @param epochMs a time of the years 0001 to 9998 (isWritableTime) */
  readonly format: (epochMs: number) => string;
}

export type CompiledTimeFormat =
  | { readonly ok: true; readonly format: TimeFormat }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Compiles a strftime text (chrono's specifiers, English names) for one zone. */
export function compileStrftime(text: string, zone: TimeZone = utcZone): CompiledTimeFormat {
  const { tokens, faults } = strftimeTokens(text);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, format: timeFormat(tokens, zone) };
}

/** Makes the formatter of tokens that `strftimeTokens` gave. */
export function timeFormat(tokens: readonly StrftimeToken[], zone: TimeZone): TimeFormat {
  const parts = tokens.map((token): string | Specifier['write'] =>
    token.kind === 'literal' ? token.text : specifierOf(token.name).write,
  );
  return {
    unitMs: unitOf(tokens, zone),
    format: (epochMs) => {
      const time = localTime(epochMs, zone);
      let text = '';
      for (const part of parts) text += typeof part === 'string' ? part : part(time);
      return text;
    },
  };
}

function unitOf(tokens: readonly StrftimeToken[], zone: TimeZone): number {
  let unitMs = Infinity;
  for (const token of tokens) {
    if (token.kind === 'specifier') unitMs = Math.min(unitMs, specifierOf(token.name).unitMs);
  }
  return zone.utc || unitMs === Infinity ? unitMs : Math.min(unitMs, minuteMs);
}

function specifierOf(name: string): Specifier {
  const specifier = specifiers.get(name);
  if (specifier === undefined) throw new RangeError(`no such time specifier: %${name}`);
  return specifier;
}
