/** A line and a column, from one. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the names of a TOML file stand, by their paths (`\0sinks\0s3\0bucket`): its parser does not say. Names within an
 * inline table have none of their own. The text is known to be TOML.
 */
export function tomlPlaces(text: string): ReadonlyMap<string, Position> {
  const places = new Map<string, Position>();
  const tables = new Map<string, number>();
  let prefix = '';
  let rest: string | null = null;
  text.split('\n').forEach((line, index) => {
    if (rest !== null) {
      // within text of several lines, or a list
      rest = after(rest, line);
      return;
    }
    const column = line.search(/\S/) + 1;
    if (column === 0) return;
    const table = /^\s*\[(\[?)([^\]]+)\]/.exec(line);
    if (table !== null) {
      prefix = pathOf(table[2] ?? '', tables);
      if (table[1] === '[') {
        const count = tables.get(prefix) ?? 0;
        tables.set(prefix, count + 1);
        places.set(prefix, places.get(prefix) ?? { line: index + 1, column });
        prefix += `\0${count}`;
      }
      places.set(prefix, { line: index + 1, column });
      return;
    }
    const pair = /^\s*((?:"(?:\\.|[^"\\])*"|'[^']*'|[\w.-]|\s*\.\s*)+?)\s*=(.*)$/.exec(line);
    if (pair === null) return;
    places.set(prefix + pathOf(pair[1] ?? '', new Map()), { line: index + 1, column });
    rest = opened(pair[2] ?? '');
  });
  return places;
}

/** The path of a dotted name; a table of a list of tables is the last of them so far. */
function pathOf(name: string, tables: ReadonlyMap<string, number>): string {
  let path = '';
  for (const [, double, single, bare] of name.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|([\w-]+)/g)) {
    path += `\0${double ?? single ?? bare ?? ''}`;
    const count = tables.get(path);
    if (count !== undefined && !isLast(name, path)) path += `\0${count - 1}`;
  }
  return path;
}

function isLast(name: string, path: string): boolean {
  return (
    name.trim().split('.').length <=
    path.split('\0').filter((part) => !/^\d+$/.test(part)).length - 1
  );
}

/** What has to come before a value ends that a line begins; null where it ends on it. */
function opened(value: string): string | null {
  return after('', value);
}

/** The same of a further line: quotes that are open, or as many brackets. */
function after(open: string, line: string): string | null {
  let quotes = open.startsWith('[') ? '' : open;
  let depth = open.startsWith('[') ? open.length : 0;
  let at = 0;
  while (at < line.length) {
    if (quotes !== '') {
      const end = line.indexOf(quotes, at);
      if (end < 0) return quotes;
      at = end + quotes.length;
      quotes = '';
      continue;
    }
    const three = line.slice(at, at + 3);
    const character = line[at] ?? '';
    if (three === '"""' || three === "'''") {
      quotes = three;
      at += 3;
      continue;
    }
    if (character === '#') break;
    if (character === '"' || character === "'") {
      const text = /^(?:"(?:\\.|[^"\\])*"|'[^']*')/.exec(line.slice(at));
      at += text?.[0].length ?? 1;
      continue;
    }
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    at += 1;
  }
  return depth > 0 ? '['.repeat(depth) : null;
}
