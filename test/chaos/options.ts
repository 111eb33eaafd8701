import { readArguments, usageError } from '../../functions/cli/arguments.ts';
import { mutants } from './mutants.ts';
import type { ChaosOptions } from './run-chaos.ts';

export const usage: string = `Usage: npm run chaos -- [options]

Runs consumers on a real Kafka and a real S3 server while both break, processes are killed between any two steps of the
protocol, frozen and woken as zombies; then reads topic and bucket without the engine and counts what is missing, twice,
out of order, or was committed before it was stored. Ends with exit code 1 where anything is, or nothing happened.

  --rounds N     how many rounds of at least 20,000 records (default 5; 1 to 10000)
  --seed S       where chance begins (default: the time); round n alone is run again by --seed S+n-1 --rounds 1
  --break NAME   take a part of the protocol out, to see the suite turn red: ${Object.keys(mutants).join(', ')}
  --json         nothing on stdout but one JSON object
  --help         print this
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist */
export function readOptions(
  args: readonly string[],
): (ChaosOptions & { readonly json: boolean }) | null {
  const { values } = readArguments(
    args,
    { rounds: 'string', seed: 'string', break: 'string', json: 'boolean' },
    [],
  );
  if (values.help === true) return null;
  const mutant = values.break ?? null;
  if (mutant !== null && !Object.hasOwn(mutants, mutant)) {
    throw usageError(`--break: got '${mutant}'; allowed: ${Object.keys(mutants).join(', ')}`);
  }
  return {
    rounds: wholeNumber('--rounds', values.rounds ?? '5', 1, 10_000),
    seed: wholeNumber('--seed', values.seed ?? String(Date.now() % 1_000_000), 0, 2 ** 31),
    break: mutant,
    json: values.json === true,
  };
}

function wholeNumber(name: string, text: string, least: number, largest: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= largest) return number;
  throw usageError(`${name}: got '${text}'; allowed: a whole number from ${least} to ${largest}`);
}
