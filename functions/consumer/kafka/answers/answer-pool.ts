/** Smaller ones come and go in the young generation; V8 counts larger ones as memory outside, and collects for them. */
const leastBytes = 64 * 1024;
/** What waits to be used again, of all sizes, at most. */
const keptBytes = 16 * 1024 * 1024;

const free = new Map<number, ArrayBuffer[]>();
const lent = new WeakSet<ArrayBufferLike>();
let freeBytes = 0;

/**
 * Memory for one answer of a broker. Fetches bring hundreds of megabytes a second; were each answer in memory of its
 * own, V8 would collect its whole heap every few of them, which costs more CPU than all that is done with the records.
 */
export function takeAnswer(bytes: number): Buffer {
  if (bytes < leastBytes) return Buffer.allocUnsafe(bytes);
  const size = sizeClass(bytes);
  const memory = free.get(size)?.pop();
  if (memory === undefined) {
    const fresh = new ArrayBuffer(size);
    lent.add(fresh);
    return Buffer.from(fresh, 0, bytes);
  }
  freeBytes -= size;
  lent.add(memory);
  return Buffer.from(memory, 0, bytes);
}

/** Eight to each power of two: an answer is a little longer than the limit that it was asked to keep to. */
function sizeClass(bytes: number): number {
  const step = 2 ** Math.floor(Math.log2(bytes)) / 8;
  return Math.ceil(bytes / step) * step;
}

/**
 * Gives memory back that nobody looks at any more; what does not come from here, or has come back already, is left to
 * the garbage collector.
 * @param answer any view of it
 */
export function returnAnswer({ buffer }: Buffer): void {
  if (!(buffer instanceof ArrayBuffer) || !lent.delete(buffer)) return;
  const size = buffer.byteLength;
  if (freeBytes + size > keptBytes) return;
  freeBytes += size;
  const same = free.get(size);
  if (same === undefined) free.set(size, [buffer]);
  else same.push(buffer);
}
