/** A place in a document; line and column count from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a document, in libyaml’s words and with its places. */
export class YamlFault extends Error {}

export function markText({ line, column }: Mark): string {
  return `line ${line + 1} column ${column + 1}`;
}

function isStart({ line, column }: Mark): boolean {
  return line === 0 && column === 0;
}

/** @param context what was being read, which began at `contextMark` */
export function yamlFault(
  problem: string,
  mark: Mark,
  context?: string,
  contextMark: Mark = mark,
): YamlFault {
  let text = problem;
  if (!isStart(mark)) text += ` at ${markText(mark)}`;
  if (context !== undefined) {
    text += `, ${context}`;
    const isElsewhere = contextMark.line !== mark.line || contextMark.column !== mark.column;
    if (isElsewhere && !isStart(contextMark)) text += ` at ${markText(contextMark)}`;
  }
  return new YamlFault(text);
}
