import { describeError, toSluiceError } from '../../shared/errors.ts';
import { type Cleanup, createCleanup } from './cleanup.ts';
import { createSteps, type Steps } from './steps.ts';

const interrupted = 130;

/** What a command that drives real servers works with. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly steps: Steps;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** What is to be undone in the end, whatever happens. */
  readonly cleanup: Cleanup;
}

export interface CommandParts<Options> {
  /** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID */
  readonly readOptions: (args: readonly string[]) => Options | null;
  readonly usage: string;
  /** How long undoing may take. */
  readonly undoLimitMs?: number;
  /** @returns the exit code */
  readonly run: (options: Options, context: CommandContext) => Promise<number>;
}

/**
 * Runs a command of this repository to its end and sets the exit code: that of the command, 130 after Ctrl-C, or as in
 * shared/errors.ts. Ctrl-C stops it in order, once more at once. Standard output is the command's own.
 */
export async function runCommand<Options>(parts: CommandParts<Options>): Promise<void> {
  try {
    process.exitCode = await exitCodeOf(parts);
    // what an undo gave up on must not keep the process
    if (process.exitCode === interrupted) process.exit();
  } catch (thrown) {
    const error = toSluiceError(thrown);
    tell(describeError(error));
    if (error.code === 'INTERNAL') tell(error.stack ?? '');
    process.exitCode = error.exitCode;
  }
}

async function exitCodeOf<Options>(parts: CommandParts<Options>): Promise<number> {
  const { readOptions, usage, undoLimitMs, run } = parts;
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // at the second time at once: what was started ends by itself when this process is gone
      if (stop.signal.aborted) process.exit(interrupted);
      tell('\nstopping; once more to stop at once');
      stop.abort();
    });
  }
  const cleanup = createCleanup(undoLimitMs);
  const steps = createSteps(process.stderr);
  try {
    return await run(options, { env: process.env, steps, signal: stop.signal, cleanup });
  } catch (error) {
    if (stop.signal.aborted) return interrupted;
    throw error;
  } finally {
    await cleanup.run((error) => tell(`could not clean up: ${error.message}`));
  }
}

/** A line on standard error. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
