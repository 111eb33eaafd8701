import { eventOnBytes } from '../event-on-bytes.ts';
import { rawNumber } from '../raw-json.ts';
import type { EventValue } from './model.ts';
import { recording } from './recording.ts';

/**
 * A value as JSON, without spaces: VRL's `encode_json`. Exact numbers are written as they came, bigints as integers,
 * dates as RFC 3339 with milliseconds. Returned by a program (`return encodeJson(event)`) it becomes the event
 * `{ message }`, which a sink with `encoding.codec: 'text'` writes as it is.
 */
export function encodeJson(value: EventValue): string {
  if (recording.current !== null && value === recording.current.event) {
    return recording.current.encodeJson();
  }
  const { current } = eventOnBytes;
  if (current !== null && value === current.event) return current.encodeJson();
  let text: string | undefined;
  try {
    text = JSON.stringify(value) as string | undefined;
  } catch {
    // Bigints are refused; asked again with a replacer, which would make every other call slow. Whatever else was
    // wrong is thrown again by this.
    text = JSON.stringify(value, exactBigint) as string | undefined;
  }
  // JSON has no undefined: null stands for it, as within arrays
  return text ?? 'null';
}

function exactBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? rawNumber(String(value)) : value;
}
