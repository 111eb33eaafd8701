import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { SluiceError } from '../../shared/errors.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { inputError, openInput } from './run/open-input.ts';

const usage = `Usage: sluice invoke --handler DIR --event FILE|- [options]

Invokes the Lambda function here, once, in AWS's Runtime Interface Emulator, and prints what it answers. Linux only; the
emulator comes from PyPI (8 MB, once). The function gets the environment of this command and stores where that says.

  --handler DIR    holds the function: index.mjs, as the build makes it
  --event FILE|-   the event, such as 'sluice events' prints; '-' is stdin; at most 6 MB, as Lambda takes no more
  --timeout N      seconds, 1 to 900; default 30
  --help           print this

Exit code 1 where Lambda would have some of the event come again: the function failed, or it names items that did.
`;

/** A function that runs as Lambda would run it. */
interface RunningFunction {
  /** @param event JSON */
  readonly invoke: (
    event: string,
  ) => Promise<
    | { readonly ok: true; readonly payload: unknown }
    | { readonly ok: false; readonly errorType: string; readonly errorMessage: string }
  >;
  readonly stop: () => Promise<void>;
}

/** Starts one: infra does, which knows emulators and is for this machine alone. */
export type StartFunction = (options: {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSecs: number;
  readonly onLine: (line: string) => void;
}) => Promise<RunningFunction>;

/** `sluice invoke`: the function as Lambda would run it. */
export function createInvoke(startFunction: StartFunction): Command {
  return {
    name: 'invoke',
    summary: "invoke the Lambda function here, in AWS's emulator",
    usage,
    run: async (args, terminal) => {
      const kinds = { handler: 'string', event: 'string', timeout: 'string' } as const;
      const { values } = readArguments(args, kinds, []);
      if (values.help === true) {
        terminal.out(usage);
        return 0;
      }
      const { handler, event: input, timeout = '30' } = values;
      if (handler === undefined)
        throw usageError('--handler is missing; give the folder of the build');
      if (input === undefined)
        throw usageError("--event is missing; give a file, or '-' for stdin");
      const timeoutSecs = /^\d{1,3}$/.test(timeout) ? Number(timeout) : 0;
      if (timeoutSecs < 1 || timeoutSecs > 900) {
        throw usageError(`--timeout: got '${timeout}'; allowed: 1 to 900 seconds`);
      }
      const event = await readEvent(input, terminal);
      const started = await startFunction({
        folder: resolve(terminal.cwd, handler),
        env: Object.fromEntries(
          Object.entries(terminal.env).filter(
            (entry): entry is [string, string] => entry[1] !== undefined,
          ),
        ),
        timeoutSecs,
        onLine: (line) => terminal.err(`${line}\n`),
      });
      return run(started, event, terminal);
    },
  };
}

async function readEvent(input: string, { cwd, stdin }: Terminal): Promise<string> {
  const read = text(await openInput(input, cwd, stdin)).catch((thrown: unknown) => {
    throw inputError(input, thrown);
  });
  const event = await read;
  try {
    JSON.parse(event);
  } catch {
    throw new SluiceError('INPUT_UNREADABLE', `the event in '${input}' is no JSON`);
  }
  return event.trim();
}

async function run(
  started: RunningFunction,
  event: string,
  { signal, out }: Terminal,
): Promise<number> {
  const onAbort = (): void => void started.stop();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    // it may have come while the emulator was fetched and started
    if (signal.aborted) return 130;
    const outcome = await started.invoke(event);
    if (signal.aborted) return 130;
    if (!outcome.ok) {
      const { errorType, errorMessage } = outcome;
      out(`${JSON.stringify({ errorType, errorMessage })}\n`);
      return 1;
    }
    out(`${JSON.stringify(outcome.payload)}\n`);
    return namesItems(outcome.payload) ? 1 : 0;
  } catch (thrown) {
    if (signal.aborted) return 130;
    throw thrown;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await started.stop();
  }
}

function namesItems(payload: unknown): boolean {
  const { batchItemFailures: items } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  return Array.isArray(items) && items.length > 0;
}
