import type { EpochRecord } from '../../../shared/engine/exact/epoch-record.ts';
import type { TopicPartition } from '../../../shared/record.ts';

const offset = /^\d{1,19}$/;

/**
 * Reads an epoch record of which nothing is known but where it lies.
 * @returns what is wrong with it, where something is
 */
export function parseEpochRecord(
  body: Buffer,
  { pipeline, topic, partition }: TopicPartition & { readonly pipeline: string },
): EpochRecord | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return `its ${body.length} bytes are not JSON`;
  }
  if (!isObject(parsed)) return 'it is no epoch record';
  const record = parsed as Partial<EpochRecord>;
  const { version, first, next, records, objects, dropped, incarnation, fingerprint } = record;
  if (version !== 1) return `it has version ${String(version)}; this Sluice reads version 1`;
  if (record.pipeline !== pipeline || record.topic !== topic || record.partition !== partition) {
    return `it is of ${record.pipeline}, ${record.topic}/${record.partition}, and lies where ${pipeline}, ${topic}/${partition} does`;
  }
  if (!isOffset(first) || !isOffset(next) || BigInt(next) <= BigInt(first)) {
    return `its range is ${String(first)} to ${String(next)}`;
  }
  const complete =
    typeof incarnation === 'string' &&
    typeof fingerprint === 'string' &&
    isCount(records) &&
    isObject(dropped) &&
    Object.values(dropped).every(isCount) &&
    Array.isArray(objects) &&
    objects.every(isRecordedObject);
  return complete ? (parsed as unknown as EpochRecord) : 'fields are missing, or of another type';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOffset(value: unknown): value is string {
  return typeof value === 'string' && offset.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecordedObject(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['sink'] === 'string' &&
    typeof value['key'] === 'string' &&
    typeof value['crc32'] === 'string' &&
    isCount(value['events'])
  );
}
