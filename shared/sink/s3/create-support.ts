import type { ObjectStore, OutgoingObject } from '../object-store.ts';
import { isNotImplemented } from './check.ts';

/**
 * Written where it is not there yet and never taken away: a writer need not have s3:DeleteObject. Query engines pass
 * over names that begin with an underscore, and one that does not finds an object without a row.
 */
export const createMarker: OutgoingObject = {
  key: '_sluice/conditional-write-probe',
  body: [],
  byteLength: 0,
  contentType: 'application/octet-stream',
  metadata: { 'sluice-about': 'shows whether this store honours If-None-Match; may be deleted' },
  kind: 'record',
};

/**
 * Finds out whether the server honours `If-None-Match: *`, by creating one marker until it is refused: once where a run
 * before has left it, twice the first time. A server that ignores the header creates it twice; one that knows that it
 * cannot says so. Needs s3:PutObject on the marker and nothing else, as creating an epoch record does.
 *
 * What it cannot show is a server that looks and then writes, instead of doing both in one step.
 * @throws {SluiceError} STORE_*, where the question could not be answered
 */
export async function probeCreate(
  create: ObjectStore['create'],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    if ((await create(createMarker, signal)) === 'exists') return true;
    return (await create(createMarker, signal)) === 'exists';
  } catch (error) {
    if (isNotImplemented(error)) return false;
    throw error;
  }
}
