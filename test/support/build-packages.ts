import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { codeCache } from './code-cache.ts';

/** This checkout. */
export const root: string = join(import.meta.dirname, '..', '..');

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs Node with no environment but this, and what it has compiled before. */
export async function node(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  try {
    const done = await promisify(execFile)(process.execPath, args, {
      cwd: options.cwd ?? root,
      env: { ...codeCache, ...options.env },
    });
    return { ...done, code: 0 };
  } catch (thrown) {
    return thrown as Ended;
  }
}

/** `node build.mjs`, as a user types it. */
export async function build(
  args: readonly string[],
  cwd: string = root,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return node([join(root, 'build.mjs'), ...args], { cwd, env });
}
