import type { Worker } from 'node:worker_threads';
import { SluiceError } from '../../errors.ts';
import type { FileMaker } from './make-file.ts';
import type { HeldLines } from '../columns/ndjson-events.ts';
import { startThread } from './start-thread.ts';
import type { FileAnswer, FileRequest } from './thread.ts';
import type { FileOptions } from './to-file.ts';

interface Waiting {
  readonly resolve: (file: readonly Uint8Array[]) => void;
  readonly reject: (error: SluiceError) => void;
}

/**
 * Files are made on a thread beside, one after the other: it is begun with the first, and keeps the process alive
 * while it is at one. As many wait as are published at once, so that there is a limit to them.
 */
export const parquetInThread: FileMaker = {
  compressHeld: true,
  makerOf: (options) => (lines) => ask(lines, options),
};

const waiting = new Map<number, Waiting>();
let thread: Worker | null = null;
let lastId = 0;

function ask(lines: HeldLines, options: FileOptions): Promise<readonly Uint8Array[]> {
  const worker = (thread ??= start());
  const id = (lastId += 1);
  // one copy, which goes over to the thread: what is held may be needed again here
  const pieces = lines.pieces.map((piece) => new Uint8Array(piece));
  const request: FileRequest = { id, lines: { ...lines, pieces }, options };
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.ref();
    worker.postMessage(
      request,
      pieces.map(({ buffer }) => buffer),
    );
  });
}

function start(): Worker {
  const worker = startThread();
  worker.on('message', ({ id, ...answer }: FileAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    if ('file' in answer) asked?.resolve(answer.file);
    else asked?.reject(new SluiceError('INTERNAL', answer.fault));
  });
  worker.on('error', (cause) => {
    if (thread === worker) thread = null;
    const error = new SluiceError('INTERNAL', 'the thread that makes Parquet files died', {
      cause,
    });
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return worker;
}
