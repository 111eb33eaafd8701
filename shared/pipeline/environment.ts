/** Environment variables as the process was given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What came out of a text with variables in it. */
export type Interpolated =
  | { readonly kind: 'text'; readonly text: string }
  /** It came from the environment alone and is empty: the option counts as left out. */
  | { readonly kind: 'absent' }
  /** Variables that are not set and have no default; with what the text says of them (`${NAME:?set it}`). */
  | { readonly kind: 'missing'; readonly variables: readonly string[] }
  | { readonly kind: 'malformed'; readonly reason: string };

// a name may have dots, as Vector's
const variableName = /^[A-Za-z_][\w.]*/;

/**
 * Puts environment variables into a text: `${NAME}`, `${NAME:-default}` for an unset or empty one, `${NAME-default}` for an
 * unset one alone, `${NAME:?message}` and `${NAME?message}` for those that must be set, `$$` for a plain `$`.
 * Values are not looked into again; a default may hold variables, and braces in pairs. Never throws, and tells nothing of
 * the text but names of variables, because the text may be a password.
 */
export function interpolate(text: string, env: Environment): Interpolated {
  const missing: string[] = [];
  let out = '';
  let used = false;
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) {
      out += text.slice(at);
      break;
    }
    out += text.slice(at, dollar);
    if (text[dollar + 1] === '$') {
      out += '$';
      at = dollar + 2;
      continue;
    }
    if (text[dollar + 1] !== '{') {
      out += '$';
      at = dollar + 1;
      continue;
    }
    const end = closingBrace(text, dollar + 2);
    if (end < 0) return { kind: 'malformed', reason: "a '${' without its '}'" };
    const replaced = replace(text.slice(dollar + 2, end), env);
    if (replaced.kind === 'malformed') return replaced;
    if (replaced.kind === 'missing') missing.push(...replaced.variables);
    if (replaced.kind === 'text') out += replaced.text;
    used = true;
    at = end + 1;
  }
  if (missing.length > 0) return { kind: 'missing', variables: missing };
  return used && out === '' ? { kind: 'absent' } : { kind: 'text', text: out };
}

/** What stands between the braces: a name, or a name with a default. */
function replace(inside: string, env: Environment): Interpolated {
  const name = variableName.exec(inside)?.[0];
  if (name === undefined) {
    return {
      kind: 'malformed',
      reason: "a '${' that no variable name follows ('$$' is a plain '$')",
    };
  }
  const value = env[name];
  const rest = inside.slice(name.length);
  if (rest === '') {
    return value === undefined
      ? { kind: 'missing', variables: [name] }
      : { kind: 'text', text: value };
  }
  const operator = /^:?[-?]/.exec(rest)?.[0];
  if (operator === undefined) {
    return { kind: 'malformed', reason: `'\${${name}' goes on with neither '}' nor ':-'` };
  }
  if (value !== undefined && (value !== '' || operator.length === 1)) {
    return { kind: 'text', text: value };
  }
  const word = rest.slice(operator.length);
  if (operator.endsWith('-')) return interpolate(word, env);
  return { kind: 'missing', variables: [word === '' ? name : `${name}: ${word}`] };
}

/** Where the brace closes that was opened right before; -1 where it never does. */
export function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
