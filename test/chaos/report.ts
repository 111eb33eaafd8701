import type { WrongFiles } from './check-files.ts';
import type { Wrong } from './check-lake.ts';
import type { RoundReport } from './round.ts';
import { excused } from './seen-in-logs.ts';

/** What came of all rounds that count. */
export interface ChaosReport extends Wrong, WrongFiles {
  readonly delivery: 'exact' | 'dense';
  /** What the plans came from; several where reports were merged. */
  readonly seeds: readonly number[];
  readonly rounds: number;
  /** Why a run ended before its rounds were done; null: it did not. */
  readonly failure: string | null;
  /** Rounds of which no fault had an effect; they are part of no other number. */
  readonly idle: number;
  readonly records: number;
  /** How often each kind had an effect. */
  readonly faults: Readonly<Record<string, number>>;
  /** Copies that a rolling update may leave; see docs/delivery.md. */
  readonly possiblyDoubled: number;
  /** Rounds that had not committed everything in time after all was healed. */
  readonly stuck: number;
  /** Errors that consumers ended with, by code. */
  readonly fatal: Readonly<Record<string, number>>;
  readonly deadLetters: number;
  /** Records that the broker had compacted away by the end. */
  readonly compacted: number;
  readonly objects: number;
  /** In files. */
  readonly lines: number;
  /** Epochs by the reason of their end. */
  readonly cuts: Readonly<Record<string, number>>;
  /** Rounds by what they had. */
  readonly features: Readonly<Record<string, number>>;
  readonly samples: number;
  /** Seconds by part of the rounds. */
  readonly phases: Readonly<Record<string, number>>;
  readonly seconds: number;
}

type Counts = Readonly<Record<string, number>>;

const wrongs = [
  'missing',
  'duplicated',
  'outOfOrder',
  'commitAhead',
  'commitBack',
  'strange',
  'missingInFiles',
  'torn',
  'strangeLines',
] as const satisfies readonly (keyof Wrong | keyof WrongFiles)[];
/** What at-least-once allows. */
const allowedInDense: ReadonlySet<string> = new Set(['duplicated', 'commitBack']);

/** One round as a report of its own. */
export function reportOf(
  round: RoundReport,
  { delivery, seed, seconds }: { delivery: 'exact' | 'dense'; seed: number; seconds: number },
): ChaosReport {
  const { wrong, faults, fatal, cuts, features, phases, stuck, examples: _, ...rest } = round;
  const counts = faults.size > 0 || stuck || wrongs.some((name) => wrong[name] > 0);
  return {
    ...rest,
    ...wrong,
    delivery,
    seeds: [seed],
    rounds: counts ? 1 : 0,
    failure: null,
    idle: counts ? 0 : 1,
    faults: Object.fromEntries(faults),
    stuck: stuck ? 1 : 0,
    fatal: Object.fromEntries(fatal),
    cuts: Object.fromEntries(cuts),
    features: Object.fromEntries(features.map((name) => [name, 1])),
    phases: Object.fromEntries(phases),
    seconds,
  };
}

/** All of them as one; those that do not count only as idle. */
export function addReports(reports: readonly ChaosReport[]): ChaosReport {
  const counting = reports.filter(({ rounds }) => rounds > 0);
  const sum = (of: (one: ChaosReport) => number): number =>
    counting.reduce((total, one) => total + of(one), 0);
  const sums = (of: (one: ChaosReport) => Counts): Counts => {
    const names = [...new Set(counting.flatMap((one) => Object.keys(of(one))))].toSorted();
    return Object.fromEntries(
      names.map((name) => [name, Math.round(10 * sum((one) => of(one)[name] ?? 0)) / 10]),
    );
  };
  return {
    delivery: reports.some(({ delivery }) => delivery === 'dense') ? 'dense' : 'exact',
    seeds: [...new Set(reports.flatMap(({ seeds }) => seeds))],
    rounds: sum(({ rounds }) => rounds),
    failure: reports.find(({ failure }) => (failure ?? null) !== null)?.failure ?? null,
    idle: reports.reduce((total, { idle }) => total + idle, 0),
    records: sum(({ records }) => records),
    faults: sums(({ faults }) => faults),
    missing: sum(({ missing }) => missing),
    duplicated: sum(({ duplicated }) => duplicated),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
    commitAhead: sum(({ commitAhead }) => commitAhead),
    commitBack: sum(({ commitBack }) => commitBack),
    strange: sum(({ strange }) => strange),
    missingInFiles: sum(({ missingInFiles }) => missingInFiles),
    torn: sum(({ torn }) => torn),
    strangeLines: sum(({ strangeLines }) => strangeLines),
    possiblyDoubled: sum(({ possiblyDoubled }) => possiblyDoubled),
    stuck: sum(({ stuck }) => stuck),
    fatal: sums(({ fatal }) => fatal),
    deadLetters: sum(({ deadLetters }) => deadLetters),
    compacted: sum(({ compacted }) => compacted),
    objects: sum(({ objects }) => objects),
    lines: sum(({ lines }) => lines),
    cuts: sums(({ cuts }) => cuts),
    features: sums(({ features }) => features),
    samples: sum(({ samples }) => samples),
    phases: sums(({ phases }) => phases),
    seconds: Math.round(reports.reduce((total, { seconds }) => total + seconds, 0)),
  };
}

/** Whether anything is wrong that must never be, or nothing was tried at all. */
export function isRed(report: ChaosReport): boolean {
  const { delivery, failure, fatal, rounds, stuck } = report;
  const found = wrongs.filter((name) => report[name] > 0);
  if (found.some((name) => delivery === 'exact' || !allowedInDense.has(name))) return true;
  if (failure !== null || rounds === 0 || stuck > 0) return true;
  return Object.keys(fatal).some((code) => code !== excused);
}

/** A round in a few lines for a person. */
export function describeRound(round: RoundReport, seconds: number): string {
  const { records, samples, features, faults, wrong, stuck, fatal, examples, phases } = round;
  const list = (counts: Iterable<readonly [string, number]>): string =>
    [...counts].map(([name, count]) => (count === 1 ? name : `${name} × ${count}`)).join(', ');
  const found = list(wrongs.map((name) => [name, wrong[name]] as const).filter(([, n]) => n > 0));
  const parts = [...phases].map(([name, took]) => `${name} ${took.toFixed(1)}`).join(', ');
  const { compacted, possiblyDoubled, cuts } = round;
  const lines = [
    `  ${records} records in ${seconds.toFixed(1)} s (${parts}), ${samples} looks; ${features.join(', ')}`,
    `  ${faults.size === 0 ? 'no fault had an effect: the round does not count' : list(faults)}`,
    `  epochs by ${list(cuts)}; compacted away ${compacted}, possibly doubled ${possiblyDoubled}`,
    ...(fatal.size === 0 ? [] : [`  consumers ended with: ${list(fatal)}`]),
    ...(stuck ? ['  STUCK: not everything is committed'] : []),
    ...(found === ''
      ? []
      : [`  WRONG: ${found}`, ...examples.slice(0, 5).map((each) => `    ${each}`)]),
  ];
  return lines.join('\n');
}
