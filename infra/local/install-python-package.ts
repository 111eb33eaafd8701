import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { runTool } from './run-tool.ts';

/**
 * Installs what a requirements file pins (versions and hashes) into a folder of its own, with the machine's pip: some
 * machines have Python but neither Java nor Maven, and PyPI has both a Java runtime and a Maven client, and Lambda's
 * emulator, too.
 * @param onInstall called when it is not there yet
 * @returns null when it is there, otherwise why not, in words for a message
 */
export async function installPythonPackage(
  requirements: string,
  folder: string,
  onInstall: () => void,
): Promise<string | null> {
  if ((await stat(folder).catch(() => null)) !== null) return null;
  onInstall();
  const half = `${folder}.${randomUUID()}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    const pip = await runTool('python3', [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--require-hashes',
      '--only-binary=:all:',
      // all that is needed stands in the file
      '--no-deps',
      '--target',
      half,
      '--requirement',
      resolve(import.meta.dirname, requirements),
    ]);
    if (pip.missing) return 'there is no python3 to install it from PyPI with';
    if (pip.exitCode !== 0) return `pip failed: ${pip.lastLines.slice(-3).join(' / ')}`;
    await rename(half, folder);
    return null;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
