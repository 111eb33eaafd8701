/** The thread that makes Parquet files: it gets the lines of an object, and gives the file. */
import { parentPort } from 'node:worker_threads';
import type { HeldLines } from './ndjson-events.ts';
import { type FileOptions, toFile } from './to-file.ts';

export interface FileRequest {
  readonly id: number;
  readonly lines: HeldLines;
  readonly options: FileOptions;
}

export type FileAnswer =
  | { readonly id: number; readonly file: Uint8Array }
  | { readonly id: number; readonly fault: string };

parentPort?.on('message', ({ id, lines, options }: FileRequest) => {
  try {
    const file = joined(toFile(lines, options));
    answer({ id, file }, [file.buffer]);
  } catch (thrown) {
    answer({ id, fault: thrown instanceof Error ? thrown.message : String(thrown) }, []);
  }
});

function answer(message: FileAnswer, transferred: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transferred);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}
