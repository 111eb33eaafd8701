import { parseArgs } from 'node:util';
import { SluiceError } from '../../shared/errors.ts';

export type ConsumerArguments =
  | { readonly action: 'help' }
  | { readonly action: 'version' }
  | { readonly action: 'run'; readonly untilEnd: boolean };

/** What `--help` prints. */
export const usage: string = `Usage: node main.mjs [options]

Runs the pipeline that this file was built from, until it gets SIGTERM or SIGINT.

  --until-end   read every partition to its end as it is now, store, commit, and exit
  --version     print the version
  --help        print this

The pipeline's own options are read from the environment, as its file says.
`;

/** @throws {SluiceError} CONFIG_INVALID for anything but the three options */
export function readArguments(args: readonly string[]): ConsumerArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'until-end': { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { action: 'help' };
    if (values.version) return { action: 'version' };
    return { action: 'run', untilEnd: values['until-end'] };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new SluiceError(
      'CONFIG_INVALID',
      `${message}; allowed are --until-end, --version and --help`,
    );
  }
}
