import { toSluiceError } from '../../shared/errors.ts';
import { startChaosEngines } from './chaos-engines.ts';
import { makeMutant } from './mutants.ts';
import { addReports, type ChaosReport, describeRound, isRed, reportOf } from './report.ts';
import { runRound } from './round.ts';

export interface ChaosOptions {
  /** How many rounds have to count. */
  readonly rounds: number;
  /** No round begins after this. */
  readonly minutes: number;
  /** The plan of a round follows from the seed and the round's number. */
  readonly seed: number;
  /** The number of the first round. */
  readonly from: number;
  readonly delivery: 'exact' | 'dense';
  /** A name of `mutants`, or null. */
  readonly break: string | null;
  /** Options of the pipeline over all others. */
  readonly extra: object;
  /** A folder for what the consumers said in rounds in which something was wrong, or null. */
  readonly logs: string | null;
}

/** Runs the rounds one after the other, on a broker and an S3 server of their own. @param tell a line for a person */
export async function runChaos(
  options: ChaosOptions,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<ChaosReport> {
  const { rounds, minutes, seed, from, delivery, extra, logs } = options;
  const mutant = options.break === null ? null : await makeMutant(options.break);
  const engines = await startChaosEngines();
  // on a busy machine the engines alone take a minute, after which no round would begin
  const startedAt = performance.now();
  const reports: ChaosReport[] = [];
  /** What came before it is not to be lost: it took minutes. */
  let failure: string | null = null;
  const counted = (): number => reports.reduce((sum, one) => sum + one.rounds, 0);
  const timeIsUp = (): boolean => performance.now() - startedAt > minutes * 60_000;
  try {
    // what does not count is made up for, but not without end
    for (let at = from; counted() < rounds && at < from + 2 * rounds; at++) {
      if (signal.aborted || timeIsUp()) break;
      tell(`round ${at}, ${counted() + 1} of ${rounds}, seed ${seed}`);
      const roundStartedAt = performance.now();
      const dense = delivery === 'dense';
      const sources = mutant?.sources ?? null;
      const report = await runRound({
        engines,
        seed,
        round: at,
        dense,
        extra,
        sources,
        logs,
        tell,
      });
      const seconds = (performance.now() - roundStartedAt) / 1000;
      tell(describeRound(report, seconds));
      const added = reportOf(report, { delivery, seed, seconds });
      reports.push(added);
      // that the suite notices is all that a mutant is for
      if (mutant !== null && isRed(added)) break;
    }
  } catch (thrown) {
    if (reports.length === 0) throw thrown;
    failure = toSluiceError(thrown).message;
    tell(`the run ends here: ${failure}`);
  } finally {
    await engines.stop();
    await mutant?.remove();
  }
  return { ...addReports(reports), failure };
}
