import { library } from '../../../shared/transform/vrl/functions/library.ts';
import { isObject, type Value } from '../../../shared/transform/vrl/runtime/value.ts';

/** What can be named where a line is typed. */
export interface Names {
  readonly event: Value;
  readonly metadata: Value;
  readonly variables: readonly string[];
}

const commands = [
  'exit',
  'help',
  'help docs',
  'help error',
  'help functions',
  'next',
  'prev',
  'quit',
];

/**
 * What a line may go on with: a command, a function, a variable, or a field of the event (`.`) and its metadata (`%`).
 * @returns the words, and the part of the line that they stand for
 */
export function completionsOf(line: string, names: Names): [string[], string] {
  const path =
    /(?:^|[^\w\])}"@.])([.%](?:(?:\w|@)+\.|"(?:[^"\\]|\\.)*"\.)*)((?:\w|@)*|"[^"]*)$/.exec(line);
  if (path !== null) {
    const [, way = '', begun = ''] = path;
    const fields = fieldsAt(way, names).filter((name) => name.startsWith(begun));
    return [fields.map((name) => way + name), way + begun];
  }
  const docs = /^help docs (\w*)$/.exec(line);
  const word = docs?.[1] ?? /(?<![\w.%@"])[A-Za-z_]\w*$/.exec(line)?.[0] ?? '';
  if (word === '') return [[], word];
  const functions = [...library.values()].flatMap(({ name, support }) =>
    typeof support === 'string' ? [name] : [],
  );
  const all = docs === null ? [...functions, ...names.variables] : functions;
  const found = all.filter((name) => name.startsWith(word));
  const whole = commands.filter((command) => command.startsWith(line));
  // a command is a line by itself: all of it is what is completed
  if (docs !== null || whole.length === 0) return [[...new Set(found)].toSorted(), word];
  return [[...new Set([...(word === line ? found : []), ...whole])].toSorted(), line];
}

/** The names of the fields of what a path, which ends in `.` or is a root, leads to; as they are written in a path. */
function fieldsAt(way: string, { event, metadata }: Names): string[] {
  let at: Value = way.startsWith('%') ? metadata : event;
  for (const [, quoted, plain] of way.slice(1).matchAll(/"((?:[^"\\]|\\.)*)"|((?:\w|@)+)/g)) {
    const name = plain ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? '';
    if (!isObject(at)) return [];
    at = at[name] ?? null;
  }
  if (!isObject(at)) return [];
  return Object.keys(at).map((name) =>
    /^(?:\w|@)+$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`,
  );
}
