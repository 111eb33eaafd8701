import { SluiceError } from '../../../shared/errors.ts';

/** A longer line is taken for a file that is none of lines; it would have to be held whole. */
const maxLineBytes: number = 256 * 1024 * 1024;

/** One line without its end, and its number from 1. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer;
}

/**
 * Cuts a stream into lines, as bytes, so that what is not UTF-8 stays as it is. Holds one line and one read at a time.
 * Empty lines are passed over but counted.
 * @throws {SluiceError} INPUT_UNREADABLE for a line over 256 MiB
 */
export async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      number += 1;
      const bytes = trimmed(joined(pending, chunk.subarray(from, end)));
      pending = [];
      pendingBytes = 0;
      from = end + 1;
      if (bytes.length > 0) yield { number, bytes };
    }
    if (from === chunk.length) continue;
    pending.push(chunk.subarray(from));
    pendingBytes += chunk.length - from;
    if (pendingBytes > maxLineBytes) {
      throw new SluiceError(
        'INPUT_UNREADABLE',
        `line ${number + 1} of the input is longer than ${maxLineBytes} bytes; allowed: one record a line`,
      );
    }
  }
  const last = trimmed(joined(pending, Buffer.alloc(0)));
  if (last.length > 0) yield { number: number + 1, bytes: last };
}

function joined(pending: readonly Buffer[], rest: Buffer): Buffer {
  return pending.length === 0 ? rest : Buffer.concat([...pending, rest]);
}

/** Without the carriage return of a file from Windows. */
function trimmed(line: Buffer): Buffer {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line;
}
