import { Regex } from '../regex.ts';
import { jsonText } from '../json-write.ts';
import { SchemaFault } from './references.ts';

/** What a pattern of a schema is asked. */
export interface SchemaRegex {
  readonly test: (text: string) => boolean;
}

/** What only JavaScript's engine knows, or means something else in Rust's dialect. */
const ofJavaScript = /\(\?|\\[^dDwWsS\-^$\\.*+?()[\]{}|/tnrfv]|\\[1-9]|&&|--|~~|\[[^\]\\]*\[/;

/** Classes that are those of ASCII here, and of Unicode in Rust's dialect. */
const classes: Readonly<Record<string, string>> = {
  '\\d': '[0-9]',
  '\\D': '[^0-9]',
  '\\w': '[A-Za-z0-9_]',
  '\\W': '[^A-Za-z0-9_]',
  '\\s':
    '[\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]',
  '\\S':
    '[^\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]',
  '\\/': '/',
};

/**
 * A pattern of a schema, which is of JavaScript's dialect. It works in linear time, whatever the text is, unless it looks
 * ahead or behind, or has something else that only a backtracking engine can do.
 *
 * @throws {SchemaFault} it is none
 */
export function schemaRegex(source: string): SchemaRegex {
  const known = made.get(source);
  if (known !== undefined) return known;
  const regex = regexOf(source);
  made.set(source, regex);
  return regex;
}

/** As many as schemas have. */
const made = new Map<string, SchemaRegex>();

function regexOf(source: string): SchemaRegex {
  let backtracking: SchemaRegex;
  try {
    backtracking = new RegExp(source, 'u');
  } catch {
    throw new SchemaFault(`${jsonText(source)} is not a "regex"`);
  }
  if (ofJavaScript.test(source)) return backtracking;
  try {
    return new Regex(source.replaceAll(/\\./g, (escape) => classes[escape] ?? escape));
  } catch {
    return backtracking;
  }
}
