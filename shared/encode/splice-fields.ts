import { type MetadataName, metadataOrder, sourceType } from '../decode/metadata.ts';
import type { MetadataFields } from '../pipeline/model.ts';
import type { FieldOperation } from '../transform/model.ts';

/** What stands in a field that is added behind the payload's own ones: a piece of metadata, or JSON text. */
export type SplicedValue = { readonly metadata: MetadataName } | { readonly json: string };

export interface SplicedFields {
  /** In the order in which they are written. */
  readonly added: ReadonlyMap<string, SplicedValue>;
  /** Every name that the payload's own field must not keep: added, or deleted. */
  readonly replaced: readonly string[];
  /** Whether the event ends as text of JSON in `message`. */
  readonly encodesJson: boolean;
}

/** Carries out the operations on the metadata, once. Null where a value is set that JSON cannot hold. */
export function spliceFields(
  fields: MetadataFields,
  operations: readonly FieldOperation[],
): SplicedFields | null {
  const added = new Map<string, SplicedValue>();
  const replaced = new Set<string>();
  for (const metadata of metadataOrder) {
    const field = fields[metadata];
    if (field !== null) added.set(field, { metadata });
  }
  for (const name of added.keys()) replaced.add(name);
  let encodesJson = false;
  for (const operation of operations) {
    if (operation.kind === 'encode_json') {
      encodesJson = true;
      continue;
    }
    replaced.add(operation.field);
    if (operation.kind === 'delete') {
      added.delete(operation.field);
    } else {
      if (typeof operation.value === 'number' && !Number.isFinite(operation.value)) return null;
      added.set(operation.field, { json: JSON.stringify(operation.value) });
    }
  }
  return { added, replaced: [...replaced], encodesJson };
}

/** What differs from record to record. */
export type PerRecord = 'key' | 'offset' | 'headers' | 'timestamp';

/** The JSON of what is the same for all records of a chunk, or what to write for each of them. */
export function chunkPart(
  value: SplicedValue,
  chunk: { readonly topic: string; readonly partition: number },
): { readonly json: string } | { readonly filled: PerRecord } {
  if ('json' in value) return value;
  const { metadata } = value;
  if (metadata === 'topic') return { json: JSON.stringify(chunk.topic) };
  if (metadata === 'partition') return { json: String(chunk.partition) };
  if (metadata === 'sourceType') return { json: JSON.stringify(sourceType) };
  return { filled: metadata };
}
