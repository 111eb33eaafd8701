/** Eight to each power of two: what is asked for is rarely one, and often just above one. */
function sizeClass(bytes: number): number {
  const step = 2 ** Math.floor(Math.log2(bytes)) / 8;
  return Math.ceil(bytes / step) * step;
}

export interface MemoryPoolOptions {
  /** Smaller ones are not worth it: they come and go in the young generation. */
  readonly leastBytes: number;
  /** What waits to be used again, of all sizes, at most. */
  readonly keptBytes: number;
}

/**
 * Memory that is used again. V8 counts buffers as memory outside its heap, and collects the whole heap every few
 * megabytes of new ones: where hundreds of megabytes a second pass through, that costs more CPU than all that is done
 * with them.
 */
export class MemoryPool {
  readonly #options: MemoryPoolOptions;
  readonly #free = new Map<number, ArrayBuffer[]>();
  readonly #lent = new WeakSet<ArrayBufferLike>();
  #freeBytes = 0;

  constructor(options: MemoryPoolOptions) {
    this.#options = options;
  }

  /** So many bytes, at the beginning of memory that is at most an eighth larger; what stood in it is still there. */
  take(bytes: number): Buffer {
    if (bytes < this.#options.leastBytes) return Buffer.allocUnsafe(bytes);
    const size = sizeClass(bytes);
    let memory = this.#free.get(size)?.pop();
    if (memory === undefined) memory = new ArrayBuffer(size);
    else this.#freeBytes -= size;
    this.#lent.add(memory);
    return Buffer.from(memory, 0, bytes);
  }

  /**
   * Gives memory back that nobody looks at any more; what does not come from here, or has come back already, is left to
   * the garbage collector.
   * @param memory any view of it
   */
  giveBack({ buffer }: Uint8Array): void {
    if (!(buffer instanceof ArrayBuffer) || !this.#lent.delete(buffer)) return;
    const size = buffer.byteLength;
    if (this.#freeBytes + size > this.#options.keptBytes) return;
    this.#freeBytes += size;
    const same = this.#free.get(size);
    if (same === undefined) this.#free.set(size, [buffer]);
    else same.push(buffer);
  }
}
