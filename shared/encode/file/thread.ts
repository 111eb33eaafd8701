/** The thread that makes Parquet files: it gets the lines of an object, and gives the file. */
import { parentPort } from 'node:worker_threads';
import type { HeldLines } from '../columns/ndjson-events.ts';
import { type FileOptions, toFile } from './to-file.ts';

export interface FileRequest {
  readonly id: number;
  readonly lines: HeldLines;
  readonly options: FileOptions;
}

export type FileAnswer =
  | { readonly id: number; readonly file: readonly Uint8Array[] }
  | { readonly id: number; readonly fault: string };

parentPort?.on('message', ({ id, lines, options }: FileRequest) => {
  try {
    const file = toFile(lines, options).map(alone);
    answer(
      { id, file },
      file.map(({ buffer }) => buffer),
    );
  } catch (thrown) {
    answer({ id, fault: thrown instanceof Error ? thrown.message : String(thrown) }, []);
  }
});

function answer(message: FileAnswer, transferred: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transferred);
}

/** In memory of its own, which can go over to another thread. */
function alone(piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const isAlone = piece.buffer instanceof ArrayBuffer && piece.length === piece.buffer.byteLength;
  return isAlone ? (piece as Uint8Array<ArrayBuffer>) : new Uint8Array(piece);
}
