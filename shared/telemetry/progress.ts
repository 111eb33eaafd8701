import type { Emit, Gauges, PartitionGauge } from './events.ts';

/** The part of process.stderr that the line needs. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** What the line shows beside what was told. */
export interface ProgressGauges extends Pick<Gauges, 'heldBytes'> {
  readonly partitions: () => readonly Pick<PartitionGauge, 'lag'>[];
}

export interface Progress {
  readonly emit: Emit;
  /** Takes the line away until it is drawn again: call it before writing anything else to the same terminal. */
  readonly clear: () => void;
  /** Draws the last state once more, ends the line, and stops. */
  readonly stop: () => void;
}

const redrawMs = 500;
const clearLine = '\r\u001b[2K';

/**
 * One live line for whoever started the program on a terminal: how fast, how much is stored, how far behind. On
 * anything but a terminal it does nothing at all. It never keeps the process alive.
 */
export function createProgress(
  terminal: Terminal,
  gauges: ProgressGauges,
  nowMs: () => number = performance.now.bind(performance),
): Progress {
  if (terminal.isTTY !== true) return { emit: ignore, clear: ignore, stop: ignore };
  const totals = { received: 0, stored: 0, objects: 0, rejected: 0 };
  let before = { received: 0, atMs: nowMs() };
  let rate = 0;
  let drawn = false;

  const clear = (): void => {
    if (drawn) terminal.write(clearLine);
    drawn = false;
  };
  const draw = (): void => {
    const atMs = nowMs();
    const seconds = (atMs - before.atMs) / 1000;
    if (seconds > 0) rate = (totals.received - before.received) / seconds;
    before = { received: totals.received, atMs };
    const line = lineOf(totals, rate, gauges).slice(0, Math.max(20, (terminal.columns ?? 80) - 1));
    terminal.write(clearLine + line);
    drawn = true;
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();

  return {
    emit: (event) => {
      if (event.name === 'chunk_received') totals.received += event.records;
      else if (event.name === 'records_rejected') totals.rejected += event.records;
      else if (event.name === 'object_stored') {
        totals.objects++;
        if (!event.deadLetter) totals.stored += event.events;
      }
    },
    clear,
    stop: () => {
      clearInterval(timer);
      draw();
      terminal.write('\n');
      drawn = false;
    },
  };
}

function lineOf(
  totals: { readonly stored: number; readonly objects: number; readonly rejected: number },
  rate: number,
  gauges: ProgressGauges,
): string {
  let lag = 0;
  for (const partition of gauges.partitions()) lag += partition.lag ?? 0;
  const { open, publishing, fetched } = gauges.heldBytes();
  return [
    `${grouped(rate)} records/s`,
    `${grouped(totals.stored)} stored in ${grouped(totals.objects)} objects`,
    `lag ${grouped(lag)}`,
    `held ${megabytes(open + publishing + fetched)}`,
    ...(totals.rejected > 0 ? [`${grouped(totals.rejected)} rejected`] : []),
  ].join('  ');
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function ignore(): void {
  // not a terminal
}
