import type { Closure, Expression } from '../syntax/ast.ts';

/** An expression in VRL's own spelling, as messages name it; what has none of its own is as it was written. */
export function expressionText(expression: Expression, source: string): string {
  const text = (inner: Expression): string => expressionText(inner, source);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others have no spelling of their own
  switch (expression.kind) {
    case 'integer':
    case 'float':
      return String(expression.value);
    case 'array':
      return `[${expression.items.map(text).join(', ')}]`;
    case 'string': {
      // a raw one is as it was written
      if (source[expression.span.start] !== '"') break;
      const parts = expression.parts.map((part) =>
        part.kind === 'text' ? part.text : `{{ ${part.name} }}`,
      );
      return `"${parts.join('')}"`;
    }
    case 'object': {
      const fields = expression.fields.map(({ name, value }) => `"${name}": ${text(value)}`);
      return `{ ${fields.join(', ')} }`;
    }
    case 'query':
      // so does VRL's parser print metadata, and nothing else of VRL's
      if (expression.root === 'metadata')
        return `&${source.slice(expression.span.start + 1, expression.span.end)}`;
      break;
    case 'group':
      return `(${text(expression.inner)})`;
    case 'not':
      return `!${text(expression.inner)}`;
    case 'operation':
      return `${text(expression.left)} ${expression.operator} ${text(expression.right)}`;
    case 'block':
      return `{\n${expression.body.map((inner) => `\t${text(inner)}\n`).join('')}}`;
    case 'call': {
      const given = expression.arguments.map(({ keyword, value }) =>
        keyword === null ? text(value) : `${keyword}: ${text(value)}`,
      );
      const behind =
        expression.closure === null ? '' : ` -> ${closureText(expression.closure, text)}`;
      return `${expression.name}(${given.join(', ')})${behind}`;
    }
    default:
      break;
  }
  return source.slice(expression.span.start, expression.span.end);
}

function closureText({ variables, block }: Closure, text: (inner: Expression) => string): string {
  return `|${variables.map(({ name }) => name).join(', ')}| ${text(block)}`;
}
