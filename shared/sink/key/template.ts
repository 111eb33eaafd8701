import type { Event } from '../../transform/model.ts';
import { type FieldPath, valueAt } from '../../field-path.ts';
import { isWritableTime } from '../../time/local-time.ts';
import { timeFormat } from '../../time/strftime.ts';
import { type TimeZone, timeZone } from '../../time/zone.ts';
import { confineValue } from './confine.ts';
import { maxPrefixBytes } from './limits.ts';
import { parseTemplate, shapeOf, type TemplatePiece } from './parse-template.ts';

/** A key prefix that is filled in per event, or per span of time where it has no fields. */
export interface KeyTemplate {
  /** As it was written. */
  readonly source: string;
  /** The paths between `{{` and `}}`, as written, each once; empty: no event is needed. */
  readonly fields: readonly string[];
  /** Times with the same `Math.floor(t / unitMs)` render alike (for the same fields); Infinity without a time part. */
  readonly unitMs: number;
  /**
   * The prefix; null where a field is missing or can't be part of a key, or the time can't be written. What it gives
   * begins with the literals before the first field, whatever the event holds, and takes at most 680 bytes.
   */
  readonly render: (timestampMs: number, event: Event | null) => string | null;
  /** Why `render` gave null, for the dead letter: names fields, never their values. */
  readonly reason: (timestampMs: number, event: Event | null) => string;
}

export type ParsedKeyTemplate =
  | { readonly ok: true; readonly template: KeyTemplate }
  | { readonly ok: false; readonly faults: readonly string[] };

/**
 * Checks and compiles a key prefix of literals, strftime and `{{ field }}`, all faults at once.
 *
 * @example
 * parseKeyTemplate('raw/site={{ device.site }}/dt=%Y-%m-%d/', { timezone: 'Asia/Seoul' });
 */
export function parseKeyTemplate(
  source: string,
  options: { readonly timezone?: string } = {},
): ParsedKeyTemplate {
  const { pieces, faults } = parseTemplate(source);
  const name = options.timezone ?? 'UTC';
  const zone = timeZone(name);
  const found = [...faults];
  if (zone === null) {
    found.push(
      `time zone '${name}' is not known: give an IANA name such as Asia/Seoul, or an offset such as +09:00`,
    );
  }
  const bytes = Buffer.byteLength(shapeOf(pieces));
  if (bytes > maxPrefixBytes) {
    found.push(
      `is at least ${bytes} bytes long: allowed are ${maxPrefixBytes}, S3 takes 1,024 for the whole key`,
    );
  }
  if (zone === null || found.length > 0) return { ok: false, faults: found };
  return { ok: true, template: compile(source, pieces, zone) };
}

type Part =
  | { readonly path: FieldPath; readonly source: string }
  | { readonly path: null; readonly format: (epochMs: number) => string };

function compile(source: string, pieces: readonly TemplatePiece[], zone: TimeZone): KeyTemplate {
  let unitMs = Infinity;
  const parts: Part[] = [];
  const fields = new Set<string>();
  for (const piece of pieces) {
    if (piece.kind === 'field') {
      parts.push(piece);
      fields.add(piece.source);
    } else {
      const time = timeFormat(piece.tokens, zone);
      unitMs = Math.min(unitMs, time.unitMs);
      parts.push({ path: null, format: rememberLast(time.format) });
    }
  }

  /** The prefix, or what is wrong. The result is wrapped, as both are strings. */
  const fill = (
    timestampMs: number,
    event: Event | null,
  ): { prefix: string } | { fault: string } => {
    if (unitMs !== Infinity && !(timestampMs !== -1 && isWritableTime(timestampMs))) {
      return {
        fault:
          timestampMs === -1 ? 'the record has no time' : 'the time is not in the years 1 to 9998',
      };
    }
    // A key must not depend on which event of a span came first, also where a zone once changed by odd seconds.
    const time = unitMs === Infinity ? 0 : Math.floor(timestampMs / unitMs) * unitMs;
    let prefix = '';
    for (const part of parts) {
      if (part.path === null) {
        prefix += part.format(time);
        continue;
      }
      const confined = confineValue(event === null ? undefined : valueAt(event, part.path));
      if (!confined.ok) return { fault: `{{ ${part.source} }} ${confined.reason}` };
      prefix += confined.text;
    }
    // UTF-8 takes at most three bytes for a UTF-16 unit: the exact count is needed for long ones only.
    if (prefix.length * 3 > maxPrefixBytes && Buffer.byteLength(prefix) > maxPrefixBytes) {
      return {
        fault: `the prefix takes ${Buffer.byteLength(prefix)} bytes: allowed are ${maxPrefixBytes}`,
      };
    }
    return { prefix };
  };

  return {
    source,
    fields: [...fields],
    unitMs,
    render: (timestampMs, event) => {
      const filled = fill(timestampMs, event);
      return 'prefix' in filled ? filled.prefix : null;
    },
    reason: (timestampMs, event) => {
      const filled = fill(timestampMs, event);
      return 'fault' in filled ? filled.fault : 'renderable';
    },
  };
}

/** For a time that is mostly that of the event before. */
function rememberLast(format: (epochMs: number) => string): (epochMs: number) => string {
  let last = NaN;
  let text = '';
  return (epochMs) => {
    if (epochMs !== last) {
      text = format(epochMs);
      last = epochMs;
    }
    return text;
  };
}
