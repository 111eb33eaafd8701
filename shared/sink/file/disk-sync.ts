import { closeSync, fdatasync, fdatasyncSync } from 'node:fs';
import { promisify } from 'node:util';
import { SluiceError } from '../../errors.ts';
import { codeOf } from './file-error.ts';

const syncToDisk = promisify(fdatasync);

/**
 * Has what was written on the disk, and closes descriptors that are not written to any more when it is: until then they
 * are retired. Nothing that is being synced is closed, as its number might be another file's by then.
 */
export class DiskSync {
  readonly #mostRetired: number;
  readonly #retired = new Map<number, { isUnsynced: boolean }>();
  readonly #inSync = new Set<number>();
  /** What was not on the disk when it should have been, and may be gone from memory: nothing heals that but doing it again. */
  #lost: SluiceError | null = null;

  /** @param mostRetired where more wait to be closed, they are synced at once */
  constructor(mostRetired: number) {
    this.#mostRetired = mostRetired;
  }

  get retiredCount(): number {
    return this.#retired.size;
  }

  retire(fd: number, isUnsynced: boolean): void {
    this.#retired.set(fd, { isUnsynced });
    if (!isUnsynced && !this.#inSync.has(fd)) this.#close(fd);
    if (this.#retired.size <= this.#mostRetired) return;
    for (const one of this.#retired.keys()) {
      if (this.#inSync.has(one)) continue;
      try {
        fdatasyncSync(one);
      } catch (thrown) {
        this.#lose(thrown);
      }
      this.#close(one);
    }
  }

  /**
   * Resolves when these, and all that is retired, are on the disk. One call after the other.
   * @throws {SluiceError} FILE_UNWRITABLE where the disk has lost something, from then on always
   */
  async sync(open: readonly number[]): Promise<void> {
    const fds = [...open];
    for (const [fd, retired] of this.#retired) {
      retired.isUnsynced = false;
      fds.push(fd);
    }
    for (const fd of fds) this.#inSync.add(fd);
    const done = await Promise.allSettled(fds.map((fd) => syncToDisk(fd)));
    for (const fd of fds) this.#inSync.delete(fd);
    for (const one of done) if (one.status === 'rejected') this.#lose(one.reason);
    // what was written again while it was synced has its turn the next time
    for (const fd of fds) if (this.#retired.get(fd)?.isUnsynced === false) this.#close(fd);
    if (this.#lost !== null) throw this.#lost;
  }

  /** Closes what is retired; what is being synced is left to the end of the process. */
  close(): void {
    for (const fd of this.#retired.keys()) if (!this.#inSync.has(fd)) closeQuietly(fd);
    this.#retired.clear();
  }

  #close(fd: number): void {
    this.#retired.delete(fd);
    closeQuietly(fd);
  }

  #lose(thrown: unknown): void {
    this.#lost ??= new SluiceError(
      'FILE_UNWRITABLE',
      `what was written did not reach the disk (${codeOf(thrown) ?? String(thrown)})`,
      { cause: thrown },
    );
  }
}

/** Of a descriptor whose content is on the disk already. */
function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // there is nothing more to be lost by it
  }
}
