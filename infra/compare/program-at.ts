import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { usageError } from '../../functions/cli/arguments.ts';

/** The whole path of a file that can be run. @throws {SluiceError} CONFIG_INVALID */
export function programAt(option: string, path: string): string {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw usageError(`${option}: got '${path}', which is no file that can be run`);
  }
  return resolve(path);
}
