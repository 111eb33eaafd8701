import { crc32 } from 'node:zlib';
import type { ByteTarget } from '../encode/byte-target.ts';
import type { Framing } from '../encode/framing.ts';
import type { Compressor } from '../sink/compress/compressor.ts';
import { blockBytes, returnBlock, takeBlock } from './block-pool.ts';
import type { Budget } from './budget.ts';

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
  readonly #pieces: (Uint8Array | Promise<Uint8Array>)[] = [];
  readonly #blocks: Buffer[] = [];
  #sealedRawBytes = 0;
  #crc32 = 0;
  #held = 0;
  /** Raw bytes of blocks that a frame is being made of; part of what it holds. */
  #compressing = 0;
  #open = true;

  constructor(prefix: string, framing: Framing, compressor: Compressor | null, budget: Budget) {
    this.prefix = prefix;
    this.#framing = framing;
    this.#compressor = compressor;
    this.#budget = budget;
    this.buffer = Buffer.allocUnsafeSlow(firstTailBytes);
    this.#account(firstTailBytes);
    this.append(framing.begin);
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

  /** From now on its bytes count as being published. */
  close(): void {
    this.append(this.#framing.end);
    this.#crc32 = crc32(this.buffer.subarray(0, this.position), this.#crc32);
    this.#countCompressing(-this.#compressing);
    this.#budget.addOpen(-this.#held);
    this.#budget.addPublishing(this.#held);
    this.#open = false;
  }

  /** The whole body, in pieces. Call once, after `close`. */
  async finish(): Promise<Uint8Array[]> {
    if (this.position > 0) this.#seal(0);
    return Promise.all(this.#pieces.map((piece) => Promise.resolve(piece)));
  }

  /** Gives everything back; `reusable` where nobody can still be reading the blocks. */
  discard(reusable: boolean): void {
    this.#countCompressing(-this.#compressing);
    this.#account(-this.#held);
    if (reusable) for (const block of this.#blocks) returnBlock(block);
    this.#blocks.length = 0;
    this.#pieces.length = 0;
    this.buffer = Buffer.alloc(0);
    this.position = 0;
  }

  #growTail(needed: number): void {
    const old = this.buffer;
    let size = old.length;
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
      if (this.#compressor === null) {
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
    this.#countCompressing(block.length);
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
    if (index < this.#pieces.length) {
      this.#countCompressing(-block.length);
      this.#account(frame.length - block.length);
    }
    returnBlock(block);
  }

  /** Only what is open: once closed, everything goes away by itself. */
  #countCompressing(bytes: number): void {
    if (!this.#open) return;
    this.#compressing += bytes;
    this.#budget.addCompressing(bytes);
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
