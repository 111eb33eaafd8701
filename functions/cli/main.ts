#!/usr/bin/env node
/** The command line's entry: the commands, and the world they may touch. No decision is made here. */
import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import type { Terminal } from './command.ts';
import { commandsWith } from './commands.ts';
import { dispatch } from './dispatch.ts';
import { resolveSluice } from './resolve-sluice.ts';
import { userCache } from './user-cache.ts';

// What a command is made of is compiled once, not at each call; a folder that can't be written is no fault.
const cache = userCache(process.env);
if (cache !== null) enableCompileCache(join(cache, 'code'));
registerHooks({ resolve: resolveSluice });

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}
// A reader that has seen enough (`sluice options | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 74);
});

const terminal: Terminal = {
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  tty:
    process.stdin.isTTY && process.stdout.isTTY
      ? { input: process.stdin, output: process.stdout }
      : null,
  signal: stop.signal,
};

const commands = commandsWith(async (how) => {
  // no other command needs what stands in infra
  const { startFunction } = await import('../../infra/local/lambda/start-function.ts');
  return startFunction(how);
});

process.exitCode = await dispatch(commands, process.argv.slice(2), terminal);
