/** The ASCII classes of `[[:name:]]`, as class bodies. */
export const posixClasses: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7F'],
  ['blank', '\\t\\x20'],
  ['cntrl', '\\x00-\\x1F\\x7F'],
  ['digit', '0-9'],
  ['graph', '\\x21-\\x7E'],
  ['lower', 'a-z'],
  ['print', '\\x20-\\x7E'],
  ['punct', '\\x21-\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7E'],
  ['space', '\\t\\n\\v\\f\\r\\x20'],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
]);

export const word = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';
export const asciiWord = '0-9A-Za-z_';

/** `\d`, `\s` and `\w`, which are Unicode's in Rust. */
export function perlClass(name: string, isUnicode: boolean): string {
  switch (name) {
    case 'd':
      return isUnicode ? '\\p{Nd}' : '0-9';
    case 's':
      return isUnicode ? '\\p{White_Space}' : '\\t\\n\\v\\f\\r\\x20';
    default:
      return isUnicode ? word : asciiWord;
  }
}

/** A class by Unicode's name of a category, script or property, written as loosely as Rust allows; null: none. */
export function unicodeClass(name: string, isNegated: boolean): string | null {
  const equals = /^([^=:!]+)(!=|=|:)(.+)$/.exec(name);
  const property = equals?.[1];
  const value = equals?.[3] ?? name;
  const escape = isNegated !== (equals?.[2] === '!=') ? 'P' : 'p';
  for (const spelled of spellings(value)) {
    for (const candidate of candidates(property, spelled)) {
      const body = `\\${escape}{${candidate}}`;
      if (isClass(body)) return body;
    }
  }
  if (/^any$/i.test(value)) return escape === 'p' ? '\\p{Any}' : '\\P{Any}';
  return null;
}

function candidates(property: string | undefined, value: string): string[] {
  if (property === undefined) return [value, `Script=${value}`, `General_Category=${value}`];
  if (/^(?:sc|script)$/i.test(property)) return [`Script=${value}`];
  if (/^(?:scx|script_?extensions)$/i.test(property)) return [`Script_Extensions=${value}`];
  return [`General_Category=${value}`];
}

function spellings(name: string): string[] {
  const words = name.split(/[\s_-]+/).filter((part) => part !== '');
  const capital = words.map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase());
  return [name, capital.join('_'), words.join('').toLowerCase(), name.toUpperCase()];
}

function isClass(body: string): boolean {
  try {
    return new RegExp(body, 'v') instanceof RegExp;
  } catch {
    return false;
  }
}
