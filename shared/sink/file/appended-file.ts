import { fstatSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import zlib from 'node:zlib';
import { MemoryPool } from '../../memory-pool.ts';
import { identityAt, openEnd, type OpenEnd, type Opening, settles } from './open-end.ts';
import type { FileCodec } from './whole-end.ts';

export interface FileCompression {
  readonly codec: FileCodec;
  readonly level: number;
}

/** Of lines that wait to be written, of all files. */
const lineMemory = new MemoryPool({ leastBytes: 1, keptBytes: 8 * 1024 * 1024 });
const firstBytes = 8 * 1024;
const lineFeed = 0x0a;

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
  #lines: Buffer | null = null;
  #length = 0;
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
    return this.#length > 0 || this.#piece !== null;
  }

  /** Of lines; what could not be written is not counted. */
  get waitingBytes(): number {
    return this.#length;
  }

  /** @param line without the end of it */
  append(line: string | Buffer): void {
    const isText = typeof line === 'string';
    // UTF-8 takes at most three bytes for a UTF-16 unit; exact only where it matters
    const bytes = isText && line.length < 65_536 ? line.length * 3 : Buffer.byteLength(line);
    const lines = this.#reserve(bytes + 1);
    if (isText) this.#length += lines.write(line, this.#length, 'utf8');
    else this.#length += line.copy(lines, this.#length);
    lines[this.#length] = lineFeed;
    this.#length += 1;
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
      lineMemory.giveBack(this.#piece);
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
    const raw = (this.#lines ?? newline).subarray(0, this.#length);
    this.#lines = null;
    this.#length = 0;
    if (this.#compression.codec === 'none') return raw;
    const piece = compress(raw, this.#compression);
    lineMemory.giveBack(raw);
    return piece;
  }

  #reserve(bytes: number): Buffer {
    const needed = this.#length + bytes;
    const lines = this.#lines;
    if (lines !== null && needed <= lines.length) return lines;
    const size = Math.max(needed, lines === null ? firstBytes : lines.length * 2);
    const larger = lineMemory.take(size);
    if (lines !== null) {
      lines.copy(larger, 0, 0, this.#length);
      lineMemory.giveBack(lines);
    }
    this.#lines = larger;
    return larger;
  }

  /** Whoever else writes the file may have been killed at it; nobody could read what comes behind half a piece of theirs. */
  #openWhole(nowMs: number): OpenEnd | null {
    if (this.#end !== null) {
      const { fd, size } = this.#end;
      const now = fstatSync(fd).size;
      if (now === size) return this.#end;
      if (settles(fd, this.#compression.codec, now))
        return { ...this.#end, hasOpenLine: false, size: now };
      this.close();
    }
    this.open(nowMs);
    return this.#end;
  }

  #writePiece(nowMs: number): void {
    const end = this.#openWhole(nowMs);
    if (end === null || this.#piece === null) return;
    const piece = end.hasOpenLine ? Buffer.concat([newline, this.#piece]) : this.#piece;
    let written = 0;
    try {
      while (written < piece.length) {
        written += writeSync(end.fd, piece, written);
        this.isUnsynced = true;
      }
      // where others have written meanwhile, it is another
      this.#end = { ...end, hasOpenLine: false, size: end.size + piece.length };
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
  if (codec === 'gzip') return zlib.gzipSync(raw, { level });
  return zlib.zstdCompressSync(raw, {
    params: {
      [zlib.constants.ZSTD_c_compressionLevel]: level,
      // gzip has its CRC; a damaged file should not pass for data with zstd either
      [zlib.constants.ZSTD_c_checksumFlag]: 1,
    },
  });
}
