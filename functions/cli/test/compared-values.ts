import { compileProgram } from '../../../shared/transform/vrl/compile/compile-program.ts';
import { library } from '../../../shared/transform/vrl/functions/library.ts';
import { displayValue } from '../../../shared/transform/vrl/runtime/display.ts';
import { Stop } from '../../../shared/transform/vrl/runtime/stop.ts';
import { isObject, type Value } from '../../../shared/transform/vrl/runtime/value.ts';
import { instantiateProgram } from '../instantiate-program.ts';
import { toolContext } from '../vrl/tool-context.ts';
import type { ValueProgram } from '../vrl/value-program.ts';

/**
 * In what two values differ, line by line, of the message of an `assert_eq` that failed; empty where it is no such message, or
 * both fit into a line of it.
 */
export function comparedValues(message: string): readonly string[] {
  const [, compared = ''] = /assertion failed: ([\s\S]+)$/.exec(message) ?? [];
  for (const { index } of compared.matchAll(/ == /g)) {
    // what VRL prints of a value is the value in VRL; other places are within texts
    const values = valuesOf(`[${compared.slice(0, index)}, ${compared.slice(index + 4)}]`);
    if (values === null) continue;
    const [first = [], second = []] = values.map((value) => linesOf(value, ''));
    if (first.length === 1 || second.length === 1) return [];
    return ['- the first value of assert_eq, + the second', ...difference(first, second)];
  }
  return [];
}

function valuesOf(source: string): readonly Value[] | null {
  const compiled = compileProgram(source, library, 'values');
  if (!compiled.ok) return null;
  const context = toolContext(() => undefined);
  const ran = instantiateProgram<ValueProgram>(compiled.program)({}, {}, context);
  if (ran instanceof Stop || !Array.isArray(ran.value)) return null;
  return ran.value.length === 2 ? ran.value : null;
}

/** A field or an element a line. */
function linesOf(value: Value, name: string): readonly string[] {
  const isList = Array.isArray(value);
  if (!isList && !isObject(value)) return [`${name}${displayValue(value)}`];
  const inner = isList
    ? value.flatMap((one) => linesOf(one, ''))
    : Object.keys(value)
        .toSorted()
        .flatMap((key) => linesOf(value[key] ?? null, `${JSON.stringify(key)}: `));
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (inner.length === 0) return [`${name}${open}${close}`];
  return [`${name}${open}`, ...inner.map((line) => `  ${line}`), close];
}

/** Lines of both, with a mark before those that one of them lacks: the longest common part is left as it is. */
function difference(first: readonly string[], second: readonly string[]): readonly string[] {
  const common = commonLengths(first, second);
  const lines: string[] = [];
  let [at, other] = [0, 0];
  while (at < first.length || other < second.length) {
    const [one, two] = [first[at], second[other]];
    if (one !== undefined && one === two) {
      lines.push(`  ${one}`);
      at++;
      other++;
    } else if (
      two === undefined ||
      (one !== undefined && lengthAt(common, at + 1, other) >= lengthAt(common, at, other + 1))
    ) {
      lines.push(`- ${one}`);
      at++;
    } else {
      lines.push(`+ ${two}`);
      other++;
    }
  }
  return lines;
}

/** How many lines are common from each pair of places on. */
function commonLengths(first: readonly string[], second: readonly string[]): readonly number[][] {
  const lengths = Array.from({ length: first.length + 1 }, () =>
    Array.from({ length: second.length + 1 }, () => 0),
  );
  for (let at = first.length - 1; at >= 0; at--) {
    for (let other = second.length - 1; other >= 0; other--) {
      const row = lengths[at] as number[];
      row[other] =
        first[at] === second[other]
          ? lengthAt(lengths, at + 1, other + 1) + 1
          : Math.max(lengthAt(lengths, at + 1, other), lengthAt(lengths, at, other + 1));
    }
  }
  return lengths;
}

function lengthAt(lengths: readonly (readonly number[])[], at: number, other: number): number {
  return lengths[at]?.[other] ?? 0;
}
