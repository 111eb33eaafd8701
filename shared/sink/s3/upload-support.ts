import type { ObjectStore } from '../object-store.ts';
import type { ObjectUpload } from '../object-upload.ts';
import { isNotImplemented } from './check.ts';
import { createMarker } from './create-support.ts';

/** What a server can do with uploads: nothing, complete them over whatever is there, or only where nothing is. */
export type UploadSupport = 'none' | 'replace' | 'create';

/**
 * Finds out whether the server has multipart uploads, and whether it honours `If-None-Match: *` where one is completed:
 * by completing one, without content, over the marker of `probeCreate`. A server that takes it has replaced an empty
 * object by an empty object.
 * @throws {SluiceError} STORE_*, where the question could not be answered
 */
export async function probeUploads(
  { create, startUpload }: Pick<ObjectStore, 'create' | 'startUpload'>,
  signal: AbortSignal,
): Promise<UploadSupport> {
  let upload: ObjectUpload | null = null;
  try {
    upload = await startUpload(createMarker, signal);
    await create(createMarker, signal);
    await upload.uploadPart(1, [], signal);
    if ((await upload.complete('create', signal)) === 'exists') return 'create';
    return 'replace';
  } catch (error) {
    await upload?.abort(signal).catch(() => undefined);
    if (isNotImplemented(error)) return upload === null ? 'none' : 'replace';
    throw error;
  }
}
