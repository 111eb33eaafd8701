import { closest } from 'fastest-levenshtein';
import { type CompileFault, context, primary, type Span } from '../diagnostics/diagnostic.ts';
import { coercing, fault, handling } from '../diagnostics/faults.ts';
import { wrongArgument } from './call-faults.ts';
import type { CheckContext } from './check-context.ts';
import { kindText } from './kind-text.ts';
import type { TypedExpression } from './typed.ts';

// What the checker says of expressions, in VRL's words.

/** Of an expression that may fail where nobody handles that; see `CheckContext.pending`. */
export function unhandled(
  checker: CheckContext,
  expression: TypedExpression,
  title: string,
): CompileFault {
  const { span } = expression;
  const wrong = expression.type === 'call' ? wrongArgument(expression) : null;
  if (wrong !== null) return wrong;
  return fault(
    100,
    title,
    [
      primary(span, 'expression can result in runtime error'),
      context(span, 'handle the error case to ensure runtime success'),
    ],
    handling,
  );
}

const uses = { abort: 'an abort message', return: 'a return value' };

export function fallibleOperand(span: Span, keyword: keyof typeof uses): CompileFault {
  return fault(
    631,
    'unhandled fallible expression',
    [
      primary(span, `${keyword} only accepts an infallible expression argument`),
      context(span, `handle errors before using the expression as ${uses[keyword]}`),
    ],
    handling,
  );
}

export function nonStringMessage({ span, kind }: TypedExpression): CompileFault {
  return fault(
    113,
    'non-string abort message',
    [
      primary(span, 'abort only accepts an expression argument resolving to a string'),
      context(span, `this expression resolves to ${kindText(kind)}`),
    ],
    coercing,
  );
}

export function nonBooleanPredicate({ span, kind }: TypedExpression): CompileFault {
  return fault(
    102,
    'non-boolean predicate',
    [
      primary(span, 'this predicate must resolve to a boolean'),
      context(span, `instead it resolves to ${kindText(kind)}`),
    ],
    [
      'hint: coerce the value to the required type using a coercion function',
      'see documentation about if expressions at https://vrl.dev/expressions/#if',
    ],
  );
}

export function chainedComparison(operator: Span): CompileFault {
  return fault(
    650,
    "comparison operators can't be chained together",
    [primary(operator, '')],
    ['see documentation about comparisons at https://vrl.dev/expressions/#comparison'],
  );
}

export function undefinedVariable(
  name: string,
  span: Span,
  names: readonly string[],
): CompileFault {
  const close = closest(name, [...names.toSorted(), 'null', 'true', 'false']);
  return fault(701, 'call to undefined variable', [
    primary(span, 'undefined variable'),
    context(span, `did you mean "${close}"?`),
  ]);
}
