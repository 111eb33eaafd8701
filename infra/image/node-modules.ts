import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { withLock } from '../local/lock-file.ts';
import { runTool } from '../local/run-tool.ts';
import { engineCache } from '../local/toolchain.ts';
import type { Platform } from './platforms.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * What package-lock.json pins for another machine than this one: its Node, and the modules of a production install.
 * npm verifies each by the hash that stands in the lock. Once per lock and platform.
 * @returns a folder `node_modules`
 * @throws {SluiceError} ENGINES_UNAVAILABLE
 */
export async function nodeModulesFor({ cpu }: Platform): Promise<string> {
  const files = ['package.json', 'package-lock.json', '.npmrc'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(join(root, file)));
  const folder = join(engineCache(), 'image', `${cpu}-${hash.digest('hex').slice(0, 12)}`);
  const modules = join(folder, 'node_modules');
  const isThere = async (): Promise<boolean> => (await stat(modules).catch(() => null)) !== null;
  await withLock(`${folder}.lock`, { timeoutMs: 600_000 }, async () => {
    if (await isThere()) return;
    const half = `${folder}.${randomUUID()}`;
    await mkdir(half, { recursive: true });
    try {
      for (const file of files) await copyFile(join(root, file), join(half, file));
      const args = ['ci', '--omit=dev', '--ignore-scripts', '--os=linux', `--cpu=${cpu}`];
      const npm = await runTool('npm', [...args, '--libc=glibc'], { cwd: half });
      if (npm.exitCode !== 0) {
        const why = npm.missing ? 'there is no npm' : npm.lastLines.slice(-3).join(' / ');
        throw new SluiceError('ENGINES_UNAVAILABLE', `npm ci for linux/${cpu} failed: ${why}`);
      }
      await rename(half, folder);
    } finally {
      await rm(half, { recursive: true, force: true });
    }
  });
  return modules;
}
