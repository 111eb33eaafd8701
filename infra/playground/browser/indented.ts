/** Generated code as a person reads it: a block is further in than what is around it. */
export function indented(code: string): string {
  let depth = 0;
  return code
    .split('\n')
    .map((line) => {
      if (line.startsWith('}')) depth--;
      const text = '  '.repeat(Math.max(0, depth)) + line;
      if (line.endsWith('{')) depth++;
      return text;
    })
    .join('\n');
}
