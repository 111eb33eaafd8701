import { SluiceError } from '../../errors.ts';

/** The device or the quota is full, or the process may write no longer files. */
const full: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What may be over in a moment: too much is open, a file system that does not answer. */
const passing: ReadonlySet<string | undefined> = new Set([
  'EAGAIN',
  'EBUSY',
  'EHOSTDOWN',
  'EINTR',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOLCK',
  'ENOMEM',
  'ENOTCONN',
  'ESTALE',
  'ETIMEDOUT',
]);

/** What the path itself is the reason of, where folders can be written in. */
const ofPath: ReadonlySet<string | undefined> = new Set([
  'EACCES',
  'EEXIST',
  'EILSEQ',
  'EINVAL',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOTDIR',
  'ENXIO',
  'EPERM',
  'ETXTBSY',
]);

/** A path that cannot be a file of ours: something else is there, or it leads out of its folder. */
export class PathRefused extends Error {}

export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
}

/** Whether it is the path that is wrong, not the world around it. */
export function isOfPath(thrown: unknown): boolean {
  return thrown instanceof PathRefused || ofPath.has(codeOf(thrown));
}

/** What a failed operation on a file means. */
export function fileError(thrown: unknown, path: string): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  const code = codeOf(thrown);
  const options = { cause: thrown };
  if (full.has(code)) {
    return new SluiceError('DISK_FULL', `${path} does not fit on the device (${code})`, options);
  }
  const why = code ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return passing.has(code)
    ? new SluiceError('FILE_UNAVAILABLE', `${path} cannot be written now (${why})`, options)
    : new SluiceError('FILE_UNWRITABLE', `${path} cannot be written (${why})`, options);
}
