import { SluiceError } from '../errors.ts';
import type { ObjectStore } from './object-store.ts';

/** Of one piece: what is held of an object that is read, whatever its size. */
const pieceBytes = 4 * 1024 * 1024;

/**
 * The bytes of an object of any size, piece by piece.
 * @param byteLength as `head` says
 * @throws {SluiceError} as `ObjectStore.getRange`; STORE_REJECTED where the object goes away in between
 */
export async function* readPieces(
  store: Pick<ObjectStore, 'getRange' | 'location'>,
  key: string,
  byteLength: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  for (let start = 0; start < byteLength; start += pieceBytes) {
    const end = Math.min(byteLength, start + pieceBytes);
    const piece = await store.getRange(key, { start, end }, signal);
    if (piece === null) {
      throw new SluiceError(
        'STORE_REJECTED',
        `${store.location}/${key} went away while it was read`,
      );
    }
    yield piece;
  }
}
