import { type CompileFault, context, primary } from '../diagnostics/diagnostic.ts';
import { fault } from '../diagnostics/faults.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { Argument, Call } from '../syntax/ast.ts';

/** Arguments in the order of the parameters. */
export function matchArguments(
  { nameSpan, span, arguments: given }: Call,
  { parameters }: Pick<FunctionDefinition, 'parameters'>,
): readonly (Argument | undefined)[] {
  const found = new Map<string, Argument>();
  const free = parameters.filter(
    ({ keyword }) => !given.some((argument) => argument.keyword === keyword),
  );
  let position = 0;
  for (const argument of given) {
    if (argument.keyword !== null) {
      if (!parameters.some(({ keyword }) => keyword === argument.keyword)) {
        throw fault(108, 'unknown function argument keyword', [
          primary(
            { start: argument.span.start, end: argument.span.start + argument.keyword.length },
            'unknown keyword',
          ),
          context(
            nameSpan,
            `this function accepts the following keywords: ${parameters.map(({ keyword }) => `"${keyword}"`).join(', ')}`,
          ),
        ]);
      }
      if (found.has(argument.keyword)) throw tooMany(argument, parameters.length);
      found.set(argument.keyword, argument);
      continue;
    }
    const parameter = free[position];
    position += 1;
    if (parameter === undefined) throw tooMany(argument, parameters.length);
    found.set(parameter.keyword, argument);
  }
  for (const [index, { keyword, required }] of parameters.entries()) {
    if (required && !found.has(keyword)) {
      throw fault(107, 'missing function argument', [
        primary(span, `required argument missing: "${keyword}" (position ${index})`),
      ]);
    }
  }
  return parameters.map(({ keyword }) => found.get(keyword));
}

function tooMany({ span }: Argument, count: number): CompileFault {
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
