import { readArguments, usageError } from '../../functions/cli/arguments.ts';
import { mutants } from './mutants.ts';
import type { ChaosOptions } from './run-chaos.ts';

export const usage: string = `Usage: npm run chaos -- [options]
       npm run chaos -- --merge FILE…

Runs consumers on a real Kafka and a real S3 server while both break, processes are killed between any two steps of the
protocol, frozen and woken as zombies, their clocks set and their pipeline changed; then reads topic and bucket without
the engine and counts what is missing, twice, out of order, or was committed before it was stored. Ends with exit code 1
where anything is, or nothing happened.

  --rounds N       how many rounds of at least 20,000 records (default 5; 1 to 10000)
  --minutes M      begin no round after so many minutes (default: no end)
  --seed S         where chance begins (default: the time): every kind of fault comes equally often
  --from R         the number of the first round (default 1): with the seed it says what the round is
  --delivery MODE  exact, or dense: nothing may be missing, and copies are counted
  --break NAME     take a part of the protocol out, to see the suite turn red: ${Object.keys(mutants).join(', ')}
  --with JSON      options of the pipeline over all others, like '{"threads":2}'; the name * stands for all of a group
  --logs FOLDER    keep what the consumers said in rounds in which something was wrong
  --json           nothing on stdout but one JSON object
  --merge FILE…    add the JSON objects of several runs up, so that rounds can be shared by several processes
  --help           print this
`;

interface Run extends ChaosOptions {
  readonly json: boolean;
}

/**
 * Null where help is asked for; the files where reports are to be merged.
 * @throws {SluiceError} CONFIG_INVALID for an option or a value that does not exist
 */
export function readOptions(
  args: readonly string[],
): Run | { readonly merge: readonly string[] } | null {
  if (args[0] === '--merge') {
    if (args.length === 1) throw usageError('--merge wants files');
    return { merge: args.slice(1) };
  }
  const { values } = readArguments(
    args,
    {
      rounds: 'string',
      minutes: 'string',
      seed: 'string',
      from: 'string',
      delivery: 'string',
      break: 'string',
      with: 'string',
      logs: 'string',
      json: 'boolean',
    },
    [],
  );
  if (values.help === true) return null;
  const mutant = values.break ?? null;
  if (mutant !== null && !Object.hasOwn(mutants, mutant)) {
    throw usageError(`--break: got '${mutant}'; allowed: ${Object.keys(mutants).join(', ')}`);
  }
  const delivery = values.delivery ?? 'exact';
  if (delivery !== 'exact' && delivery !== 'dense') {
    throw usageError(`--delivery: got '${delivery}'; allowed: exact, dense`);
  }
  return {
    rounds: wholeNumber('--rounds', values.rounds ?? '5', 1, 10_000),
    minutes: wholeNumber('--minutes', values.minutes ?? '100000', 1, 100_000),
    seed: wholeNumber('--seed', values.seed ?? String(Date.now() % 1_000_000), 0, 2 ** 31),
    from: wholeNumber('--from', values.from ?? '1', 1, 100_000),
    delivery,
    break: mutant,
    logs: values.logs ?? null,
    extra: group('--with', values.with ?? '{}'),
    json: values.json === true,
  };
}

function wholeNumber(name: string, text: string, least: number, largest: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= largest) return number;
  throw usageError(`${name}: got '${text}'; allowed: a whole number from ${least} to ${largest}`);
}

function group(name: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // said below
  }
  throw usageError(`${name}: got '${text}'; allowed: an object as JSON`);
}
