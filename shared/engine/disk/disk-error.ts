import { SluiceError } from '../../errors.ts';

/** ENOSPC and EDQUOT: the device or the quota is full; EFBIG: the process may write no longer files. */
const full: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a failed file operation in the data directory means. */
export function diskError(thrown: unknown, what: string): SluiceError {
  if (thrown instanceof SluiceError) return thrown;
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  const options = { cause: thrown };
  if (full.has(code)) {
    return new SluiceError('DISK_FULL', `${what} does not fit on the device (${code})`, options);
  }
  return new SluiceError(
    'DATA_DIR_UNUSABLE',
    `${what} cannot be written (${code ?? String(thrown)})`,
    options,
  );
}
