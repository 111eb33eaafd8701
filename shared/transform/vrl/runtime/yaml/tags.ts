import type { Cursor } from './cursor.ts';
import { type Mark, yamlFault } from './fault.ts';

export interface ScannedTag {
  /** `!`, `!!`, `!name!`, or '' where the suffix is all of it. */
  readonly handle: string;
  readonly suffix: string;
}

const inTag = 'while scanning a tag';
const ofTag = 'while parsing a tag';

export function scanTag(cursor: Cursor, isFlow: boolean): ScannedTag {
  const start = cursor.mark;
  let tag: ScannedTag;
  if (cursor.at(1) === '<') {
    cursor.skip(2);
    tag = { handle: '', suffix: scanUri(cursor, true, '', ofTag, start) };
    if (cursor.at() !== '>') {
      throw yamlFault("did not find the expected '>'", cursor.mark, inTag, start);
    }
    cursor.skip();
  } else {
    const handle = cursor.match(/![0-9A-Za-z_-]*!?/y);
    if (handle.length > 1 && handle.endsWith('!')) {
      tag = { handle, suffix: scanUri(cursor, false, '', ofTag, start) };
    } else {
      const suffix = scanUri(cursor, false, handle, ofTag, start);
      tag = suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
    }
  }
  if (!cursor.isBlankOrEnd() && !(isFlow && cursor.at() === ',')) {
    const problem = 'did not find expected whitespace or line break';
    throw yamlFault(problem, cursor.mark, inTag, start);
  }
  return tag;
}

/** @param head a handle that turned out to be the beginning of it */
function scanUri(
  cursor: Cursor,
  isWhole: boolean,
  head: string,
  context: string,
  start: Mark,
): string {
  const raw = cursor.match(
    isWhole ? /[0-9A-Za-z_\-;/?:@&=+$.%!~*'(),[\]]*/y : /[0-9A-Za-z_\-;/?:@&=+$.%!~*'()]*/y,
  );
  if (raw === '' && head === '') {
    throw yamlFault('did not find expected tag URI', cursor.mark, context, start);
  }
  try {
    return head.slice(1) + decodeURIComponent(raw);
  } catch {
    throw yamlFault('did not find URI escaped octet', cursor.mark, context, start);
  }
}

export type Directive =
  | { readonly type: 'version'; readonly major: number; readonly minor: number }
  | { readonly type: 'tag'; readonly handle: string; readonly prefix: string };

/** A line that begins with `%`. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.mark;
  const context = 'while scanning a directive';
  cursor.skip();
  const name = cursor.match(/[0-9A-Za-z_-]*/y);
  if (name === '') {
    throw yamlFault('could not find expected directive name', cursor.mark, context, start);
  }
  if (!cursor.isBlankOrEnd()) {
    throw yamlFault('found unexpected non-alphabetical character', cursor.mark, context, start);
  }
  if (name !== 'YAML' && name !== 'TAG') {
    throw yamlFault('found unknown directive name', cursor.mark, context, start);
  }
  cursor.skipBlanks();
  const directive = name === 'YAML' ? scanVersion(cursor, start) : scanTagPrefix(cursor, start);
  cursor.skipBlanks();
  cursor.skipComment();
  if (!cursor.isBreakOrEnd()) {
    throw yamlFault('did not find expected comment or line break', cursor.mark, context, start);
  }
  if (cursor.isBreak()) cursor.takeBreak();
  return directive;
}

function scanVersion(cursor: Cursor, start: Mark): Directive {
  const context = 'while scanning a %YAML directive';
  const number = (): number => {
    const digits = cursor.match(/\d*/y);
    if (digits.length > 9) {
      throw yamlFault('found extremely long version number', cursor.mark, context, start);
    }
    if (digits !== '') return Number(digits);
    throw yamlFault('did not find expected version number', cursor.mark, context, start);
  };
  const major = number();
  if (cursor.at() !== '.') {
    throw yamlFault("did not find expected digit or '.' character", cursor.mark, context, start);
  }
  cursor.skip();
  return { type: 'version', major, minor: number() };
}

function scanTagPrefix(cursor: Cursor, start: Mark): Directive {
  const context = 'while scanning a %TAG directive';
  const handle = cursor.match(/![0-9A-Za-z_-]*!?/y);
  if (handle !== '!' && (handle === '' || !handle.endsWith('!'))) {
    const problem = "did not find expected '!'";
    throw yamlFault(problem, cursor.mark, 'while scanning a tag directive', start);
  }
  if (!cursor.isBlank()) {
    throw yamlFault('did not find expected whitespace', cursor.mark, context, start);
  }
  cursor.skipBlanks();
  const prefix = scanUri(cursor, true, '', 'while parsing a %TAG directive', start);
  if (!cursor.isBlankOrEnd()) {
    const problem = 'did not find expected whitespace or line break';
    throw yamlFault(problem, cursor.mark, context, start);
  }
  return { type: 'tag', handle, prefix };
}
