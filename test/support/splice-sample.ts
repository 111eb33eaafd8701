import assert from 'node:assert/strict';
import { JsonScanner } from '../../shared/decode/json/scanner.ts';
import { GrowableTarget } from '../../shared/encode/byte-target.ts';
import type { Codec } from '../../shared/encode/framing.ts';
import { compileSplice } from '../../shared/encode/splice.ts';
import type { MetadataFields } from '../../shared/pipeline/model.ts';
import type { Chunk, RecordCursor, RecordHeader } from '../../shared/record.ts';
import type { FieldOperation } from '../../shared/transform/model.ts';

/** The names under which Vector's Kafka source puts metadata. */
export const vectorFields: MetadataFields = {
  key: 'message_key',
  topic: 'topic',
  partition: 'partition',
  offset: 'offset',
  headers: 'headers',
  timestamp: 'timestamp',
  sourceType: 'source_type',
};
/** No metadata at all. */
export const noFields: MetadataFields = {
  key: null,
  topic: null,
  partition: null,
  offset: null,
  headers: null,
  timestamp: null,
  sourceType: null,
};

/** A record for the byte path. */
export interface Sample {
  readonly value: string;
  readonly key: Uint8Array | null;
  readonly headers: readonly RecordHeader[];
  readonly timestampMs: number;
  readonly offsetDelta: number;
}

/** What is the same for samples that do not care. */
export const plainSample: Sample = {
  value: '{}',
  key: Buffer.from('test'),
  headers: [],
  timestampMs: Date.parse('2024-12-28T18:01:02.239Z'),
  offsetDelta: 7,
};

/** A cursor on the sample, laid out between bytes that no reader may touch. */
export function cursorOf(sample: Sample): RecordCursor {
  const key = sample.key ?? Buffer.alloc(0);
  const value = Buffer.from(sample.value);
  // Kafka's length of the value stands between the two: its bytes can look like the rest of a UTF-8 sequence
  const length = Buffer.from([0x80, 0x80, 0x80, 0x01]);
  const keyEnd = 3 + key.length;
  const valueStart = keyEnd + length.length;
  return {
    next: () => false,
    bytes: Buffer.concat([Buffer.from('"}9'), key, length, value, Buffer.from('9"}')]),
    offsetDelta: sample.offsetDelta,
    timestampMs: sample.timestampMs,
    keyStart: sample.key === null ? -1 : 3,
    keyEnd: sample.key === null ? -1 : keyEnd,
    valueStart,
    valueEnd: valueStart + value.length,
    headerCount: sample.headers.length,
    headers: () => [...sample.headers],
  };
}

/** Where the samples' records stand. */
export const sampleChunk: Pick<Chunk, 'topic' | 'partition' | 'start' | 'next'> = {
  topic: 'devices "a"',
  partition: 3,
  start: 1000n,
  next: 1_000_000n,
};

/** What the byte path writes, several times in a row into a buffer that has to grow. */
export function spliced(
  sample: Sample,
  fields: MetadataFields,
  operations: readonly FieldOperation[],
  codec: Codec = 'ndjson',
  place: typeof sampleChunk = sampleChunk,
): string {
  const plan = compileSplice(fields, operations, codec);
  assert.ok(plan !== null);
  const cursor = cursorOf(sample);
  // another plan's names are watched as well, as where two sinks share a scanner
  const scanner = new JsonScanner([...new Set(['other', ...plan.watched, 'a'])]);
  assert.ok(scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd), sample.value);
  const target = new GrowableTarget(1);
  plan.begin(place);
  for (let round = 0; round < 3; round += 1) plan.write(scanner, cursor, target);
  const written = target.written().toString();
  const once = written.slice(0, written.length / 3);
  assert.equal(written, once.repeat(3));
  return once;
}
