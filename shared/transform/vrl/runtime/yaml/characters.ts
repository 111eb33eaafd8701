import { YamlFault } from './fault.ts';

/** Every character has to be one of YAML’s. @throws {YamlFault} */
export function checkCharacters(text: string): void {
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  const match = /[\0-\x08\v\f\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/.exec(text);
  if (match === null) return;
  const position = Buffer.byteLength(text.slice(0, match.index));
  const place = position === 0 ? '' : ` at position ${position}`;
  throw new YamlFault(`control characters are not allowed${place}`);
}
