import { startFunction } from '../local/lambda/start-function.ts';
import { SluiceError } from '../../shared/errors.ts';

/** How long functions take from their first invocation to its answer, in ms, of each so many starts. */
export type FirstAnswers = ReadonlyMap<string, readonly number[]>;

/**
 * Starts the functions in turns, so that a machine which is busy for a while is so for all of them. The time is taken
 * from outside: the start of the process, loading, and all of the invocation are in it. (What the emulator reports as
 * `Init Duration` measures nothing.)
 * @param folders by name
 * @throws {SluiceError} INVOCATION_FAILED where a function does not succeed
 */
export async function measureFirstAnswers(
  folders: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string>>,
  event: string,
  starts: number,
): Promise<FirstAnswers> {
  const answers = new Map<string, number[]>();
  for (let start = 0; start < starts; start++) {
    for (const [name, folder] of folders) {
      const started = await startFunction({ folder, env });
      try {
        const startedAt = performance.now();
        const outcome = await started.invoke(event);
        const tookMs = performance.now() - startedAt;
        if (!outcome.ok) {
          throw new SluiceError('INVOCATION_FAILED', `${name}: ${outcome.errorMessage}`);
        }
        answers.set(name, [...(answers.get(name) ?? []), tookMs]);
      } finally {
        await started.stop();
      }
    }
  }
  return answers;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
