import { isUtf8 } from 'node:buffer';
import type { RecordCursor, Rejection, TopicPartition } from '../../record.ts';
import { recordTime } from '../../time/record-time.ts';

/** All of a record but its place. */
export type WholeRecord = Pick<
  RecordCursor,
  'bytes' | 'timestampMs' | 'keyStart' | 'keyEnd' | 'valueStart' | 'valueEnd' | 'headers'
>;

/**
 * A record that could not be processed, whole, as one line of JSON, so that it can be looked at with SQL and replayed.
 * Bytes stand as text where they are UTF-8; otherwise as Base64 under `…Base64`.
 *
 *     {"topic":…,"partition":…,"offset":…,"timestamp":…,"key":…,"headers":[{"name":…,"value":…}],
 *      "stage":…,"component":…,"code":…,"reason":…,"value":…}
 *
 * Where the record gives several events, and it is about some of them: `"events":["2",…]` before the value.
 */
export function deadLetterLine(
  at: TopicPartition,
  offset: bigint,
  record: WholeRecord,
  rejection: Rejection,
): string {
  return JSON.stringify({
    ...placeOf(at, offset, record),
    stage: rejection.stage,
    component: rejection.component,
    code: rejection.code,
    reason: rejection.reason,
    ...(rejection.events === undefined ? null : { events: rejection.events }),
    ...valueOf(record),
  });
}

/** A record in the same form, with the source that has read it. */
export function recordedLine(
  source: string,
  at: TopicPartition,
  offset: bigint,
  cursor: RecordCursor,
): string {
  return JSON.stringify({ source, ...placeOf(at, offset, cursor), ...valueOf(cursor) });
}

function placeOf(
  { partition, topic }: TopicPartition,
  offset: bigint,
  record: WholeRecord,
): object {
  const { bytes, keyStart, keyEnd, timestampMs } = record;
  return {
    topic,
    partition,
    // an offset beyond 2^53 does not occur, and a number is what SQL wants
    offset: Number(offset),
    timestamp: recordTime(timestampMs),
    ...text('key', slice(bytes, keyStart, keyEnd)),
    headers: record.headers().map(({ name, value }) => ({ name, ...text('value', value) })),
  };
}

function valueOf({ bytes, valueEnd, valueStart }: WholeRecord): object {
  return text('value', slice(bytes, valueStart, valueEnd));
}

function slice(bytes: Buffer, start: number, end: number): Buffer | null {
  return start < 0 ? null : bytes.subarray(start, end);
}

function text(name: string, bytes: Uint8Array | null): Record<string, string | null> {
  if (bytes === null) return { [name]: null };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer)
    ? { [name]: buffer.toString('utf8') }
    : { [`${name}Base64`]: buffer.toString('base64') };
}
