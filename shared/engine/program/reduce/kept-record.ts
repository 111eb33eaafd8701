import type { Chunk, RecordCursor, RecordHeader } from '../../../record.ts';
import type { Origin } from '../../../transform/model.ts';
import type { WholeRecord } from '../dead-letter.ts';

/** A copy of a record that outlives its chunk: what its dead letter would need. */
export interface KeptRecord extends WholeRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** What it counts where it is held. */
  readonly byteLength: number;
}

/** What a reduced event was made of: a record, or one of the several events that it gave. */
export interface KeptOrigin extends Origin {
  readonly record: KeptRecord;
  /** See Rejection.events; empty: the whole record. */
  readonly place: string;
}

/**
 * What a record counts beside its own bytes, which count twice: as its copy, and as what its group holds of it. A constant,
 * as the groups that end for want of room have to be the same ones on every machine.
 */
const overheadBytes = 512;

export function keepRecord({ topic, partition, start }: Chunk, cursor: RecordCursor): KeptRecord {
  const { bytes, keyStart, keyEnd, valueStart, valueEnd, timestampMs, headerCount } = cursor;
  const keyLength = keyStart < 0 ? 0 : keyEnd - keyStart;
  const valueLength = valueStart < 0 ? 0 : valueEnd - valueStart;
  const copy = Buffer.allocUnsafe(keyLength + valueLength);
  if (keyStart >= 0) bytes.copy(copy, 0, keyStart, keyEnd);
  if (valueStart >= 0) bytes.copy(copy, keyLength, valueStart, valueEnd);
  const headers = headerCount === 0 ? [] : cursor.headers().map(copied);
  let headerBytes = 0;
  for (const { name, value } of headers) headerBytes += name.length + (value?.length ?? 0);
  return {
    topic,
    partition,
    offset: start + BigInt(cursor.offsetDelta),
    byteLength: 2 * (copy.length + headerBytes) + overheadBytes,
    bytes: copy,
    timestampMs,
    keyStart: keyStart < 0 ? -1 : 0,
    keyEnd: keyLength,
    valueStart: valueStart < 0 ? -1 : keyLength,
    valueEnd: copy.length,
    headers: () => headers,
  };
}

function copied({ name, value }: RecordHeader): RecordHeader {
  return { name, value: value === null ? null : Uint8Array.from(value) };
}
