import type { ObjectStore } from '../../sink/object-store.ts';
import type { ObjectUpload, UploadHead } from '../../sink/object-upload.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { AbortedUploads } from '../aborted-uploads.ts';
import { storeUntilDone } from '../store-until-done.ts';
import type { DiskPieces } from './disk-pieces.ts';

export interface PartsToStore {
  readonly sink: string;
  readonly store: ObjectStore;
  readonly head: UploadHead;
  readonly partBytes: number;
  readonly aborted: AbortedUploads;
  readonly emit: Emit;
  readonly complete: (upload: ObjectUpload) => Promise<void>;
}

const unhindered = new AbortController().signal;

/**
 * Stores an object that is whole on the disk part by part, so that never more than one part of it is in memory.
 * Resolves when it is there, or the signal is aborted; what is stored of it is then thrown away.
 * @throws {SluiceError} STORE_* that cannot heal, DATA_DIR_DAMAGED
 */
export async function storeParts(
  pieces: DiskPieces,
  parts: PartsToStore,
  signal: AbortSignal,
): Promise<void> {
  const { sink, store, head, partBytes, aborted, emit, complete } = parts;
  // an upload whose beginning is called off could not be aborted, as nobody would know its id
  const begin = (): Promise<ObjectUpload> => store.startUpload(head, unhindered);
  const upload = (await storeUntilDone(sink, begin, signal, emit))?.done;
  if (upload === undefined) return;
  let completed = false;
  try {
    let number = 0;
    for await (const part of pieces.parts(partBytes)) {
      number++;
      const send = (): Promise<void> => upload.uploadPart(number, part, signal);
      if ((await storeUntilDone(sink, send, signal, emit)) === null) return;
    }
    await complete(upload);
    completed = !signal.aborted;
  } finally {
    if (!completed) aborted.add(upload.abort(unhindered));
  }
}
