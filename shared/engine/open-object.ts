import { crc32 } from 'node:zlib';
import type { ByteTarget } from '../encode/byte-target.ts';
import type { Framing } from '../encode/framing.ts';
import type { FinishFile } from '../encode/file/make-file.ts';
import type { Compressor } from '../sink/compress/compressor.ts';
import { blockBytes, returnBlock, takeBlock } from './block-pool.ts';
import type { Budget } from './budget.ts';
import type { Destination } from './destination.ts';
import type { ObjectRole, ObjectState } from './disk/checkpoint.ts';
import type { DiskPieces } from './disk/disk-pieces.ts';
import type { GrowingUpload, PartsListener } from './growing-upload.ts';
import { type Part, PieceQueue } from './piece-queue.ts';

/** The first tail is small, because most of a thousand prefixes get a few records only. */
const firstTailBytes = 8 * 1024;

/** How an object is stored while it is still open. */
export interface Growth {
  /** Of one part. */
  readonly partBytes: number;
  /** Finished bytes from which on it is worth while: each part is a request that is paid for. */
  readonly fromBytes: number;
  readonly begin: (object: OpenObject, listener: PartsListener) => GrowingUpload;
}

/** Where its pieces are kept, where that is not in memory. */
export interface OnDisk {
  readonly pieces: DiskPieces;
  /** Of an object that was begun before and goes on; null: a new one. */
  readonly state: ObjectState | null;
}

/**
 * One S3 object while it grows: finished pieces (compressed frames, or plain blocks) and a raw tail that encoders
 * write into. It owns no encoder: hundreds of open compression streams would cost hundreds of megabytes. A large one
 * sends its finished pieces off in parts while it is open, and holds no more than what is not stored yet; with a disk
 * buffer they go there instead.
 */
export class OpenObject implements ByteTarget {
  buffer: Buffer;
  position = 0;
  /** Events in it. */
  events = 0;
  /** Time of the newest event's record in ms, for the object's metadata. */
  maxTimestampMs = 0;
  minTimestampMs: number = Number.MAX_SAFE_INTEGER;

  readonly prefix: string;
  readonly #budget: Budget;
  readonly #compressor: Compressor | null;
  readonly #finishFile: FinishFile | null;
  readonly #framing: Framing;
  readonly #growth: Growth;
  readonly #pieces: PieceQueue;
  /** Null: pieces are kept in memory. */
  readonly #disk: DiskPieces | null;
  /** A tail of so many bytes becomes a piece: smaller than a block only where parts are. */
  readonly #pieceBytes: number;
  #growing: GrowingUpload | null = null;
  #sealedRawBytes = 0;
  #crc32 = 0;
  #held = 0;
  /** Memory in parts that are on their way to the store: it goes away by itself. */
  #leaving = 0;
  /** Raw bytes of blocks that a frame is being made of; part of what it holds. */
  #compressing = 0;
  #open = true;
  #discarded = false;

  constructor(
    prefix: string,
    { framing, compressor, finishFile }: Pick<Destination, 'framing' | 'compressor' | 'finishFile'>,
    budget: Budget,
    growth: Growth,
    disk: OnDisk | null = null,
  ) {
    this.prefix = prefix;
    this.#framing = framing;
    this.#compressor = compressor;
    this.#finishFile = finishFile;
    this.#budget = budget;
    this.#growth = growth;
    this.#pieceBytes = Math.min(blockBytes, growth.partBytes);
    this.#pieces = new PieceQueue({
      account: (bytes) => this.#account(bytes),
      onFrame: (bytes) => this.#countCompressing(-bytes),
      onReady: () => this.#sendParts(),
    });
    this.#disk = disk?.pieces ?? null;
    this.buffer = Buffer.alloc(0);
    if (disk?.state) this.#goOn(disk.state);
    else this.append(framing.begin);
  }

  /** Encoded bytes before compression. */
  get rawBytes(): number {
    return this.#sealedRawBytes + this.position;
  }

  /** Its upload, where it has begun to be stored while it was open; settled with `close`. */
  get growing(): GrowingUpload | null {
    return this.#growing;
  }

  /** Bytes of memory it holds, without what is on its way to the store. */
  get heldBytes(): number {
    return this.#held;
  }

  /** CRC32 of the content before compression, 8 hexadecimal digits; final after `close`. */
  get contentCrc32(): string {
    return this.#crc32.toString(16).padStart(8, '0');
  }

  reserve(bytes: number): void {
    const needed = this.position + bytes;
    if (needed <= this.buffer.length) return;
    if (needed <= this.#pieceBytes) this.#growTail(needed);
    else this.#seal(bytes);
  }

  append(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0) return;
    this.reserve(length);
    // nearly always the line feed behind an event: a call of the native copy costs 100 times as much
    if (length === 1) this.buffer[this.position] = bytes[0] as number;
    else this.buffer.set(bytes, this.position);
    this.position += length;
  }

  /**
   * Ends the tail early, so that all of it is on its way to the disk. The piece is a smaller one than others, and
   * compresses less well.
   * @param destination see `Destination.id`
   * @returns how to go on from there; null where there is no disk
   */
  spill(destination: string, role: ObjectRole): ObjectState | null {
    if (this.#disk === null) return null;
    if (this.position > 0) this.#seal(0);
    const { prefix, rawBytes, events, minTimestampMs, maxTimestampMs } = this;
    const times = { minTimestampMs, maxTimestampMs };
    const pieces = this.#disk.count;
    const crc = this.#crc32;
    return { destination, prefix, ...role, pieces, rawBytes, events, crc32: crc, ...times };
  }

  /** Its pieces on the disk, for whoever stores it part by part; null where they are in memory. */
  get onDisk(): DiskPieces | null {
    return this.#disk;
  }

  /** From now on its bytes count as being published. */
  close(): void {
    this.append(this.#framing.end);
    this.#crc32 = crc32(this.buffer.subarray(0, this.position), this.#crc32);
    this.#countCompressing(-this.#compressing);
    this.#budget.addOpen(-this.#held);
    this.#budget.addPublishing(this.#held);
    this.#open = false;
  }

  /** The whole body, in pieces, without the parts that were sent off. Call once, after `close`. */
  async finish(): Promise<readonly Uint8Array[]> {
    this.sealRest();
    const pieces = await (this.#disk === null ? this.#pieces.rest() : this.#disk.readAll());
    if (this.#finishFile === null) return pieces;
    const compressed = this.#compressor !== null;
    return this.#finishFile({ pieces, compressed }, (bytes) => this.#account(bytes));
  }

  /** What is in the tail becomes the last piece. */
  sealRest(): void {
    if (this.position > 0) this.#seal(0);
  }

  /** Gives everything back; `reusable` where nobody can still be reading the blocks. */
  discard(reusable: boolean): void {
    this.#countCompressing(-this.#compressing);
    this.#account(-this.#held);
    this.#discarded = true;
    this.#budget.addPublishing(-this.#leaving);
    this.#leaving = 0;
    this.#pieces.discard(reusable);
    this.#disk?.discard();
    this.#growing?.drop();
    this.buffer = Buffer.alloc(0);
    this.position = 0;
  }

  #goOn({ rawBytes, crc32: checksum, events, minTimestampMs, maxTimestampMs }: ObjectState): void {
    this.#sealedRawBytes = rawBytes;
    this.#crc32 = checksum;
    this.events = events;
    this.minTimestampMs = minTimestampMs;
    this.maxTimestampMs = maxTimestampMs;
  }

  /** Sends off what is ready, in whole parts; the first two make it begin. */
  #sendParts(): void {
    const { partBytes, fromBytes, begin } = this.#growth;
    if (this.#growing === null) {
      if (!this.#open || this.#pieces.readyBytes < fromBytes) return;
      this.#growing = begin(this, {
        onStored: (part) => this.#partStored(part),
        onUnable: () => this.#stays(),
      });
    }
    while (!this.#growing.isUnable && this.#pieces.readyBytes >= partBytes) {
      const part = this.#pieces.take(partBytes);
      this.#account(-part.heldBytes);
      this.#leaving += part.heldBytes;
      this.#budget.addPublishing(part.heldBytes);
      this.#growing.add(part);
    }
  }

  #partStored({ heldBytes, reuse }: Part): void {
    this.#leaving -= heldBytes;
    this.#budget.addPublishing(-heldBytes);
    reuse();
  }

  /** The parts will not go away by themselves after all. */
  #stays(): void {
    this.#account(this.#leaving);
    this.#budget.addPublishing(-this.#leaving);
    this.#leaving = 0;
  }

  #growTail(needed: number): void {
    const old = this.buffer;
    let size = Math.max(Math.min(firstTailBytes, this.#pieceBytes), old.length);
    while (size < needed) size *= 2;
    const grown = size >= blockBytes ? takeBlock() : Buffer.allocUnsafeSlow(size);
    grown.set(old.subarray(0, this.position));
    this.buffer = grown;
    this.#account(grown.length - old.length);
  }

  /** Ends the tail: it becomes a piece, at once where nothing is compressed, else when the frame is done. */
  #seal(nextTailBytes: number): void {
    const block = this.buffer;
    if (this.position > 0) {
      const raw = block.subarray(0, this.position);
      if (this.#open) this.#crc32 = crc32(raw, this.#crc32);
      this.#sealedRawBytes += this.position;
      this.position = 0;
      // the next tail first: what is ready may be sent off at once, and counts then
      this.buffer = this.#nextTail(nextTailBytes);
      if (this.#disk !== null) {
        // what is on its way to the disk counts as on its way out: also while it is being compressed
        this.#account(-block.length);
        this.#disk.add(raw, block, this.#compressor);
      } else if (this.#compressor === null) this.#pieces.add(raw, block);
      else {
        this.#countCompressing(block.length);
        this.#pieces.addFrame(this.#compressor.frame(raw), block);
      }
    } else {
      this.#account(-block.length);
      returnBlock(block);
      this.buffer = this.#nextTail(nextTailBytes);
    }
  }

  #nextTail(bytes: number): Buffer {
    const tail = nextTail(bytes, this.#pieceBytes);
    this.#account(tail.length);
    return tail;
  }

  /** Only what is open: once closed, everything goes away by itself. */
  #countCompressing(bytes: number): void {
    if (!this.#open) return;
    this.#compressing += bytes;
    this.#budget.addCompressing(bytes);
  }

  #account(bytes: number): void {
    // a file may be made that nobody waits for any more
    if (this.#discarded) return;
    this.#held += bytes;
    if (this.#open) this.#budget.addOpen(bytes);
    else this.#budget.addPublishing(bytes);
  }
}

function nextTail(bytes: number, pieceBytes: number): Buffer {
  if (bytes === 0) return Buffer.alloc(0);
  if (bytes > pieceBytes) return Buffer.allocUnsafeSlow(bytes);
  return pieceBytes < blockBytes ? Buffer.allocUnsafeSlow(pieceBytes) : takeBlock();
}
