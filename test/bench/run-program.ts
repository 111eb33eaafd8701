import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoBucket } from '../../infra/demo/bucket.ts';
import type { DemoEngines } from '../../infra/demo/find-engines.ts';
import { keepProcess, lastLinesOf } from '../../infra/demo/keep-process.ts';
import { s3Client } from '../../infra/demo/s3-client.ts';
import { withAdmin } from '../../infra/demo/topic.ts';
import type { Kafka } from 'kafkajs';
import type { BenchCase } from './cases.ts';
import { type BenchProgram, gcFile } from './programs.ts';
import { type LineCounter, lineCounter } from './stored-lines.ts';

/** How often the bucket of a program that does not end is looked into. */
const pollMs = 500;
const leastMs = 60_000;
/** What the slowest known program would need by far. */
const perEventMs = 0.3;

/** What one run of a program took. */
export interface RunFigures {
  readonly cpuMicros: number;
  /** From start to end; of a program that does not end, to the moment at which the bucket held all. */
  readonly wallMs: number;
  readonly peakRssBytes: number;
  /** Null for a program that is not Node. */
  readonly gcMillis: number | null;
}

/** A program did not do its work: what it was, and its last lines. */
export class RunFailure extends Error {
  override readonly name: string = 'RunFailure';
}

export interface RunOptions {
  readonly engines: DemoEngines;
  readonly kafka: Kafka;
  readonly topic: string;
  readonly name: string;
  readonly events: number;
  readonly path: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs a program on the topic, into a bucket and with a group of its own, which are gone afterwards.
 * @throws {RunFailure} it failed, was too slow, or has not stored every event once
 */
export async function runProgram(
  program: BenchProgram,
  of: BenchCase,
  options: RunOptions,
): Promise<RunFigures> {
  const { engines, kafka, name, events, signal } = options;
  const bucket = demoBucket(engines.s3, name);
  const client = s3Client(engines.s3);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-run-'));
  try {
    await bucket.create();
    const counter = lineCounter(client, name);
    const figures = await measure(program, of, { ...options, folder }, counter);
    const stored = await counter.count();
    if (stored !== events) {
      const what = `${program.name}, case ${of.name}: ${stored} of ${events} events are stored`;
      throw new RunFailure(`${what}\n${await lastLinesOf(join(folder, 'log'))}`);
    }
    return figures;
  } finally {
    client.destroy();
    await bucket.remove();
    bucket.close();
    await withAdmin(kafka, async (admin) => admin.deleteGroups([name])).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
    signal.throwIfAborted();
  }
}

async function measure(
  program: BenchProgram,
  of: BenchCase,
  options: RunOptions & { readonly folder: string },
  counter: LineCounter,
): Promise<RunFigures> {
  const { folder, events, signal } = options;
  const { file, args, env, files = {}, cwd = folder } = program.start(of, options);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const logFile = join(folder, 'log');
  const limitMs = Math.ceil(leastMs + events * perEventMs);
  const ended = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const startedAt = performance.now();
  const kept = keepProcess({ file, args, env, cwd, logFile }, ended);
  const full = new AbortController();
  const storedAt = program.ends ? null : untilStored(counter, events, full.signal, kept.stop);
  // awaited below; until then a failure is nobody's
  storedAt?.catch(() => undefined);
  const usage = await kept.usage;
  full.abort();
  signal.throwIfAborted();
  const fullAt = await storedAt;
  const { cpuMicros = null, peakRssBytes = null } = usage ?? {};
  // a program that was told to end may end as it likes; what it has stored is counted all the same
  const sound = usage?.exitCode === 0 || typeof fullAt === 'number';
  if (usage === null || cpuMicros === null || peakRssBytes === null || !sound) {
    const how =
      usage === null
        ? `was not done after ${Math.round(limitMs / 1000)} s`
        : `ended with ${usage.signal ?? `exit code ${usage.exitCode}`}`;
    const what = `${program.name}, case ${of.name}: it ${how}; its last lines:`;
    throw new RunFailure(`${what}\n${await lastLinesOf(logFile)}`);
  }
  const wallMs = typeof fullAt === 'number' ? fullAt - startedAt : usage.wallMs;
  return { cpuMicros, peakRssBytes, wallMs, gcMillis: await gcMillisIn(join(folder, gcFile)) };
}

/** @returns when the bucket held all; null where it was given up */
async function untilStored(
  counter: LineCounter,
  events: number,
  gaveUp: AbortSignal,
  onFull: () => void,
): Promise<number | null> {
  while (!gaveUp.aborted) {
    if ((await counter.count()) >= events) {
      onFull();
      return performance.now();
    }
    await sleep(pollMs, undefined, { signal: gaveUp }).catch(() => undefined);
  }
  return null;
}

/** The sum over the threads of a program; null where it wrote nothing. */
async function gcMillisIn(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  return text
    .trim()
    .split('\n')
    .reduce((sum, line) => sum + Number(line), 0);
}
