import { type FieldPath, valueAt } from '../../field-path.ts';
import { isWritableTime } from '../../time/local-time.ts';
import { timeFormat } from '../../time/strftime.ts';
import { timeZone } from '../../time/zone.ts';
import type { Event } from '../../transform/model.ts';
import { nameOf, plainText } from '../key/confine.ts';
import { literalFolder } from '../key/literal-folder.ts';
import { parseTemplate } from '../key/parse-template.ts';

/** A file's path that is filled in per event. */
export interface PathTemplate {
  /** Whether a field decides it: then it comes from outside, and has to be confined. */
  readonly hasFields: boolean;
  /** The literal folder that it begins with, without the slash behind it; empty where there is none. */
  readonly folder: string;
  /** The path, or why there is none: names fields, never their values. */
  readonly render: (timestampMs: number, event: Event) => RenderedPath;
}

export type RenderedPath = { readonly path: string } | { readonly fault: string };

export type ParsedPathTemplate =
  | { readonly ok: true; readonly template: PathTemplate }
  | { readonly ok: false; readonly faults: readonly string[] };

type Part =
  | { readonly path: FieldPath; readonly source: string }
  | { readonly path: null; readonly format: (epochMs: number) => string };

/**
 * Checks and compiles a path of literals, strftime and `{{ field }}`, all faults at once. As in Vector the value of a
 * field may hold slashes, and so name folders; what it must not do is looked at by `pathFault`.
 *
 * @example
 * parsePathTemplate('/data/{{ site }}/%F.log', 'UTC');
 */
export function parsePathTemplate(source: string, timezone: string): ParsedPathTemplate {
  const root = source.startsWith('/') ? '/' : '';
  const text = source.slice(root.length);
  const { pieces, faults } = parseTemplate(text);
  const zone = timeZone(timezone);
  const found = [...faults];
  if (zone === null) found.push(`time zone '${timezone}' is not known`);
  if (text === '' || text.endsWith('/')) found.push('names no file, as it ends with a folder');
  if (zone === null || found.length > 0) return { ok: false, faults: found };
  let unitMs = Infinity;
  const parts = pieces.map((piece): Part => {
    if (piece.kind === 'field') return piece;
    const time = timeFormat(piece.tokens, zone);
    unitMs = Math.min(unitMs, time.unitMs);
    return { path: null, format: time.format };
  });
  const folder = `${root}${literalFolder(text)}`.replace(/\/$/, '');
  const hasFields = pieces.some(({ kind }) => kind === 'field');
  return {
    ok: true,
    template: { hasFields, folder, render: renderOf(root, parts, unitMs, hasFields) },
  };
}

function renderOf(
  root: string,
  parts: readonly Part[],
  unitMs: number,
  hasFields: boolean,
): PathTemplate['render'] {
  const fill = (time: number, event: Event): RenderedPath => {
    let path = root;
    for (const part of parts) {
      if (part.path === null) {
        path += part.format(time);
        continue;
      }
      const value = valueAt(event, part.path);
      const filled = plainText(value);
      if (filled === null || filled === '') {
        const what = filled === '' ? 'an empty string' : nameOf(value);
        return { fault: `{{ ${part.source} }} is ${what}: a path takes text` };
      }
      path += filled;
    }
    return { path };
  };
  let lastUnit = NaN;
  let last: RenderedPath = { fault: '' };
  return (timestampMs, event) => {
    if (unitMs !== Infinity && !isWritableTime(timestampMs)) {
      return { fault: 'the time is not in the years 1 to 9998' };
    }
    const unit = unitMs === Infinity ? 0 : Math.floor(timestampMs / unitMs);
    const time = unitMs === Infinity ? 0 : unit * unitMs;
    if (hasFields) return fill(time, event);
    if (unit !== lastUnit) {
      last = fill(time, event);
      lastUnit = unit;
    }
    return last;
  };
}

/** As in Vector: what nobody means, and a bound on what one event can cost. */
const maxPathBytes = 1024;

/** What file systems take as one name. */
const maxNameBytes = 255;

// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const control = /[\u0000-\u001f\u007f]/u;

/**
 * Why a path that events had a part in is none to be written to; null: it is. No `.` and no `..` at all, so that it
 * stays below its folder, and below the folders that other fields name; Vector asks for the first alone.
 */
export function pathFault(path: string): string | null {
  if (!path.isWellFormed()) return 'the path holds half a surrogate pair, which UTF-8 cannot write';
  if (control.test(path)) return 'the path holds a control character';
  if (Buffer.byteLength(path) > maxPathBytes) {
    return `the path has more than ${maxPathBytes} bytes`;
  }
  const names = path.split('/');
  if (names.at(-1) === '') return 'the path ends with a folder';
  for (const name of names) {
    if (name === '.' || name === '..') return `the path holds '${name}' as a name`;
    if (Buffer.byteLength(name) > maxNameBytes) {
      return `the path holds a name of more than ${maxNameBytes} bytes`;
    }
  }
  return null;
}
