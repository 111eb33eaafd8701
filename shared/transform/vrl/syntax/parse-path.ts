import type { Segment } from './ast.ts';
import { expected } from './expected.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './token.ts';

/** Whether a path goes on here: a dot or a bracket right behind what was taken last. */
export function isPathAhead(tokens: TokenReader): boolean {
  return tokens.isAdjacent && (tokens.isSign('.') || tokens.isSign('['));
}

/** The steps behind a root or an expression, each adjacent to the one before: `.a`, `."b c"`, `[0]`. */
export function parseSegments(tokens: TokenReader): readonly Segment[] {
  const path: Segment[] = [];
  while (isPathAhead(tokens)) {
    if (tokens.takeSign('[')) {
      path.push(parseIndex(tokens));
    } else {
      tokens.take();
      path.push(parseStep(tokens));
    }
  }
  return path;
}

/** The steps of `.a`, `%a`, `.[0]`, `.`, whose first sign was taken. */
export function parseRooted(tokens: TokenReader): readonly Segment[] {
  const path: Segment[] = [];
  if (tokens.isAdjacent) {
    if (tokens.takeSign('[')) path.push(parseIndex(tokens));
    else if (isStep(tokens)) path.push(parseStep(tokens));
    else if (tokens.current.kind === 'integer') throw tokens.unexpected(expected.rootField);
    else return [];
  }
  return [...path, ...parseSegments(tokens)];
}

function isStep(tokens: TokenReader): boolean {
  return isName(tokens.current) || tokens.current.kind === 'string';
}

function parseStep(tokens: TokenReader): Segment {
  if (!tokens.isAdjacent || isEnd(tokens)) throw tokens.endOfPath(expected.pathField);
  return { kind: 'field', name: parseName(tokens) };
}

/** What a path ends at, where it may go on. */
function isEnd(tokens: TokenReader): boolean {
  const { kind } = tokens.current;
  return (
    kind === 'end' || (kind === 'sign' && !['.', '[', '{', '('].some((one) => tokens.isSign(one)))
  );
}

function isName({ kind }: Token): boolean {
  return kind === 'word' || kind === 'field';
}

function parseName(tokens: TokenReader): string {
  const token = tokens.current;
  if (token.kind === 'string') {
    tokens.take();
    // in a path there are no templates: the braces are part of the name
    return token.parts
      .map((part) => (part.kind === 'text' ? part.text : braces(part.name)))
      .join('');
  }
  if (!isName(token)) throw tokens.unexpected(expected.pathField);
  tokens.take();
  return token.text;
}

function braces(name: string): string {
  return `{{ ${name} }}`;
}

function parseIndex(tokens: TokenReader): Segment {
  const token = tokens.current;
  if (token.kind === 'end') throw tokens.endOfPath('"integer literal"');
  if (token.kind !== 'integer') throw tokens.unexpected('"integer literal"');
  tokens.take();
  if (tokens.ahead(0).kind === 'end') throw tokens.endOfPath('"]"');
  tokens.expectSign(']');
  return { kind: 'index', index: Number(token.value) };
}
