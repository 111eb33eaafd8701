import { createHash } from 'node:crypto';
import type { EpochOwner } from '../../../shared/engine/exact/epoch-record.ts';

/**
 * Below this lies what was replayed of one source: a dead-letter object by its key, or a request for a range. `+` is in
 * no pipeline's name, so it meets no epoch record.
 */
export function replayedPrefix({ pipeline, groupId }: EpochOwner, source: string): string {
  return `_sluice/+replayed/${pipeline}/${encodeURIComponent(groupId)}/${hashOf(source)}/`;
}

/** The marker that says how far a source was replayed into a place. @param into the prefix; '' where it is the pipeline's own */
export function replayedKey(owner: EpochOwner, source: string, into: string): string {
  return `${replayedPrefix(owner, source)}${into === '' ? 'own' : hashOf(into)}.json`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
