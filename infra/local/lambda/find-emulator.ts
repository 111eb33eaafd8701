import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import { installPythonPackage } from '../install-python-package.ts';
import { withLock } from '../lock-file.ts';
import type { ProgressOutput } from '../progress.ts';
import { engineCache } from '../toolchain.ts';

/** As in emulator.requirements.txt: what is in the cache under another one stays there. */
const version = '1.170.0';

const binaries: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {
  x64: 'aws-lambda-rie-x86_64',
  arm64: 'aws-lambda-rie-arm64',
};

/**
 * AWS's own Lambda Runtime Interface Emulator, as it lies in the Python package of their SAM (8 MB, once per user): the
 * program that stands between the caller and a function in their container images.
 * @throws {SluiceError} ENGINES_UNAVAILABLE saying why not, and what to install
 */
export async function findEmulator(
  cache: string = engineCache(),
  output: ProgressOutput = process.stderr,
): Promise<string> {
  const binary = binaries[process.arch];
  if (process.platform !== 'linux' || binary === undefined) {
    throw unavailable(`it is there for Linux on x64 and arm64, and this is ${process.platform}`);
  }
  const folder = join(cache, `lambda-emulator-${version}`);
  const fault = await withLock(`${folder}.lock`, { timeoutMs: 300_000 }, async () =>
    installPythonPackage('lambda/emulator.requirements.txt', folder, () =>
      output.write("getting AWS's Lambda emulator from PyPI, 8 MB\n"),
    ),
  );
  if (fault !== null) throw unavailable(fault);
  const path = join(folder, 'samcli', 'local', 'rapid', binary);
  if ((await stat(path).catch(() => null)) === null) throw unavailable(`${path} is not there`);
  await chmod(path, 0o755);
  return path;
}

function unavailable(why: string): SluiceError {
  return new SluiceError(
    'ENGINES_UNAVAILABLE',
    `no Lambda emulator to run the function in: ${why}. It is a part of the Python package aws-sam-cli.`,
  );
}
