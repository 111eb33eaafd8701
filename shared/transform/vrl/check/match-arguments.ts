import { type CompileFault, context, primary } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { FunctionDefinition, Parameter } from '../functions/definition.ts';
import type { Argument, Call } from '../syntax/ast.ts';

/**
 * For each parameter the index of its argument. As in VRL, where one gets several, the last one counts.
 * @param reject of an argument that its parameter does not take: called in the order in which they stand
 * @throws {CompileFault}
 */
export function matchArguments(
  { nameSpan, span, arguments: given }: Call,
  { parameters: all }: Pick<FunctionDefinition, 'parameters'>,
  reject: (parameter: Parameter, index: number) => void,
): readonly (number | undefined)[] {
  const parameters = all.filter(({ isHidden }) => isHidden !== true);
  if (given.length > parameters.length) throw tooMany(given, parameters.length);
  const found: (number | undefined)[] = all.map(() => undefined);
  let position = 0;
  for (const [
    index,
    {
      keyword,
      span: { start },
    },
  ] of given.entries()) {
    let at = position;
    if (keyword === null) {
      position += 1;
    } else {
      at = parameters.findIndex((parameter) => parameter.keyword === keyword);
      if (at === position) position += 1;
    }
    const parameter = parameters[at];
    if (parameter === undefined) {
      const length = keyword?.length ?? 0;
      throw fault(108, 'unknown function argument keyword', [
        primary({ start, end: start + length }, 'unknown keyword'),
        context(
          nameSpan,
          `this function accepts the following keywords: ${parameters.map((one) => `"${one.keyword}"`).join(', ')}`,
        ),
      ]);
    }
    reject(parameter, index);
    found[at] = index;
  }
  for (const [index, { keyword, required }] of parameters.entries()) {
    if (required && found[index] === undefined) {
      throw fault(107, 'missing function argument', [
        primary(span, `required argument missing: "${keyword}" (position ${index})`),
      ]);
    }
  }
  return found;
}

function tooMany(given: readonly Argument[], count: number): CompileFault {
  const span = { start: given[0]?.span.start ?? 0, end: given.at(-1)?.span.end ?? 0 };
  return fault(
    106,
    'wrong number of function arguments',
    [
      primary(span, 'too many function arguments'),
      context(span, `this function takes a maximum of ${count} argument${count === 1 ? '' : 's'}`),
    ],
    ['see documentation about function arguments at https://vrl.dev/expressions/#arguments'],
  );
}
