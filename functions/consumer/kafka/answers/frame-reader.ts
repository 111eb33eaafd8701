import { answerMemory } from './answer-memory.ts';

const sizeBytes = 4;
/** More than any answer has; what claims to be longer is not Kafka's (a TLS alert would be 352 MB) and goes on raw. */
const longestBytes = 256 * 1024 * 1024;

/** Where bytes go while it is not known how long their answer is; all connections of a thread take turns. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Takes answers off a socket, each into one piece of memory that the system writes into: no copies, and nothing of
 * which the garbage collector would have to know.
 */
export class FrameReader {
  readonly #emit: (frame: Buffer) => void;
  readonly #size = Buffer.alloc(sizeBytes);
  #sizeFilled = 0;
  #frame: Buffer | null = null;
  #filled = 0;
  #raw = false;

  /** @param emit takes each answer, its size before it; or pieces of what is no answer */
  constructor(emit: (frame: Buffer) => void) {
    this.#emit = emit;
  }

  /** Where the next bytes are to be written. */
  get room(): Buffer {
    return this.#frame === null ? scratch : this.#frame.subarray(this.#filled);
  }

  /** So many bytes were written to where `room` said. */
  took(bytes: number, room: Uint8Array): void {
    if (room.buffer === scratch.buffer) this.#distribute(scratch.subarray(0, bytes));
    else this.#advance(bytes);
  }

  #distribute(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#raw) {
        this.#emit(Buffer.from(bytes.subarray(at)));
        return;
      }
      if (this.#frame === null) {
        const copied = bytes.copy(this.#size, this.#sizeFilled, at);
        at += copied;
        this.#sizeFilled += copied;
        if (this.#sizeFilled === sizeBytes) this.#begin();
      } else {
        const copied = bytes.copy(this.#frame, this.#filled, at);
        at += copied;
        this.#advance(copied);
      }
    }
  }

  #begin(): void {
    this.#sizeFilled = 0;
    const length = this.#size.readInt32BE(0);
    if (length < 0 || length > longestBytes) {
      this.#raw = true;
      this.#emit(Buffer.from(this.#size));
      return;
    }
    this.#frame = answerMemory.take(sizeBytes + length);
    this.#filled = this.#size.copy(this.#frame);
    this.#advance(0);
  }

  #advance(bytes: number): void {
    const frame = this.#frame;
    if (frame === null) return;
    this.#filled += bytes;
    if (this.#filled < frame.length) return;
    this.#frame = null;
    this.#emit(frame);
  }
}
