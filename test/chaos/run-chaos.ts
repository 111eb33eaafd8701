import { startChaosEngines } from './chaos-engines.ts';
import { isWrong, type Wrong } from './check-lake.ts';
import { makeMutant } from './mutants.ts';
import { runRound, type RoundReport } from './round.ts';

export interface ChaosOptions {
  readonly rounds: number;
  /** Round n goes by `seed + n - 1`, so that one round alone can be run again. */
  readonly seed: number;
  /** A name of `mutants`, or null. */
  readonly break: string | null;
}

/** What came of all rounds that count. */
export interface ChaosReport extends Wrong {
  readonly seed: number;
  readonly rounds: number;
  /** Rounds whose faults had no effect; they are part of no other number. */
  readonly idle: number;
  readonly records: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Rounds that had not committed everything a minute after all was healed. */
  readonly stuck: number;
  /** Errors that consumers ended with, by code. */
  readonly fatal: Readonly<Record<string, number>>;
  readonly samples: number;
  readonly seconds: number;
}

const nothingWrong: Wrong = {
  missing: 0,
  duplicated: 0,
  outOfOrder: 0,
  commitAhead: 0,
  commitBack: 0,
  strange: 0,
};
/** What a broken world can make a consumer end with; it is started again. Anything else is a defect. */
const excused = new Set(['KAFKA_UNREACHABLE', 'STORE_UNAVAILABLE', 'KAFKA_PROTOCOL']);

/** Runs the rounds one after the other, on a broker and an S3 server of their own. @param tell a line for a person */
export async function runChaos(
  options: ChaosOptions,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<ChaosReport> {
  const startedAt = performance.now();
  const mutant = options.break === null ? null : await makeMutant(options.break);
  const engines = await startChaosEngines();
  const reports: RoundReport[] = [];
  try {
    for (let round = 1; round <= options.rounds && !signal.aborted; round++) {
      const seed = options.seed + round - 1;
      tell(`round ${round} of ${options.rounds}, seed ${seed}`);
      const report = await runRound({ engines, seed, sources: mutant?.sources ?? null, tell });
      tell(describe(report));
      reports.push(report);
    }
  } finally {
    await engines.stop();
    await mutant?.remove();
  }
  return { ...sum(options.seed, reports), seconds: secondsSince(startedAt) };
}

/** Whether anything is wrong that must never be, or nothing was tried at all. */
export function isRed(report: ChaosReport): boolean {
  const { fatal, rounds, stuck } = report;
  const { missing, duplicated, outOfOrder, commitAhead, commitBack, strange } = report;
  if (isWrong({ missing, duplicated, outOfOrder, commitAhead, commitBack, strange })) return true;
  return rounds === 0 || stuck > 0 || Object.keys(fatal).some((code) => !excused.has(code));
}

function sum(seed: number, reports: readonly RoundReport[]): Omit<ChaosReport, 'seconds'> {
  const counting = reports.filter((one) => one.faults.size > 0 || isWrong(one.wrong) || one.stuck);
  const wrong = counting.reduce((total, one) => addEach(total, one.wrong), nothingWrong);
  const total = (of: (one: RoundReport) => number): number =>
    counting.reduce((so, one) => so + of(one), 0);
  return {
    seed,
    rounds: counting.length,
    idle: reports.length - counting.length,
    records: total(({ records }) => records),
    faults: addMaps(counting.map(({ faults }) => faults)),
    ...wrong,
    stuck: total(({ stuck }) => (stuck ? 1 : 0)),
    fatal: addMaps(counting.map(({ fatal }) => fatal)),
    samples: total(({ samples }) => samples),
  };
}

function addEach(a: Wrong, b: Wrong): Wrong {
  return {
    missing: a.missing + b.missing,
    duplicated: a.duplicated + b.duplicated,
    outOfOrder: a.outOfOrder + b.outOfOrder,
    commitAhead: a.commitAhead + b.commitAhead,
    commitBack: a.commitBack + b.commitBack,
    strange: a.strange + b.strange,
  };
}

function addMaps(maps: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const map of maps) {
    for (const [name, count] of map) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}

function describe(report: RoundReport): string {
  const { records, seconds, samples, variant, faults, wrong, stuck, fatal, examples } = report;
  const list = (counts: Iterable<readonly [string, number]>): string =>
    [...counts].map(([name, count]) => (count === 1 ? name : `${name} × ${count}`)).join(', ');
  const found = list(Object.entries(wrong).filter(([, count]) => count > 0));
  const lines = [
    `  ${records} records in ${seconds} s, ${samples} looks at the commits; ${variant}`,
    `  ${faults.size === 0 ? 'no fault had an effect: the round does not count' : list(faults)}`,
    ...(fatal.size === 0 ? [] : [`  consumers ended with: ${list(fatal)}`]),
    ...(stuck ? ['  STUCK: not everything is committed'] : []),
    ...(found === '' ? [] : [`  WRONG: ${found}`, ...examples.map((each) => `    ${each}`)]),
  ];
  return lines.join('\n');
}

function secondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 1000);
}
