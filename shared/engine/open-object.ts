import { crc32 } from 'node:zlib';
import type { ByteTarget } from '../encode/byte-target.ts';
import type { Framing } from '../encode/framing.ts';
import type { Compressor } from '../sink/compress/compressor.ts';
import { blockBytes, returnBlock, takeBlock } from './block-pool.ts';
import type { Budget } from './budget.ts';
import type { ObjectState } from './disk/checkpoint.ts';
import type { DiskPieces } from './disk/disk-pieces.ts';

/** The first tail is small, because most of a thousand prefixes get a few records only. */
const firstTailBytes = 8 * 1024;

/**
 * One S3 object while it grows: finished pieces (compressed frames, or plain blocks) and a raw tail that encoders
 * write into. It owns no encoder: hundreds of open compression streams would cost hundreds of megabytes.
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
  readonly #framing: Framing;
  /** Null: pieces are kept in memory. */
  readonly #disk: DiskPieces | null;
  readonly #pieces: (Uint8Array | Promise<Uint8Array>)[] = [];
  readonly #blocks: Buffer[] = [];
  #sealedRawBytes = 0;
  #crc32 = 0;
  #held = 0;
  #open = true;

  /** @param state of an object that goes on, whose pieces are on the disk */
  constructor(
    prefix: string,
    framing: Framing,
    compressor: Compressor | null,
    budget: Budget,
    disk: DiskPieces | null = null,
    state: ObjectState | null = null,
  ) {
    this.prefix = prefix;
    this.#framing = framing;
    this.#compressor = compressor;
    this.#budget = budget;
    this.#disk = disk;
    this.buffer = nextTail(0);
    if (state === null) {
      this.append(framing.begin);
      return;
    }
    this.#sealedRawBytes = state.rawBytes;
    this.#crc32 = state.crc32;
    this.events = state.events;
    this.minTimestampMs = state.minTimestampMs;
    this.maxTimestampMs = state.maxTimestampMs;
  }

  /** Encoded bytes before compression. */
  get rawBytes(): number {
    return this.#sealedRawBytes + this.position;
  }

  /** Bytes of memory it holds. */
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
    if (needed <= blockBytes) this.#growTail(needed);
    else this.#seal(bytes);
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.position);
    this.position += bytes.length;
  }

  /**
   * Ends the tail early, so that all of it is on its way to the disk. The piece is a smaller one than others, and
   * compresses less well.
   * @returns how to go on from there; null where there is no disk
   */
  seal(destination: string, open: boolean): ObjectState | null {
    if (this.#disk === null) return null;
    if (this.position > 0) this.#seal(0);
    const { prefix, rawBytes, events, minTimestampMs, maxTimestampMs } = this;
    const pieces = this.#disk.count;
    const checksum = this.#crc32;
    return {
      destination,
      prefix,
      open,
      pieces,
      rawBytes,
      events,
      crc32: checksum,
      minTimestampMs,
      maxTimestampMs,
    };
  }

  /** From now on its bytes count as being published. */
  close(): void {
    this.append(this.#framing.end);
    this.#crc32 = crc32(this.buffer.subarray(0, this.position), this.#crc32);
    this.#budget.addOpen(-this.#held);
    this.#budget.addPublishing(this.#held);
    this.#open = false;
  }

  /** The whole body, in pieces. Call once, after `close`. */
  async finish(): Promise<Uint8Array[]> {
    if (this.position > 0) this.#seal(0);
    if (this.#disk !== null) return this.#disk.read();
    return Promise.all(this.#pieces.map((piece) => Promise.resolve(piece)));
  }

  /** Gives everything back; `reusable` where nobody can still be reading the blocks. */
  discard(reusable: boolean): void {
    this.#account(-this.#held);
    this.#disk?.discard();
    if (reusable) for (const block of this.#blocks) returnBlock(block);
    this.#blocks.length = 0;
    this.#pieces.length = 0;
    this.buffer = Buffer.alloc(0);
    this.position = 0;
  }

  #growTail(needed: number): void {
    const old = this.buffer;
    let size = Math.max(firstTailBytes, old.length);
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
      if (this.#disk !== null) {
        this.#account(-block.length);
        this.#disk.add(raw, block, this.#compressor);
      } else if (this.#compressor === null) {
        this.#pieces.push(raw);
        this.#blocks.push(block);
      } else {
        this.#pieces.push(this.#compress(this.#compressor, raw, block));
      }
    } else {
      this.#account(-block.length);
      returnBlock(block);
    }
    this.buffer = nextTail(nextTailBytes);
    this.#account(this.buffer.length);
  }

  #compress(compressor: Compressor, raw: Uint8Array, block: Buffer): Promise<Uint8Array> {
    const index = this.#pieces.length;
    const framed = compressor.frame(raw).then((frame) => {
      this.#frameDone(index, frame, block);
      return frame;
    });
    // a failure is met in finish(); until then it must not count as unhandled
    framed.catch(() => undefined);
    return framed;
  }

  #frameDone(index: number, frame: Uint8Array, block: Buffer): void {
    // discarded meanwhile: its bytes are given back already
    if (index < this.#pieces.length) this.#account(frame.length - block.length);
    returnBlock(block);
  }

  #account(bytes: number): void {
    this.#held += bytes;
    if (this.#open) this.#budget.addOpen(bytes);
    else this.#budget.addPublishing(bytes);
  }
}

function nextTail(bytes: number): Buffer {
  if (bytes === 0) return Buffer.alloc(0);
  return bytes > blockBytes ? Buffer.allocUnsafeSlow(bytes) : takeBlock();
}
