import { parseGrok } from '../../runtime/grok/parse.ts';
import { GrokSyntaxError } from '../../runtime/grok/syntax.ts';
import type { Value } from '../../runtime/value.ts';
import type { Call, CallFault } from '../definition.ts';
import { grokPatterns } from './grok-patterns.ts';
import { type GrokPiece, GrokSplitFault, splitGrok } from './split.ts';

/** References inside each other. */
const maxDepth = 1024;

interface Level {
  readonly pieces: readonly (GrokPiece | GrokSplitFault)[];
  /** Of those that are taken. */
  next: number;
  /** What references of this level define for those behind them. */
  readonly definitions: Map<string, string>;
}

interface Expanded {
  readonly source: string;
  /** Fields by the names of their groups. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** The pattern of a call of `parse_grok`, with all that it refers to, as one regular expression and the fields of its groups. */
export function preparedGrok({ constants }: Call): ReadonlyMap<string, Value> | CallFault {
  const pattern = constants.get('pattern');
  if (typeof pattern !== 'string') return new Map();
  const expanded = expand(pattern);
  if (typeof expanded === 'string') return grokFault(expanded);
  const { source, aliases } = expanded;
  if (source === '') {
    return grokFault(`The given pattern "${pattern}" ended up compiling into an empty regex`);
  }
  const groups = groupsOf(source);
  if (typeof groups === 'string') {
    const failed = `Regex compilation failed: Error(${groups}):\n${source}`;
    return grokFault(`The given regex "${failed}" failed compilation in the underlying engine`);
  }
  const fields = new Map<string, number>();
  for (const { name, index } of groups) {
    const field = aliases.get(name) ?? name;
    fields.set(field, Math.max(index, fields.get(field) ?? 0));
  }
  return new Map([['pattern', [source, ...[...fields].flat()]]]);
}

export function grokFault(message: string): CallFault {
  return { code: 112, message, label: `grok pattern error: ${message}` };
}

/** Its named groups, or what is wrong with it. */
export function groupsOf(
  source: string,
): readonly { readonly name: string; readonly index: number }[] | string {
  try {
    return parseGrok(source).names;
  } catch (error) {
    if (!(error instanceof GrokSyntaxError)) throw error;
    return `OnigError(${error.code}), ${error.message}`;
  }
}

/** @returns text: what is wrong */
function expand(pattern: string): Expanded | string {
  let source = '';
  const aliases = new Map<string, string>();
  const counts = new Map<string, number>();
  const levels: Level[] = [levelOf(pattern)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const piece = level.pieces[level.next++];
    if (piece === undefined) {
      levels.pop();
      if (levels.length > 0) source += ')';
      continue;
    }
    if (piece instanceof GrokSplitFault) return unexpected(piece.text);
    if (piece.type === 'text') {
      source += piece.text;
      continue;
    }
    const { name, alias, definition } = piece;
    if (definition !== '') level.definitions.set(name, definition);
    const text =
      level.definitions.get(name) ??
      (Object.hasOwn(grokPatterns, name) ? grokPatterns[name] : undefined);
    if (text === undefined) {
      return `The given pattern definition name "${name}" could not be found in the definition map`;
    }
    if (alias === '') {
      source += '(?:';
    } else {
      const count = counts.get(alias) ?? 0;
      const key = count === 0 ? alias : `${alias}[${count}]`;
      counts.set(alias, count + 1);
      if (count > 0 && counts.has(key)) return unexpected(`Alias ${key} already exists`);
      source += `(?<_n_${aliases.size}>`;
      aliases.set(`_n_${aliases.size}`, key);
    }
    levels.push(levelOf(text));
    if (levels.length > maxDepth) {
      return `Recursion while compiling reached the limit of ${maxDepth}`;
    }
  }
  return { source, aliases };
}

function levelOf(pattern: string): Level {
  return { pieces: splitGrok(pattern), next: 0, definitions: new Map() };
}

function unexpected(text: string): string {
  return `Something unexpected happened during the compilation phase: "${text}"`;
}
