import { closingBrace } from '../../pipeline/environment.ts';

/**
 * Vector puts environment variables into the text of a file before it is parsed. Here they stay variables until the
 * pipeline starts, so that one bundle serves every deployment: each is hidden behind characters that no file has, as long
 * as it is itself, so that places stay right, and comes back in the words of `shared/pipeline/environment.ts`.
 */
const begin = '\uE000';
const fill = '\uE001';
/** The character of the first variable; each further one has the next. */
const first = 0xe100;
const most = 0xf8ff - first;

const hidden = /\uE000([\uE100-\uF8FF])\uE001*/g;

/** A text without variables, and what gives them back. */
export interface Hidden {
  readonly text: string;
  /** Where a variable cannot be used as it is written: its place in the text, and why. */
  readonly faults: readonly { readonly at: number; readonly message: string }[];
  /** The variables of a text of the file, written as ours: `$NAME` becomes `${NAME}`, any other dollar a plain one. */
  readonly reveal: (text: string) => string;
}

/** Hides the variables of a file. */
export function hideVariables(text: string): Hidden {
  const variables: string[] = [];
  const faults: { at: number; message: string }[] = [];
  let out = '';
  let at = 0;
  const hide = (length: number, variable: string): void => {
    if (variables.length > most) faults.push({ at, message: `more than ${most} variables` });
    out += begin + String.fromCharCode(first + variables.length) + fill.repeat(length - 2);
    variables.push(variable);
    at += length;
  };
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) break;
    out += text.slice(at, dollar);
    at = dollar;
    const found = variableAt(text, dollar);
    if (found === null) {
      out += '$';
      at += 1;
    } else {
      if (found.fault !== undefined) faults.push({ at, message: found.fault });
      hide(found.length, found.variable);
    }
  }
  out += text.slice(at);
  return { text: out, faults, reveal: (hiddenText) => reveal(hiddenText, variables) };
}

interface Found {
  readonly length: number;
  readonly variable: string;
  readonly fault?: string;
}

/** What a dollar begins, or null where it is one. */
function variableAt(text: string, at: number): Found | null {
  if (text[at + 1] === '$') return { length: 2, variable: '$$' };
  const plain = /^\$([\w.]+)/.exec(text.slice(at, at + 200));
  if (plain !== null) {
    const [whole, name = ''] = plain;
    const found = { length: whole.length, variable: `\${${name}}` };
    if (!/^\d/.test(name)) return found;
    return {
      ...found,
      fault: `'${whole}' is taken for an environment variable; write '$${whole}'`,
    };
  }
  if (!/^\$\{[\w.]+(?:\}|:?[-?])/.test(text.slice(at, at + 200))) return null;
  const end = closingBrace(text, at + 2);
  if (end < 0) return null;
  const variable = text.slice(at, end + 1);
  const found = { length: variable.length, variable };
  if (variable.includes('\n'))
    return { ...found, fault: 'a variable goes on over the end of its line' };
  if (/^\$\{\d/.test(variable))
    return { ...found, fault: 'the name of a variable begins with a digit' };
  return found;
}

function reveal(text: string, variables: readonly string[]): string {
  // what is left of dollars is plain: doubled where it could be read otherwise
  return text
    .replaceAll(/\$(?=[{$])/g, '$$$$')
    .replaceAll(hidden, (_, mark: string) => variables[mark.charCodeAt(0) - first] ?? '');
}

/** Puts quotes around variables that stand where TOML and JSON take no text: `port = ${PORT}`. */
export function quoteBare(text: string): string {
  const token =
    /#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|([^\s"'#,=[\]{}:]*\uE000[^\s"'#,[\]{}]*)/g;
  return text.replaceAll(token, (whole, bare: string | undefined) =>
    bare === undefined ? whole : `"${whole}"`,
  );
}
