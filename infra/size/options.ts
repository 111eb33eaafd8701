import { readArguments, usageError } from '../../functions/cli/arguments.ts';

export interface SizeOptions {
  /** One JSON object on stdout instead of the tables. */
  readonly json: boolean;
  /** Write what was measured into released.json and the README. */
  readonly update: boolean;
}

export const usage = `Usage: npm run size -- [options]

Builds pipelines/devices.ts as \`node build.mjs\` does and says how large each package is: before minifying, after, and
with gzip, against the figures of the last release, and what the ten largest parts of it are. Ends with exit code 1
where one is over its budget. Figures and budgets are in infra/size/released.json.

  --json      nothing on stdout but one JSON object
  --update    write the figures into that file, and the table into the README: for a release
  --help      print this
`;

/** Null where help is asked for. @throws {SluiceError} CONFIG_INVALID */
export function readOptions(args: readonly string[]): SizeOptions | null {
  const { values } = readArguments(args, { json: 'boolean', update: 'boolean' }, []);
  if (values.help === true) return null;
  if (values.json === true && values.update === true) {
    throw usageError('--json and --update do not go together');
  }
  return { json: values.json === true, update: values.update === true };
}
