import type { Readable } from 'node:stream';
import { usageError } from '../arguments.ts';
import { inputError } from './open-input.ts';
import {
  parseRecord,
  type RecordDefaults,
  type RecordedRecord,
  valueRecord,
} from './recorded-record.ts';
import { splitLines } from './split-lines.ts';

/** What a line of recorded events is: a record's value, or the whole record. */
export type RecordFormat = 'values' | 'records';

/** Of `--format`. @throws {SluiceError} CONFIG_INVALID */
export function recordFormat(text = 'values'): RecordFormat {
  if (text === 'values' || text === 'records') return text;
  throw usageError(`--format: got '${text}'; allowed: values or records`);
}

/** Reads recorded events, a line each. @throws {SluiceError} INPUT_UNREADABLE */
export async function* readRecords(
  stream: Readable,
  input: string,
  format: RecordFormat,
  defaults: RecordDefaults,
): AsyncGenerator<RecordedRecord> {
  const read = format === 'values' ? valueRecord : parseRecord;
  try {
    for await (const line of splitLines(stream)) yield read(line, defaults);
  } catch (thrown) {
    throw inputError(input, thrown);
  }
}
