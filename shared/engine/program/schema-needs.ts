import type { Schemas } from '../../decode/registry/schemas.ts';
import type { WireFormat } from '../../decode/registry/wire-format.ts';
import type { Chunk, RecordCursor } from '../../record.ts';
import type { Redo } from '../redo.ts';

/** Schemas without which a chunk cannot be taken. */
export interface SchemaNeeds {
  readonly ids: readonly string[];
  /** Resolves when they are known, or given up where they may be; also when the signal is aborted. */
  readonly wait: (signal: AbortSignal) => Promise<void>;
}

export interface SchemaNeedsParts {
  readonly wire: WireFormat;
  readonly schemas: Schemas;
  readonly maxRecordBytes: number;
}

/**
 * Looks through the records of a chunk for schemas that are not known. In an epoch that is done again those count as given
 * up that its ledger names, and no other: anything else is waited for, however long that takes.
 * @returns null where there are none
 */
export function neededSchemas(
  chunk: Chunk,
  redo: Redo | null,
  { maxRecordBytes, schemas, wire }: SchemaNeedsParts,
): SchemaNeeds | null {
  const fixed = redo?.givenUp ?? null;
  const fixedUntil = fixed === null ? 0 : Number((redo?.next ?? 0n) - chunk.start);
  const mayGiveUp = new Set<string>();
  const mustWait = new Set<string>();
  const look = (cursor: RecordCursor): void => {
    let last = '';
    while (cursor.next()) {
      const { offsetDelta, valueEnd, valueStart } = cursor;
      if (valueStart < 0 || valueEnd - valueStart > maxRecordBytes || !wire.read(cursor)) continue;
      const { id } = wire;
      if (id === last) continue;
      if (schemas.find(id) !== undefined) last = id;
      else if (fixed === null || offsetDelta >= fixedUntil) {
        if (!schemas.isGivenUp(id)) mayGiveUp.add(id);
      } else if (!fixed.includes(id)) mustWait.add(id);
    }
  };
  try {
    look(chunk.cursor());
  } catch {
    // a damaged batch: whoever takes the chunk finds the same, and takes what comes before
  }
  if (mayGiveUp.size === 0 && mustWait.size === 0) return null;
  return {
    ids: [...new Set([...mustWait, ...mayGiveUp])],
    wait: async (signal) => {
      await Promise.all([
        schemas.wait([...mustWait], false, signal),
        schemas.wait([...mayGiveUp], true, signal),
      ]);
    },
  };
}
