import type { FileHandle } from 'node:fs/promises';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import {
  beginSum,
  fileMark,
  frameKinds,
  frameSum,
  headBytes,
  readHead,
  sumBytes,
} from './frame.ts';
import { type JournalHeader, parseHeader } from './journal-header.ts';
import type { Piece } from './piece.ts';

/** Bytes that are read at once. */
const windowBytes = 1024 * 1024;

/** A header or checkpoint is never longer; what claims to be is damage, and must not fill the memory. */
const maxNoteBytes = 64 * 1024 * 1024;

/** What a journal holds up to its last checkpoint. What comes after that is as good as not written. */
export interface FoundEpoch {
  readonly header: JournalHeader;
  readonly checkpoint: Checkpoint;
  /** By number of the object. */
  readonly pieces: readonly (readonly Piece[])[];
  /** Where the checkpoint's frame ends: the file goes on from there. */
  readonly end: number;
}

/**
 * Reads a journal from its beginning to the first frame that is not whole (torn by a crash, or damaged), checking every
 * checksum on the way. Memory: one window, whatever the file's length.
 * @returns why it is of no use, where it is
 */
export async function readJournal(handle: FileHandle): Promise<FoundEpoch | { why: string }> {
  const { size } = await handle.stat();
  const window = new Window(handle, size);
  const mark = await window.bytes(0, fileMark.length);
  if (mark === null || !mark.equals(fileMark)) return { why: 'it is no journal of this version' };
  let header: JournalHeader | null = null;
  let last: { readonly checkpoint: Checkpoint; readonly end: number } | null = null;
  const pieces: Piece[] = [];
  let covered = 0;
  for (let position = fileMark.length; ;) {
    const frame = await readFrame(window, position);
    if (frame === null) break;
    if (frame.kind === frameKinds.piece) {
      const { object, length, checksum } = frame;
      pieces.push({ object, length, position, checksum, bytes: null });
    } else if (frame.kind === frameKinds.header && header === null) {
      header = parseHeader(frame.note);
      if (header === null) return { why: 'its header cannot be read' };
    } else if (frame.kind === frameKinds.checkpoint) {
      const checkpoint = parseCheckpoint(frame.note);
      if (checkpoint === null) break;
      last = { checkpoint, end: frame.end };
      covered = pieces.length;
    } else break;
    position = frame.end;
  }
  if (header === null) return { why: 'its header is torn or damaged' };
  if (last === null) return { why: 'it has no whole checkpoint' };
  const byObject = sorted(pieces.slice(0, covered), last.checkpoint);
  if (byObject === null) return { why: 'its checkpoint counts other pieces than are there' };
  return { header, ...last, pieces: byObject };
}

/** Null where an object has other pieces than the checkpoint says. */
function sorted(pieces: readonly Piece[], { objects }: Checkpoint): Piece[][] | null {
  const byObject = objects.map((): Piece[] => []);
  for (const piece of pieces) {
    const own = byObject[piece.object];
    if (own === undefined) return null;
    own.push(piece);
  }
  const whole = objects.every((object, number) => byObject[number]?.length === object.pieces);
  return whole ? byObject : null;
}

interface ReadFrame {
  readonly kind: number;
  readonly object: number;
  readonly length: number;
  readonly checksum: number;
  /** The payload of anything but a piece, which is not kept. */
  readonly note: Buffer;
  readonly end: number;
}

/** Null where no whole, undamaged frame lies at the position. */
async function readFrame(window: Window, position: number): Promise<ReadFrame | null> {
  const headRead = await window.bytes(position, headBytes);
  if (headRead === null) return null;
  const { length, kind, object } = readHead(headRead);
  const isNote = kind !== frameKinds.piece;
  const end = position + headBytes + length + sumBytes;
  if (end > window.size || (isNote && length > maxNoteBytes)) return null;
  let sum = beginSum(position, headRead);
  const note: Buffer[] = [];
  for (let done = 0; done < length;) {
    const part = await window.bytes(
      position + headBytes + done,
      Math.min(length - done, windowBytes),
    );
    if (part === null) return null;
    sum = frameSum(sum, part);
    if (isNote) note.push(Buffer.from(part));
    done += part.length;
  }
  const sumRead = await window.bytes(end - sumBytes, sumBytes);
  if (sumRead === null || sumRead.readUInt32LE() !== sum) return null;
  return { kind, object, length, checksum: sum, note: Buffer.concat(note), end };
}

/** A file read from front to back through one buffer. */
class Window {
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #buffer = Buffer.allocUnsafeSlow(windowBytes);
  #start = 0;
  #end = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  /** Good until the next call; null where the file is shorter. */
  async bytes(position: number, length: number): Promise<Buffer | null> {
    if (position + length > this.size) return null;
    if (position < this.#start || position + length > this.#end) await this.#fill(position);
    if (position + length > this.#end) return null;
    return this.#buffer.subarray(position - this.#start, position - this.#start + length);
  }

  async #fill(position: number): Promise<void> {
    this.#start = position;
    this.#end = position;
    while (this.#end - position < windowBytes) {
      const filled = this.#end - position;
      const { bytesRead } = await this.#handle.read(
        this.#buffer,
        filled,
        windowBytes - filled,
        this.#end,
      );
      if (bytesRead === 0) return;
      this.#end += bytesRead;
    }
  }
}
