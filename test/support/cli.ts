import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import type { Tty } from '../../functions/cli/command.ts';
import { commandsWith } from '../../functions/cli/commands.ts';
import { dispatch } from '../../functions/cli/dispatch.ts';
import { startFunction } from '../../infra/local/lambda/start-function.ts';

/** What a command wrote, and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line within this process. */
export async function cli(
  args: readonly string[],
  world: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly stdin?: string;
    readonly signal?: AbortSignal;
    readonly onErr?: (text: string) => void;
    readonly onOut?: (text: string) => void;
    readonly tty?: Tty;
  } = {},
): Promise<CliResult> {
  let out = '';
  let err = '';
  const code = await dispatch(commandsWith(startFunction), args, {
    cwd: world.cwd ?? process.cwd(),
    env: world.env ?? {},
    stdin: Readable.from(world.stdin === undefined ? [] : [Buffer.from(world.stdin)]),
    out: (text) => {
      out += text;
      world.onOut?.(text);
    },
    err: (text) => {
      err += text;
      world.onErr?.(text);
    },
    tty: world.tty ?? null,
    signal: world.signal ?? new AbortController().signal,
  });
  return { code, out, err };
}

/** A folder that lives as long as the test, with files in it. */
export async function folderWith(
  t: TestContext,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}
