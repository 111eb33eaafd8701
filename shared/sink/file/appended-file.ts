import { fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import zlib from 'node:zlib';
import { identityAt, openEnd, type OpenEnd, type Opening } from './open-end.ts';
import type { FileCodec } from './whole-end.ts';

export interface FileCompression {
  readonly codec: FileCodec;
  readonly level: number;
}

/** How often it is looked whether the name is still that of the file: one that was renamed away is begun anew. */
const renamedCheckMs = 1000;

/**
 * A file that whole lines are appended to, by one `write` for many of them: with O_APPEND the kernel puts each behind all
 * others, so that several threads and processes may write one file on the same machine. With compression a piece is a
 * member or a frame of its own.
 *
 * What could not be written stays here, and is tried again with the next `write`.
 */
export class AppendedFile {
  readonly path: string;
  /** Written, and not known to be on the disk yet. */
  isUnsynced = false;
  /** When lines came last, and first of those that wait; milliseconds since 1970. */
  usedMs = 0;
  waitsSinceMs = 0;
  readonly #compression: FileCompression;
  readonly #opening: Opening;
  readonly #retire: (fd: number, isUnsynced: boolean) => void;
  #end: OpenEnd | null = null;
  #checkedMs = 0;
  #lines = '';
  /** Made of lines, and to be written whole, by one call. */
  #piece: Buffer | null = null;

  /** @param retire gets the descriptor of a file that is not written to any more */
  constructor(
    path: string,
    compression: FileCompression,
    opening: Opening,
    retire: (fd: number, isUnsynced: boolean) => void,
  ) {
    this.path = path;
    this.#compression = compression;
    this.#opening = opening;
    this.#retire = retire;
  }

  get fd(): number | null {
    return this.#end?.fd ?? null;
  }

  /** Whether something waits to be written. */
  get waits(): boolean {
    return this.#lines !== '' || this.#piece !== null;
  }

  /** In UTF-16 units. */
  get waitingLength(): number {
    return this.#lines.length;
  }

  append(line: string): void {
    this.#lines += line;
  }

  /** @throws {Error} as `openEnd` */
  open(nowMs: number): void {
    if (this.#end !== null) return;
    this.#end = openEnd(this.path, this.#opening);
    this.#checkedMs = nowMs;
  }

  /**
   * Writes what waits.
   * @throws {Error} as node:fs; what is left then waits on
   */
  write(nowMs: number): void {
    if (nowMs - this.#checkedMs >= renamedCheckMs && this.#end !== null) this.#check(nowMs);
    while (this.waits) {
      this.#piece ??= this.#takeLines();
      this.#writePiece(nowMs);
      this.#piece = null;
    }
  }

  /** Gives the descriptor away; the next write opens the file again. */
  close(): void {
    if (this.#end === null) return;
    this.#retire(this.#end.fd, this.isUnsynced);
    this.#end = null;
    this.isUnsynced = false;
  }

  #check(nowMs: number): void {
    this.#checkedMs = nowMs;
    if (identityAt(this.path) !== this.#end?.identity) this.close();
  }

  #takeLines(): Buffer {
    const raw = Buffer.from(this.#lines, 'utf8');
    this.#lines = '';
    return compress(raw, this.#compression);
  }

  #writePiece(nowMs: number): void {
    this.open(nowMs);
    const end = this.#end;
    if (end === null || this.#piece === null) return;
    if (end.hasOpenLine) {
      this.#piece = Buffer.concat([newline, this.#piece]);
      this.#end = { ...end, hasOpenLine: false };
    }
    const piece = this.#piece;
    let written = 0;
    try {
      while (written < piece.length) {
        written += writeSync(end.fd, piece, written);
        this.isUnsynced = true;
      }
    } catch (thrown) {
      // opening it again sees to half a line or member that stays
      if (written > 0 && !takesBack(end.fd, piece.subarray(0, written))) this.close();
      throw thrown;
    }
  }
}

/** Takes off what was written of a piece, where it is still the last of the file; a full disk has room for that. */
function takesBack(fd: number, part: Buffer): boolean {
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.allocUnsafe(part.length);
    const read = readSync(fd, last, 0, part.length, size - part.length);
    if (read !== part.length || !last.equals(part)) return false;
    ftruncateSync(fd, size - part.length);
    return true;
  } catch {
    return false;
  }
}

const newline = Buffer.from('\n');

function compress(raw: Buffer, { codec, level }: FileCompression): Buffer {
  if (codec === 'none') return raw;
  if (codec === 'gzip') return zlib.gzipSync(raw, { level });
  return zlib.zstdCompressSync(raw, {
    params: {
      [zlib.constants.ZSTD_c_compressionLevel]: level,
      // gzip has its CRC; a damaged file should not pass for data with zstd either
      [zlib.constants.ZSTD_c_checksumFlag]: 1,
    },
  });
}
