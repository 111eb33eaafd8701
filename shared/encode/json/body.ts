import type { JsonScanner } from '../../decode/json/scanner.ts';
import { copyBytes } from '../copy-bytes.ts';
import { compactJson } from './compact.ts';

const comma = 0x2c;

/** What is known of an object in JSON: where its members are, and which of them are watched. */
export type ScannedBody = Pick<JsonScanner, 'bodyStart' | 'bodyEnd' | 'hasLineBreak' | 'watched'>;

/**
 * Copies the members of the object that was scanned, without the braces around them and without those that are named in
 * `replaced`. Line breaks between tokens do not get through. Needs room for the body; gives the position behind it.
 */
export function writeBody(
  scanner: ScannedBody,
  replaced: ReadonlySet<string>,
  bytes: Buffer,
  into: Buffer,
  position: number,
): number {
  const { bodyStart, bodyEnd, watched } = scanner;
  const write = scanner.hasLineBreak ? compactJson : copyBytes;
  if (watched.count === 0) return write(bytes, bodyStart, bodyEnd, into, position);
  let to = position;
  let at = bodyStart;
  for (let member = 0; member < watched.count; member += 1) {
    if (!replaced.has(watched.nameOf(member))) continue;
    to = write(bytes, at, watched.startOf(member), into, to);
    at = watched.endOf(member);
  }
  if (at < bodyEnd) return write(bytes, at, bodyEnd, into, to);
  // The last member was cut out: the comma before it goes too, where one was written.
  while (to > position && (into[to - 1] as number) <= 0x20) to -= 1;
  return to > position && into[to - 1] === comma ? to - 1 : to;
}
