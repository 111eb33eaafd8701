import type { ObjectStore } from '../object-store.ts';
import type { ObjectUpload } from '../object-upload.ts';
import { isNotImplemented } from './check.ts';
import { createMarker } from './create-support.ts';

/**
 * Finds out whether the server has multipart uploads and, for `create`, whether it honours `If-None-Match: *` where one
 * is completed: by completing one, without content, over the marker of `probeCreate`. A server that takes it has replaced
 * an empty object by an empty object. For `replace` one is begun and aborted, under a key of the sink's own prefix, as
 * nobody who does not create needs a right on `_sluice/`.
 * @throws {SluiceError} STORE_*, where the question could not be answered
 */
export async function probeUploads(
  { create, startUpload }: Pick<ObjectStore, 'create' | 'startUpload'>,
  condition: 'create' | 'replace',
  checkKey: string,
  signal: AbortSignal,
): Promise<boolean> {
  let upload: ObjectUpload | null = null;
  try {
    const key = condition === 'create' ? createMarker.key : checkKey;
    upload = await startUpload({ ...createMarker, key }, signal);
    if (condition === 'create') {
      await create(createMarker, signal);
      await upload.uploadPart(1, [], signal);
      return (await upload.complete('create', signal)) === 'exists';
    }
    await upload.abort(signal).catch(() => undefined);
    return true;
  } catch (error) {
    await upload?.abort(signal).catch(() => undefined);
    if (isNotImplemented(error)) return false;
    throw error;
  }
}
