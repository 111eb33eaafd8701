import { kindText } from '../../../shared/transform/vrl/check/kind-text.ts';
import { library } from '../../../shared/transform/vrl/functions/library.ts';

const docs = 'https://vector.dev/docs/reference/vrl';

const commands = `Commands:
  help functions     the functions that there are (also: help funcs, help fs)
  help docs          where VRL is described
  help docs NAME     what a function does, with examples
  help error CODE    where an error is described
  next               the next event; behind the last one a new one
  prev               the event before
  exit               ends (also: quit, Ctrl-D)

Anything else is a program: of '.', the event, and of variables that programs
before it have set. A line with an open bracket or string goes on in the next
one; an empty line ends it all the same.
`;

/** What is answered to a line that asks for help; null: it does not. */
export function replHelp(line: string): string | null {
  const [word, what, name, ...more] = line.split(/\s+/);
  if (word !== 'help' || more.length > 0) return null;
  if (what === undefined) return commands;
  if (what === 'error' && name !== undefined) {
    return /^\d{3}$/.test(name)
      ? `https://errors.vrl.dev/${name}\n`
      : `error code ${name} not recognized\n`;
  }
  if (what === 'docs') return name === undefined ? `${docs}\n` : functionHelp(name);
  const isList = ['functions', 'funcs', 'fs'].includes(what) && name === undefined;
  return isList ? functionList() : null;
}

function functionList(): string {
  const names = [...library.values()]
    .flatMap(({ name, support }) => (typeof support === 'string' ? [name] : []))
    .toSorted();
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const rows = Math.ceil(names.length / columns);
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: columns }, (_cell, column) => names[row + column * rows]);
    return cells
      .map((name = '') => name.padEnd(width))
      .join('')
      .trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

const columns = 3;

function functionHelp(name: string): string {
  const found = library.get(name);
  if (found === undefined) return `function name ${name} not recognized\n`;
  const { closure, examples, parameters, summary, support } = found;
  if (typeof support !== 'string') return `${name} does not compile here: it ${support.refused}.\n`;
  const given = parameters.map(
    ({ keyword, kind, required }) => `${keyword}${required ? '' : '?'}: ${kindText(kind)}`,
  );
  const block = closure === undefined ? '' : ' -> |…| { … }';
  const lines = [
    `${name}(${given.join(', ')})${block}`,
    summary,
    ...parameters.map((parameter) => `  ${parameter.keyword}: ${parameter.summary}`),
    ...examples.flatMap(({ result, source }) => [
      '',
      source,
      `# ${result.replaceAll('\n', '\n# ')}`,
    ]),
    '',
    `${docs}/functions/#${name}`,
  ];
  return `${lines.join('\n')}\n`;
}
