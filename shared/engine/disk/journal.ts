import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SluiceError, toSluiceError } from '../../errors.ts';
import type { Budget } from '../budget.ts';
import { type Checkpoint, formatCheckpoint } from './checkpoint.ts';
import { diskError } from './disk-error.ts';
import { DiskPieces } from './disk-pieces.ts';
import {
  beginSum,
  fileMark,
  type FrameKind,
  frameKinds,
  frameSum,
  headBytes,
  sumBytes,
  writeHead,
  writeSum,
} from './frame.ts';
import { formatHeader, type JournalHeader } from './journal-header.ts';
import type { Piece } from './piece.ts';

/** Bytes of one write at most, and frames of one: the system takes 1,024 buffers at once, and a frame has three. */
const maxWriteBytes = 1024 * 1024;
const maxWriteFrames = 256;

export interface JournalParts {
  readonly path: string;
  readonly header: JournalHeader;
  /** The account of all journals. */
  readonly space: Budget;
  /** Told once, when a write has failed; what is not written stays in memory. */
  readonly onFailure: (error: SluiceError) => void;
  /** Told when the file is being left or deleted: from then on it is nobody's, once the work is done. */
  readonly onEnd: (journal: Journal, work: Promise<void>) => void;
}

/** A journal that is there already, and where it goes on. */
export interface ExistingFile {
  readonly handle: FileHandle;
  readonly position: number;
}

interface Entry {
  readonly kind: FrameKind;
  readonly object: number;
  /** Null while they are being made; everything behind waits, so that the file has the order of the calls. */
  bytes: Uint8Array | null;
  readonly written: (position: number, checksum: number) => void;
  /** Whether it will be written, or is only remembered. */
  readonly queued: boolean;
}

/**
 * The file of one open epoch, written from front to back:
 *
 *     mark │ header │ piece │ piece │ … │ checkpoint │ piece │ …
 *
 * Writes run one after the other in the background, whatever is ready in one; nobody waits for them but who asks. There
 * is no fsync: pages that a machine loses make a torn tail, which costs reading from Kafka again, and nothing else.
 */
export class Journal {
  readonly path: string;
  readonly header: JournalHeader;
  readonly #parts: JournalParts;
  readonly #queue: Entry[] = [];
  readonly #making = new Set<Promise<void>>();
  #handle: FileHandle | null;
  #position: number;
  /** Bytes that it takes or is about to take on the device. */
  #length: number;
  #leaving = false;
  #writing: Promise<void> | null = null;
  #failure: SluiceError | null = null;
  #closed: Promise<void> | null = null;

  constructor(parts: JournalParts, file: ExistingFile | null = null) {
    this.path = parts.path;
    this.header = parts.header;
    this.#parts = parts;
    this.#handle = file?.handle ?? null;
    this.#position = file?.position ?? 0;
    this.#length = this.#position;
    parts.space.addOpen(this.#length);
  }

  /** Bytes on the device, those included that wait to be written. */
  get byteLength(): number {
    return this.#length;
  }

  /** @param pieces of the object that are there already */
  piecesOf(object: number, budget: Budget, pieces: readonly Piece[]): DiskPieces {
    return new DiskPieces(this, object, budget, pieces);
  }

  /**
   * Takes a piece of an object; pieces stand in the file in the order of the calls.
   * @param onWritten its bytes are on the disk, and nobody looks at them any more
   */
  append(
    object: number,
    bytes: Uint8Array | Promise<Uint8Array>,
    onWritten: (length: number) => void,
  ): Piece {
    const piece: Piece = { object, length: 0, position: -1, checksum: 0, bytes: null };
    const written = (position: number, checksum: number): void => {
      piece.position = position;
      piece.checksum = checksum;
      piece.bytes = null;
      onWritten(piece.length);
    };
    const entry = this.#enqueue(frameKinds.piece, object, null, written);
    const made = (found: Uint8Array): void => {
      piece.bytes = found;
      piece.length = found.length;
      entry.bytes = found;
      this.#count(entry, found);
    };
    if (bytes instanceof Uint8Array) made(bytes);
    else this.#await(bytes, made);
    this.#pump();
    return piece;
  }

  /** Says how to go on behind everything that was appended before. */
  checkpoint(state: Checkpoint): void {
    this.#enqueue(frameKinds.checkpoint, 0, formatCheckpoint(state), () => undefined);
    this.#pump();
  }

  /** The epoch is ended: its bytes go away by themselves. */
  leave(): void {
    if (this.#leaving || this.#closed !== null) return;
    this.#leaving = true;
    this.#parts.space.addOpen(-this.#length);
    this.#parts.space.addPublishing(this.#length);
  }

  /** Resolves when all that was taken is on the disk, or stays in memory because it could not be written. */
  async settled(): Promise<void> {
    while (this.#making.size > 0) await Promise.all(this.#making);
    while (this.#writing !== null) await this.#writing;
  }

  /**
   * The bytes of a piece, from memory or from the disk.
   * @throws {SluiceError} DATA_DIR_DAMAGED where the disk gives back others than were written
   */
  async read(piece: Piece): Promise<Uint8Array> {
    if (piece.bytes !== null) return piece.bytes;
    const { object, length, position, checksum } = piece;
    if (this.#handle === null || position < 0) {
      throw this.#failure ?? new SluiceError('INTERNAL', `${this.path}: a piece without bytes`);
    }
    const bytes = Buffer.alloc(length);
    const cause = await readFully(this.#handle, bytes, position + headBytes).catch(toSluiceError);
    const head = writeHead({ length, kind: frameKinds.piece, object });
    if (cause === null && frameSum(beginSum(position, head), bytes) === checksum) return bytes;
    throw new SluiceError(
      'DATA_DIR_DAMAGED',
      `${this.path}: ${length} bytes at ${position} are not those that were written`,
      { cause },
    );
  }

  /** Stops writing and leaves the file as it is: whoever gets the partition next decides about it. */
  close(): void {
    if (this.#closed !== null) return;
    this.#closed = this.#close();
    this.#parts.onEnd(this, this.#closed);
  }

  /** The epoch is stored, and its file is of no use any more. */
  delete(): void {
    if (this.#closed !== null) return;
    this.#closed = this.#close().then(() => rm(this.path, { force: true }));
    this.#parts.onEnd(this, this.#closed);
  }

  async #close(): Promise<void> {
    this.#queue.length = 0;
    if (this.#leaving) this.#parts.space.addPublishing(-this.#length);
    else this.#parts.space.addOpen(-this.#length);
    await this.#writing;
    await this.#handle?.close();
  }

  #await(bytes: Promise<Uint8Array>, made: (bytes: Uint8Array) => void): void {
    const done = bytes
      .then(made, (thrown: unknown) => this.#fail(toSluiceError(thrown)))
      .finally(() => {
        this.#making.delete(done);
        this.#pump();
      });
    this.#making.add(done);
  }

  #enqueue(
    kind: FrameKind,
    object: number,
    bytes: Uint8Array | null,
    written: Entry['written'],
  ): Entry {
    const queued = this.#failure === null && this.#closed === null;
    const entry: Entry = { kind, object, bytes, written, queued };
    if (!queued) return entry;
    if (this.#length === 0) {
      this.#take(fileMark.length);
      this.#enqueue(frameKinds.header, 0, formatHeader(this.header), () => undefined);
    }
    this.#queue.push(entry);
    if (bytes !== null) this.#count(entry, bytes);
    return entry;
  }

  #count(entry: Entry, bytes: Uint8Array): void {
    if (entry.queued) this.#take(headBytes + bytes.length + sumBytes);
  }

  #take(bytes: number): void {
    if (this.#closed !== null) return;
    this.#length += bytes;
    if (this.#leaving) this.#parts.space.addPublishing(bytes);
    else this.#parts.space.addOpen(bytes);
  }

  #pump(): void {
    if (this.#writing !== null || this.#failure !== null || this.#closed !== null) return;
    const batch = this.#ready();
    if (batch.length === 0) return;
    this.#writing = this.#write(batch)
      .catch((thrown: unknown) => this.#fail(diskError(thrown, this.path)))
      .finally(() => {
        this.#writing = null;
        this.#pump();
      });
  }

  #ready(): Entry[] {
    let bytes = 0;
    let frames = 0;
    for (const entry of this.#queue) {
      if (entry.bytes === null || bytes >= maxWriteBytes || frames >= maxWriteFrames) break;
      bytes += entry.bytes.length;
      frames++;
    }
    return this.#queue.splice(0, frames);
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    const handle = (this.#handle ??= await create(this.path));
    const buffers: Uint8Array[] = this.#position === 0 ? [fileMark] : [];
    const start = this.#position;
    let position = start === 0 ? fileMark.length : start;
    const placed: (() => void)[] = [];
    for (const { kind, object, bytes, written } of batch) {
      if (bytes === null) continue;
      const head = writeHead({ length: bytes.length, kind, object });
      const sum = frameSum(beginSum(position, head), bytes);
      buffers.push(head, bytes, writeSum(sum));
      const at = position;
      placed.push(() => written(at, sum));
      position += headBytes + bytes.length + sumBytes;
    }
    await writeFully(handle, buffers, start);
    this.#position = position;
    if (this.#closed === null) for (const place of placed) place();
  }

  #fail(error: SluiceError): void {
    if (this.#failure !== null || this.#closed !== null) return;
    this.#failure = error;
    this.#queue.length = 0;
    this.#parts.onFailure(error);
  }
}

async function create(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
}

/** A device that is nearly full takes a part, and says that it is full at the next write only. */
async function writeFully(
  handle: FileHandle,
  buffers: readonly Uint8Array[],
  position: number,
): Promise<void> {
  const total = buffers.reduce((sum, { length }) => sum + length, 0);
  let { bytesWritten: done } = await handle.writev(buffers, position);
  if (done === total) return;
  const rest = Buffer.concat(buffers);
  while (done < total) {
    const { bytesWritten } = await handle.write(rest, done, total - done, position + done);
    done += bytesWritten;
  }
}

/** A file that ends too early leaves zeros, which the checksum finds. */
async function readFully(handle: FileHandle, bytes: Buffer, position: number): Promise<null> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return null;
}
