import type { BenchCase } from './cases.ts';
import type { StartMicros } from './measure-starts.ts';
import type { RunFigures } from './run-program.ts';

/** What a program came to over its runs: medians. The names are those of `--json`, which other tools read. */
export interface ProgramFigures {
  readonly cpuMicrosPerEvent: number;
  readonly eventsPerSecond: number;
  /** Of the records' values, in 10^6 bytes. */
  readonly megabytesPerSecond: number;
  /** In 10^6 bytes; the median too, of the highest of each run. */
  readonly peakRssMb: number;
  readonly gcMillis: number | null;
  /** CPU of an event in each run. */
  readonly runs: readonly number[];
}

export interface CaseFigures extends ProgramFigures {
  readonly case: string;
  readonly events: number;
  readonly baselineCpuMicrosPerEvent: number;
  /** Of the medians. */
  readonly ratio: number;
  readonly baseline: ProgramFigures;
  /**
   * With two threads: CPU of an event as a share of what one thread needed in between, of both without their start, which
   * is no event's.
   */
  readonly toOneThread?: number;
  /** What the start of two threads takes more. */
  readonly startMillisMore?: number;
  /** Vector and a command, where they were named. */
  readonly others: Readonly<Record<string, ProgramFigures>>;
  /** What issue 6 asks for and these figures are not. */
  readonly missed: readonly string[];
}

export interface CaseRuns {
  readonly events: number;
  /** Bytes of the values of all events. */
  readonly bytes: number;
  /** By the name of the program: `sluice`, `baseline`, `sluice-1` with two threads, and others. */
  readonly runs: ReadonlyMap<string, readonly RunFigures[]>;
  /** With two threads. */
  readonly startMicros?: StartMicros | undefined;
}

export function caseFigures(of: BenchCase, measured: CaseRuns): CaseFigures {
  const figuresOf = (name: string): ProgramFigures =>
    programFigures(measured, measured.runs.get(name) ?? []);
  const ours = figuresOf('sluice');
  const baseline = figuresOf('baseline');
  const known = new Set(['sluice', 'sluice-1', 'baseline']);
  const others = [...measured.runs.keys()].filter((name) => !known.has(name));
  const ratio = rounded(ours.cpuMicrosPerEvent / baseline.cpuMicrosPerEvent, 3);
  const { events, startMicros } = measured;
  const toOneThread =
    startMicros === undefined
      ? undefined
      : rounded(
          (ours.cpuMicrosPerEvent - startMicros[2] / events) /
            (figuresOf('sluice-1').cpuMicrosPerEvent - startMicros[1] / events),
          3,
        );
  return {
    case: of.name,
    ...ours,
    events,
    baselineCpuMicrosPerEvent: baseline.cpuMicrosPerEvent,
    ratio,
    baseline,
    ...(toOneThread === undefined ? {} : { toOneThread }),
    ...(startMicros === undefined
      ? {}
      : { startMillisMore: Math.round((startMicros[2] - startMicros[1]) / 1000) }),
    others: Object.fromEntries(others.map((name) => [name, figuresOf(name)])),
    missed: missedGoals(of, { ratio, toOneThread, peakRssMb: ours.peakRssMb }),
  };
}

function programFigures({ events, bytes }: CaseRuns, runs: readonly RunFigures[]): ProgramFigures {
  const wallMs = median(runs.map((run) => run.wallMs));
  const gc = runs.flatMap(({ gcMillis }) => (gcMillis === null ? [] : [gcMillis]));
  const cpu = runs.map(({ cpuMicros }) => rounded(cpuMicros / events, 3));
  return {
    cpuMicrosPerEvent: median(cpu),
    eventsPerSecond: Math.round((events / wallMs) * 1000),
    megabytesPerSecond: rounded(bytes / 1000 / wallMs, 1),
    peakRssMb: Math.round(median(runs.map((run) => run.peakRssBytes)) / 1e6),
    gcMillis: gc.length === 0 ? null : Math.round(median(gc)),
    runs: cpu,
  };
}

function missedGoals(
  { goal }: BenchCase,
  got: { ratio: number; toOneThread: number | undefined; peakRssMb: number },
): string[] {
  const { ratio, toOneThread, peakRssMb } = goal;
  const over = (what: string, value: number | undefined, most: number | undefined): string[] =>
    value === undefined || most === undefined || value <= most
      ? []
      : [`${what} is ${value}, at most ${most} is wanted`];
  return [
    ...over('the ratio', got.ratio, ratio),
    ...over('the peak of memory in MB', got.peakRssMb, peakRssMb),
    ...over('CPU to that of one thread', got.toOneThread, toOneThread),
  ];
}

/** The middle one; of an even number the mean of the two. @throws {Error} there is none */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle]!;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

export function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
