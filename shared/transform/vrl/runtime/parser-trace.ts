import { Failure } from './failure.ts';

/** A failure as VRL's parsers trace it: what was tried at a place, the innermost first, each with the line it stands in. */
export function parserTrace(text: string, position: number, tried: readonly string[]): Failure {
  const before = text.slice(0, position).split('\n');
  const line = text.split('\n')[before.length - 1] ?? '';
  const column = Buffer.byteLength(before.at(-1) ?? '');
  const steps = tried.map((name, index) =>
    text === ''
      ? `${index}: in ${name}, got empty input\n\n`
      : `${index}: at line ${before.length}, in ${name}:\n${line}\n${' '.repeat(column)}^\n\n`,
  );
  return new Failure(steps.join(''));
}
