/**
 * Loaded into a consumer before everything else: its next write to a file goes half-way where a trap says so. `kill`: the
 * process is gone in the middle of it, as by `kill -9`; `full`: there is no more room, until the trap is taken away.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const trap = process.env.CHAOS_TRAP ?? '';
const { writeSync } = fs;
let isTold = false;
/** Whose last piece fitted by half: there is nothing left for the rest of it. */
let fullAt = null;

fs.writeSync = (fd, piece, offset = 0, ...rest) => {
  const what = isPiece(fd, piece) ? read() : '';
  if (what === '') return writeSync(fd, piece, offset, ...rest);
  const half = Math.ceil((piece.length - offset) / 2);
  if (what === 'kill') {
    writeSync(fd, piece, offset, half);
    fs.rmSync(trap, { force: true });
    process.kill(process.pid, 'SIGKILL');
    // the signal needs no longer than that
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  }
  if (!isTold) process.stderr.write('disk is full\n');
  isTold = true;
  // as the kernel: what fits is written, and nothing of the next call
  if (fullAt !== fd) {
    fullAt = fd;
    return writeSync(fd, piece, offset, half);
  }
  fullAt = null;
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
};
syncBuiltinESMExports();

function isPiece(fd, piece) {
  return fd > 2 && Buffer.isBuffer(piece) && fs.fstatSync(fd).isFile();
}

function read() {
  try {
    return fs.readFileSync(trap, 'utf8');
  } catch {
    return '';
  }
}
