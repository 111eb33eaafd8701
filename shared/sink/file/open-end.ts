import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { PathRefused } from './file-error.ts';
import { endsWhole, type FileCodec, longestEnd } from './whole-end.ts';

/** A file that can be appended to. */
export interface OpenEnd {
  readonly fd: number;
  /** Tells it from another one that has its name later. */
  readonly identity: string;
  /** Where it ended when that was looked at. */
  readonly size: number;
  /** Whether its last line has no end: of a process that was killed, or of something else that writes no last one. */
  readonly hasOpenLine: boolean;
}

export interface Opening {
  readonly codec: FileCodec;
  /** The folder that the path must not leave, also not by a symbolic link; null: the path is the operator's own. */
  readonly root: string | null;
  /** Under which name a file is kept that cannot be appended to. */
  readonly asideName: (path: string) => string;
  readonly onSetAside: (path: string, aside: string) => void;
}

/** `O_NONBLOCK`, or opening a pipe without a reader would never come back. */
const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/** How often a file is opened again that was set aside, or was renamed while we looked at it. */
const mostTries = 5;

/** How long it may take whoever else writes the file to write the rest of what we have seen half of. */
const settleSteps = 10;
const settleStepMs = 5;

/**
 * Opens a file so that whatever is appended can be read: folders above it are made; where it ends within a compressed
 * member, so that nothing behind that could be unpacked, it gets another name, and a new one is begun. That name has all
 * that was committed: half a member is of records that are read again.
 * @throws {PathRefused} what is there is no file, or is not below the root
 * @throws {Error} as node:fs does
 */
export function openEnd(path: string, opening: Opening): OpenEnd {
  const { asideName, codec, onSetAside, root } = opening;
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  if (root !== null) refuseOutside(folder, root);
  for (let tried = 1; ; tried += 1) {
    const fd = openSync(path, root === null ? flags : flags | constants.O_NOFOLLOW, 0o644);
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile()) throw new PathRefused('what is there is no file');
      const identity = identityOf(stat);
      const { size } = stat;
      const isWhole = settles(fd, codec, size);
      if (isWhole || codec === 'none') return { fd, identity, size, hasOpenLine: !isWhole };
      if (tried === mostTries) throw new PathRefused('its end cannot be unpacked');
      const aside = asideName(path);
      // another thread may have done it already
      if (identityAt(path) === identity) {
        renameSync(path, aside);
        onSetAside(path, aside);
      }
    } catch (thrown) {
      closeSync(fd);
      throw thrown;
    }
    closeSync(fd);
  }
}

/** What has this name now; null: nothing. */
export function identityAt(path: string): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : identityOf(stat);
}

function identityOf({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
  return `${dev}:${ino}`;
}

function refuseOutside(folder: string, root: string): void {
  const real = realpathSync(root);
  const found = realpathSync(folder);
  if (found !== real && !found.startsWith(real.endsWith(sep) ? real : real + sep)) {
    throw new PathRefused('a symbolic link leads out of its folder');
  }
}

/** Whether the file ends whole, at once or when the one who is writing it has got to the end. */
export function settles(fd: number, codec: FileCodec, size: number): boolean {
  if (size === 0 || isWholeAt(fd, codec, size)) return true;
  for (let step = 0; step < settleSteps; step += 1) {
    Atomics.wait(nobody, 0, 0, settleStepMs);
    const now = fstatSync(fd).size;
    if (now !== size && now > 0 && isWholeAt(fd, codec, now)) return true;
  }
  return false;
}

const nobody = new Int32Array(new SharedArrayBuffer(4));

/** Most ends are short, so a short one is read first. */
function isWholeAt(fd: number, codec: FileCodec, size: number): boolean {
  const lengths = codec === 'none' ? [1] : [64 * 1024, longestEnd];
  return lengths.some(
    (length, at) =>
      (at === 0 || size > (lengths[at - 1] ?? 0)) && endsWhole(codec, endOf(fd, size, length)),
  );
}

function endOf(fd: number, size: number, most: number): Buffer {
  const length = Math.min(size, most);
  const end = Buffer.allocUnsafe(length);
  let at = 0;
  while (at < length) {
    const read = readSync(fd, end, at, length - at, size - length + at);
    if (read === 0) break;
    at += read;
  }
  return end.subarray(0, at);
}
