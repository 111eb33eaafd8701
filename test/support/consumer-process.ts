import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pickPorts } from '../../infra/local/free-ports.ts';
import { codeCache } from './code-cache.ts';
import { consumerBundle } from './consumer-bundle.ts';
import { type LogLine, tellerOf } from './log-line.ts';
import { parseMetrics, type Samples } from './prometheus.ts';
import { waitUntil } from './wait-until.ts';

export interface Exit {
  /** Null: ended by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The consumer's bundle as a process of its own, seen as an operator sees it: by logs, metrics, signals and exit code. */
export interface ConsumerProcess {
  readonly pid: number;
  /** Of /metrics, /healthz and /readyz: `http://host:port`. */
  readonly address: string;
  readonly exit: Promise<Exit>;
  readonly running: () => boolean;
  /** Every line so far, both streams, in order of arrival. */
  readonly lines: readonly string[];
  /** The lines that tell of an event, oldest first. */
  readonly told: (event: string) => LogLine[];
  /** Waits for a line that tells of the event. */
  readonly untilTold: (
    event: string,
    matches?: (line: LogLine) => boolean,
    timeoutMs?: number,
  ) => Promise<LogLine>;
  readonly get: (path: string) => Promise<{ readonly status: number; readonly body: string }>;
  readonly metrics: () => Promise<Samples>;
  /** Waits until a scrape shows something; a process that does not listen yet is waited for, too. */
  readonly untilMetrics: (what: string, look: (samples: Samples) => boolean) => Promise<Samples>;
  /** Largest resident memory so far as the system counts it; null where there is no /proc, or the process has gone unseen. */
  readonly peakRssMb: () => number | null;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** SIGTERM, then waits for the end. */
  readonly stop: () => Promise<Exit>;
}

const root = join(import.meta.dirname, '..', '..');
/** The brief's pipeline, as it is shipped. */
export const devicesPipeline: string = join(root, 'pipelines', 'devices.ts');
/** One whose definition is in the environment. */
export const scenarioPipeline: string = join(root, 'test', 'support', 'pipelines', 'scenario.ts');

const children = new Set<ReturnType<typeof spawn>>();
let folder: string | null = null;

/** Starts a bundle with this environment and no other, so that nothing of the test's own leaks in. */
export async function startConsumer(options: {
  readonly pipeline: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** A command that Node is started by, such as a shell that sets limits and then becomes Node. */
  readonly by?: readonly string[];
  /** A copy of this checkout to bundle from; this one unless said otherwise. */
  readonly sources?: string;
  /** Where its metrics are, as the environment told it; a free port is told as API_ADDRESS where it is left out. */
  readonly apiPort?: number;
}): Promise<ConsumerProcess> {
  const bundle = await consumerBundle(
    relative(root, options.pipeline),
    options.sources ?? root,
    bundleFolder(),
  );
  const port = options.apiPort ?? (await freePort());
  const [command = process.execPath, ...rest] = [
    ...(options.by ?? []),
    process.execPath,
    bundle,
    ...(options.args ?? []),
  ];
  const child = spawn(command, rest, {
    cwd: bundleFolder(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      API_ADDRESS: `127.0.0.1:${port}`,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...codeCache,
      ...options.env,
    },
  });
  children.add(child);
  const lines: string[] = [];
  const read = [child.stdout, child.stderr].map((stream) => collect(stream, lines));
  let peak: number | null = null;
  const watchMemory = (): void => {
    peak = peakRss(child.pid) ?? peak;
  };
  const timer = setInterval(watchMemory, 100);
  const exit = once(child, 'exit').then(async ([code, signal]): Promise<Exit> => {
    clearInterval(timer);
    children.delete(child);
    await Promise.all(read);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const told = tellerOf(lines);
  const address = `http://127.0.0.1:${port}`;
  const get = async (path: string): Promise<{ status: number; body: string }> => {
    const response = await fetch(`${address}${path}`);
    return { status: response.status, body: await response.text() };
  };
  const scrape = async (): Promise<Samples> => parseMetrics((await get('/metrics')).body);
  return {
    pid: child.pid ?? 0,
    address,
    exit,
    running,
    lines,
    told,
    untilTold: async (event, matches = () => true, timeoutMs = 30_000) => {
      const find = (): LogLine | undefined => told(event).find(matches);
      return waitUntil(
        `the consumer tells of ${event}`,
        () => {
          const line = find();
          if (line !== undefined || running()) return line;
          throw new Error(`the consumer ended without ${event}:\n${tail(lines)}`);
        },
        { timeoutMs },
      ).catch((error: unknown) => {
        throw new Error(`no ${event}; last lines:\n${tail(lines)}`, { cause: error });
      });
    },
    get,
    metrics: scrape,
    untilMetrics: async (what, look) =>
      waitUntil(what, async () => {
        if (!running()) throw new Error(`the consumer ended:\n${tail(lines)}`);
        const samples = await scrape().catch(refused);
        return samples !== null && look(samples) ? samples : null;
      }).catch((error: unknown) => {
        throw new Error(`last lines:\n${tail(lines)}`, { cause: error });
      }),
    peakRssMb: () => (peak === null ? null : Math.round(peak / 1024)),
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM');
      return exit;
    },
  };
}

/** Runs a bundle to its end; fails where that takes too long. */
export async function runConsumer(
  options: Parameters<typeof startConsumer>[0],
  timeoutMs: number = 60_000,
): Promise<ConsumerProcess & { readonly ended: Exit }> {
  const consumer = await startConsumer(options);
  const ended = await waitUntil('the consumer ends', () => !consumer.running(), { timeoutMs }).then(
    () => consumer.exit,
    (error: unknown) => {
      consumer.kill('SIGKILL');
      throw new Error(`it did not end; last lines:\n${tail(consumer.lines)}`, { cause: error });
    },
  );
  return { ...consumer, ended };
}

export async function freePort(): Promise<number> {
  const { port } = await pickPorts(['port'], {});
  return port;
}

/** Nothing listens there yet, or not any more. */
function refused(error: unknown): null {
  if (error instanceof TypeError) return null;
  throw error;
}

function tail(lines: readonly string[]): string {
  return lines.slice(-15).join('\n');
}

async function collect(stream: Readable, lines: string[]): Promise<void> {
  for await (const line of createInterface({ input: stream })) lines.push(line);
}

function peakRss(pid: number | undefined): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}

function bundleFolder(): string {
  if (folder !== null) return folder;
  const made = mkdtempSync(join(tmpdir(), 'sluice-bundle-'));
  folder = made;
  // a test that failed half-way leaves its consumers running
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(made, { recursive: true, force: true });
  });
  return made;
}
