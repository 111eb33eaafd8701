import { accessSync, closeSync, constants, fdatasync, fdatasyncSync } from 'node:fs';
import { promisify } from 'node:util';
import { SluiceError } from '../../errors.ts';
import { AppendedFile, type FileCompression } from './appended-file.ts';
import { codeOf, fileError, isOfPath } from './file-error.ts';
import type { Opening } from './open-end.ts';

export interface OpenFilesOptions extends Omit<Opening, 'codec'> {
  readonly compression: FileCompression;
  /** How long a file stays open to which nothing is written. */
  readonly idleMs: number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Files that are open at once; for tests. */
  readonly mostOpen?: number;
}

/** A line that cannot go to a file of this path, ever; any other failure is told by `flush`. */
export type Appended = { readonly refused: string } | null;

/** Lines of one file that make a piece, and of all files that may wait. */
const pieceBytes = 512 * 1024;
const mostWaiting = 8 * 1024 * 1024;

/** Lines that came so long ago are written at the end of a chunk, and so many at once. */
const lingerMs = 1000;
const readyBytes = 64 * 1024;

/** Of a process, and besides as many whose closing waits for the disk. */
const mostOpenByDefault = 256;

const syncToDisk = promisify(fdatasync);

/**
 * The files of one sink. Lines wait in memory for a second at most, so that each `write` (and each compressed member) is
 * of many of them; `sync` writes the rest and has all of it on the disk, before an offset is committed. Files that nothing
 * is written to are closed, and the one that was used longest ago where too many are open.
 *
 *     append ──▶ waits ── piece full, a second over, sync ──▶ written ── sync ──▶ on the disk
 *                  ▲                      │
 *                  └── disk full, … ──────┘   nothing is given up; whoever asks is told why
 */
export class OpenFiles {
  readonly #options: OpenFilesOptions;
  readonly #opening: Opening;
  readonly #files = new Map<string, AppendedFile>();
  readonly #waiting = new Set<AppendedFile>();
  /** Closed as files, but not on the disk yet. */
  readonly #retired = new Map<number, { isUnsynced: boolean }>();
  /** Descriptors that are being synced, and so must not be closed. */
  readonly #inSync = new Set<number>();
  #waitingBytes = 0;
  #isFailing = false;
  #nowMs: number;
  #last: AppendedFile | null = null;
  #syncing: Promise<void> = Promise.resolve();
  /** What was not on the disk when it should have been, and may be gone from memory: nothing heals that but doing it again. */
  #lost: SluiceError | null = null;

  constructor(options: OpenFilesOptions) {
    this.#options = options;
    this.#opening = { ...options, codec: options.compression.codec };
    this.#nowMs = options.clock();
  }

  /** Whether the last write failed, so that lines wait for more than their turn. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Of files and retired descriptors, for tests. */
  get openCount(): number {
    let open = this.#retired.size;
    for (const { fd } of this.#files.values()) if (fd !== null) open += 1;
    return open;
  }

  /** @param line without the end of it */
  append(path: string, line: string | Buffer): Appended {
    let file = this.#last;
    if (file?.path !== path) {
      file = this.#files.get(path) ?? null;
      if (file === null) {
        const made = this.#begin(path);
        if ('refused' in made) return made;
        file = made;
      }
      this.#last = file;
    }
    if (!file.waits) {
      this.#waiting.add(file);
      file.waitsSinceMs = this.#nowMs;
    }
    const before = file.waitingBytes;
    file.append(line);
    file.usedMs = this.#nowMs;
    this.#waitingBytes += file.waitingBytes - before;
    // where it fails, whoever fetches waits before the next chunk
    if (this.#isFailing) return null;
    if (file.waitingBytes >= pieceBytes) this.#tryToWrite(file);
    else if (this.#waitingBytes >= mostWaiting) this.#writeAll(() => true);
    return null;
  }

  /** The end of a chunk: what is much, or has waited for long, is written; what fails is told by `flush`. */
  settle(): void {
    this.#nowMs = this.#options.clock();
    const before = this.#nowMs - lingerMs;
    this.#writeAll(
      (file) =>
        file.waitingBytes >= readyBytes ||
        file.waitsSinceMs <= before ||
        // the clock was set back
        file.waitsSinceMs > this.#nowMs,
    );
  }

  /** As time goes by: writes what has waited, and closes what is idle. */
  tick(): void {
    this.settle();
    const before = this.#nowMs - this.#options.idleMs;
    for (const file of this.#files.values()) if (file.usedMs <= before) this.#end(file);
  }

  /**
   * Writes all that waits.
   * @throws {SluiceError} DISK_FULL, FILE_*: the first failure, after each file was tried
   */
  flush(): void {
    this.#nowMs = this.#options.clock();
    const failure = this.#writeAll(() => true);
    if (failure !== null) throw failure;
  }

  /**
   * Resolves when all that was appended is on the disk.
   * @throws {SluiceError} as `flush`; one that cannot heal where the disk has lost something
   */
  async sync(): Promise<void> {
    const synced = this.#syncing.then(() => this.#sync());
    // whoever comes next waits for it, and learns for itself how it is then
    this.#syncing = synced.catch(() => undefined);
    await synced;
  }

  /** Closes everything; what waits is not written, as no offset behind it was committed. */
  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
    this.#waiting.clear();
    this.#last = null;
    for (const fd of this.#retired.keys()) if (!this.#inSync.has(fd)) closeQuietly(fd);
    this.#retired.clear();
  }

  #begin(path: string): AppendedFile | { readonly refused: string } {
    this.#nowMs = this.#options.clock();
    this.#makeRoom();
    const file = new AppendedFile(
      path,
      this.#options.compression,
      this.#opening,
      (fd, isUnsynced) => this.#retire(fd, isUnsynced),
    );
    try {
      file.open(this.#nowMs);
    } catch (thrown) {
      // with a path of the operator's own, and where the folder cannot be written in, it is no fault of the event
      if (this.#opening.root !== null && isOfPath(thrown) && this.#isWritable()) {
        return { refused: fileError(thrown, 'the path').message };
      }
      // it is tried again when the lines are written
    }
    this.#files.set(path, file);
    return file;
  }

  #isWritable(): boolean {
    const { root } = this.#opening;
    try {
      accessSync(root ?? '', constants.W_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }

  /** Ends the file that was used longest ago where one more would be too many. */
  #makeRoom(): void {
    const { mostOpen = mostOpenByDefault } = this.#options;
    if (this.#files.size < mostOpen) return;
    let oldest: AppendedFile | null = null;
    for (const file of this.#files.values()) {
      if (oldest === null || file.usedMs < oldest.usedMs) oldest = file;
    }
    if (oldest !== null) this.#end(oldest);
  }

  /** Where its lines cannot be written, it stays. */
  #end(file: AppendedFile): void {
    if (file.waits && this.#tryToWrite(file) !== null) return;
    file.close();
    this.#files.delete(file.path);
    if (this.#last === file) this.#last = null;
  }

  #writeAll(isDue: (file: AppendedFile) => boolean): SluiceError | null {
    let failure: SluiceError | null = null;
    for (const file of this.#waiting) {
      if (!isDue(file)) continue;
      const told = this.#tryToWrite(file);
      failure ??= told;
    }
    return failure;
  }

  #tryToWrite(file: AppendedFile): SluiceError | null {
    const before = file.waitingBytes;
    try {
      file.write(this.#nowMs);
      this.#waiting.delete(file);
      this.#isFailing = false;
      return null;
    } catch (thrown) {
      this.#isFailing = true;
      return fileError(thrown, file.path);
    } finally {
      this.#waitingBytes += file.waitingBytes - before;
    }
  }

  #retire(fd: number, isUnsynced: boolean): void {
    const { mostOpen = mostOpenByDefault } = this.#options;
    this.#retired.set(fd, { isUnsynced });
    if (!isUnsynced && !this.#inSync.has(fd)) this.#closeRetired(fd);
    if (this.#retired.size <= mostOpen) return;
    for (const one of this.#retired.keys()) {
      if (this.#inSync.has(one)) continue;
      try {
        fdatasyncSync(one);
      } catch (thrown) {
        this.#lose(thrown);
      }
      this.#closeRetired(one);
    }
  }

  #closeRetired(fd: number): void {
    this.#retired.delete(fd);
    closeQuietly(fd);
  }

  async #sync(): Promise<void> {
    this.flush();
    const fds: number[] = [];
    for (const [fd, retired] of this.#retired) {
      retired.isUnsynced = false;
      fds.push(fd);
    }
    for (const file of this.#files.values()) {
      if (!file.isUnsynced || file.fd === null) continue;
      file.isUnsynced = false;
      fds.push(file.fd);
    }
    for (const fd of fds) this.#inSync.add(fd);
    const done = await Promise.allSettled(fds.map((fd) => syncToDisk(fd)));
    for (const fd of fds) this.#inSync.delete(fd);
    for (const one of done) if (one.status === 'rejected') this.#lose(one.reason);
    // what was written again while it was synced has its turn the next time
    for (const fd of fds) if (this.#retired.get(fd)?.isUnsynced === false) this.#closeRetired(fd);
    if (this.#lost !== null) throw this.#lost;
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
