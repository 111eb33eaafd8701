import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SluiceError } from '../../shared/errors.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Bundle {
  /** The one file that `node` runs. */
  readonly path: string;
  readonly bytes: number;
}

const files = { consumer: 'main.mjs', handler: 'index.mjs' };

/**
 * Bundles a pipeline, that of the brief unless said otherwise, by the same command that a user would type.
 * @param more options of that command
 */
export async function buildBundle(
  folder: string,
  pipeline: string = 'pipelines/devices.ts',
  only: keyof typeof files = 'consumer',
  more: readonly string[] = [],
): Promise<Bundle> {
  const what = ['--pipeline', pipeline, '--out', folder, '--only', only, '--no-sizes'];
  const args = ['build.mjs', ...what, ...more];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  if (code !== 0) {
    // what is wrong with the pipeline is its own fault
    const reason = code === 78 ? 'CONFIG_INVALID' : 'INTERNAL';
    throw new SluiceError(reason, `node ${args.join(' ')} failed:\n${said.trimEnd()}`);
  }
  const path = join(folder, only, files[only]);
  return { path, bytes: (await stat(path)).size };
}
