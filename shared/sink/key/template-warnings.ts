import { minuteMs } from '../../time/specifiers.ts';
import { parseTemplate, shapeOf } from './parse-template.ts';
import type { KeyTemplate } from './template.ts';

const unwise = /[^\p{L}\p{N}!_.*'()=/ -]/u;

/** What is allowed in a key prefix but seldom meant; each a sentence that says what follows from it. */
export function templateWarnings(template: KeyTemplate): readonly string[] {
  const warnings: string[] = [];
  const { pieces } = parseTemplate(template.source);
  const shape = shapeOf(pieces);
  const writesMinutes = pieces.some(
    (piece) =>
      piece.kind === 'time' &&
      piece.tokens.some((token) => token.kind === 'specifier' && token.name === 'M'),
  );
  if (template.unitMs < minuteMs) {
    warnings.push(
      'changes every second or faster: each second gets its own objects, so they will be tiny and many',
    );
  } else if (writesMinutes) {
    warnings.push(
      'changes every minute: each minute gets its own objects, whatever the batch allows',
    );
  }
  if (template.fields.length > 0) {
    warnings.push(
      `has one open object for each value of ${template.fields.join(', ')}: choose fields with few values`,
    );
  }
  if (shape !== '' && !shape.endsWith('/')) {
    warnings.push("does not end with '/': the topic's name follows directly, in the same folder");
  }
  const character = unwise.exec(shape)?.[0];
  if (character !== undefined) {
    warnings.push(`holds '${character}', which many S3 tools and URLs have trouble with`);
  }
  if (shape.split('/').some((segment) => segment !== segment.trim())) {
    warnings.push('has a folder name that begins or ends with a space');
  }
  return warnings;
}
