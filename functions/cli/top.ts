import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError, toSluiceError } from '../../shared/errors.ts';
import { apiAddress } from './api-address.ts';
import { readArguments, wholeNumber } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { globs } from './glob.ts';
import { parseMetrics } from './top/parse-metrics.ts';
import { readFigures } from './top/read-components.ts';
import { openScreen, type Screen } from './top/screen.ts';
import { type Reading, type Snapshot, snapshotOf } from './top/snapshot.ts';
import { processLine, tableOf } from './top/table.ts';

const usage = `Usage: sluice top [PIPELINE] [options]

Shows what the components of a running pipeline do: events and bytes in and out, altogether and a second, errors, and the
lag of each source. On a terminal the table is drawn again in place until q or Ctrl-C; otherwise it is printed once an
interval. While the consumer is away it is asked again.

  --url URL          where the consumer answers; default: api.address of PIPELINE, or http://127.0.0.1:8686
  --interval MS      milliseconds between two looks; default: 1000
  --components GLOB  those with such names, several with commas between; default: *
  --human-metrics    12.3k for 12,345
  --json             a line of JSON an interval instead of the table
  --no-reconnect     ends with an error where the consumer does not answer
  --help             print this

Below a component with several outputs is what it gave to each of them. Events are counted, of which a record may give several.
`;

interface TopOptions {
  readonly url: URL;
  readonly intervalMs: number;
  readonly shown: (component: string) => boolean;
  readonly isHuman: boolean;
  readonly isJson: boolean;
  readonly reconnects: boolean;
}

/** `sluice top`: a live table of the components. */
export const top: Command = {
  name: 'top',
  summary: 'show live what the components of a running pipeline do',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      url: 'string',
      interval: 'string',
      components: 'string',
      'human-metrics': 'boolean',
      json: 'boolean',
      'no-reconnect': 'boolean',
    } as const;
    const { values, words } = readArguments(args, kinds, ['[PIPELINE]']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const options = {
      intervalMs: wholeNumber('--interval', values.interval, 1000, [100, 3_600_000]),
      shown: globs((values.components ?? '*').split(',')),
      isHuman: values['human-metrics'] === true,
      isJson: values.json === true,
      reconnects: values['no-reconnect'] !== true,
      url: await apiAddress(values.url, words[0], terminal),
    };
    const { tty = null } = terminal;
    const screen = tty === null || options.isJson ? null : openScreen(tty);
    try {
      await watch(options, screen, terminal);
      return 0;
    } finally {
      screen?.close();
    }
  },
};

/** Looks and shows until somebody has had enough. @throws {SluiceError} where it does not reconnect */
async function watch(
  options: TopOptions,
  screen: Screen | null,
  terminal: Terminal,
): Promise<void> {
  const { intervalMs, reconnects, url } = options;
  const stop = screen === null ? terminal.signal : AbortSignal.any([terminal.signal, screen.ended]);
  let before: Reading | null = null;
  let shown: Snapshot | null = null;
  let told: string | null = null;
  while (!stop.aborted) {
    const startedMs = performance.now();
    let away: string | null = null;
    try {
      const reading = await look(url, stop);
      shown = snapshotOf(reading, before);
      before = reading;
    } catch (thrown) {
      if (stop.aborted) return;
      if (!reconnects) throw thrown;
      away = `${toSluiceError(thrown).message}; asked again every ${intervalMs} ms`;
    }
    if (screen !== null) screen.draw(linesOf(options, shown, away));
    else if (away === null) print(options, shown, terminal);
    else if (away !== told) terminal.err(`${away}\n`);
    told = away;
    const leftMs = intervalMs - (performance.now() - startedMs);
    await sleep(Math.max(0, leftMs), undefined, { signal: stop }).catch(() => undefined);
  }
}

async function look(url: URL, stop: AbortSignal): Promise<Reading> {
  const where = new URL('/metrics', url);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(5_000)]);
  let page: string;
  try {
    const answer = await fetch(where, { signal });
    page = await answer.text();
    if (answer.status !== 200) throw new Error(`it answers ${answer.status}`);
  } catch (cause) {
    throw unavailable(where, cause);
  }
  const figures = readFigures(parseMetrics(page));
  if (figures.components.length === 0) {
    throw unavailable(where, new Error('what answers there is no consumer of this version'));
  }
  return { atMs: performance.now(), figures };
}

function unavailable(where: URL, thrown: unknown): SluiceError {
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  const inner = cause.cause instanceof Error ? (cause.cause as NodeJS.ErrnoException) : null;
  const why = inner?.code ?? inner?.message ?? cause.message;
  return new SluiceError('INPUT_UNREADABLE', `no metrics from ${where.href}: ${why}`, { cause });
}

function linesOf(options: TopOptions, all: Snapshot | null, away: string | null): string[] {
  const { intervalMs, isHuman, url } = options;
  if (all === null) return [`sluice top  ${url.href}`, '', away ?? 'asking …'];
  const snapshot = filtered(all, options);
  const every = `every ${intervalMs / 1000} s, q ends`;
  return [
    `sluice top  ${all.pipeline} ${all.version}  ${url.href}  ${every}`,
    '',
    ...tableOf(snapshot, isHuman),
    '',
    away ?? processLine(snapshot),
  ];
}

function print(options: TopOptions, all: Snapshot | null, { out }: Terminal): void {
  if (all === null) return;
  const snapshot = filtered(all, options);
  if (options.isJson) out(`${JSON.stringify({ at: new Date().toISOString(), ...snapshot })}\n`);
  else out(`${[...tableOf(snapshot, options.isHuman), processLine(snapshot), ''].join('\n')}\n`);
}

function filtered(snapshot: Snapshot, { shown }: TopOptions): Snapshot {
  return { ...snapshot, components: snapshot.components.filter((one) => shown(one.component)) };
}
