import type { Step } from './paths.ts';

/** Indexes beyond it would fill memory with nulls: such a text is no path here. */
const maxIndex = 10_000;
const name = /[0-9A-Za-z_@-]+/y;
const quoted = /"((?:[^"\\]|\\["\\])*)"/y;
const index = /\[(-?\d{1,6})\]/y;

/** The steps of a path that is written as text, such as `a.b[0]` or `."a b"`; null: it is none. */
export function pathSteps(text: string): readonly Step[] | null {
  const steps: Step[] = [];
  let position = text.startsWith('.') ? 1 : 0;
  if (text === '') return null;
  let needsName = false;
  const take = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = position;
    const match = expression.exec(text);
    position += match?.[0].length ?? 0;
    return match;
  };
  while (position < text.length) {
    const plain = take(name)?.[0];
    const inQuotes = plain === undefined ? take(quoted)?.[1] : undefined;
    const number = (plain ?? inQuotes ?? needsName) ? undefined : take(index)?.[1];
    if (plain !== undefined) steps.push(plain);
    else if (inQuotes !== undefined) steps.push(inQuotes.replaceAll(/\\(.)/gs, '$1'));
    else if (number !== undefined && Math.abs(Number(number)) <= maxIndex) {
      steps.push(Number(number));
    } else return null;
    needsName = text[position] === '.';
    if (needsName) {
      position++;
      // a dot behind a step leads to another one
      if (position === text.length) return null;
    }
  }
  return steps;
}
