import { describePipeline } from '../../shared/pipeline/describe.ts';
import { pipelineWarnings } from '../../shared/pipeline/warnings.ts';
import { readArguments, usageError, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';
import { loadDefinition } from './load-pipeline-file.ts';
import { openPipeline } from './open-pipeline.ts';
import type { Load } from './validate/expected-objects.ts';
import { reach } from './validate/reach.ts';
import { firstFault, reachedText } from './validate/reached-text.ts';
import { loadText } from './validate/report.ts';

const usage = `Usage: sluice validate PIPELINE [--no-environment] [--rate N [options]]

Checks a pipeline file with the environment variables as they are, and prints what it comes to, with all defaults and
without secrets. Warnings go to stderr; every fault is told at once, and the exit status is 78 then.

After that it asks every server that the pipeline needs, all at once: the brokers (connection, credentials, topics,
leaders of their partitions, the group), the schema registries, and the buckets (whether objects can be written). It
joins nothing, reads nothing and leaves nothing behind. Everything that is wrong is told, with what to do; the exit
status is that of the first fault.

  --no-environment   connect to nothing but the registry that a sink has its columns of
  --timeout N        seconds that each server may take; default: 20

With --rate it also says, on stderr, how large objects will get and how many a month to expect:

  --rate N           events a second, over all partitions
  --record-bytes N   encoded bytes of an event; default: 500
  --partitions N     partitions of the topics together; default: 12
  --prefixes N       key prefixes that get events at the same time, late ones included; default: 1
  --consumers N      consumers that share the partitions; default: 1
  --help             print this
`;

/** `sluice validate`: what is wrong with a pipeline, or what it comes to. */
export const validate: Command = {
  name: 'validate',
  summary: 'check a pipeline and print what it comes to',
  usage,
  run: async (args, terminal) => {
    const { err, out, signal } = terminal;
    const kinds = {
      'no-environment': 'boolean',
      timeout: 'string',
      rate: 'string',
      'record-bytes': 'string',
      partitions: 'string',
      prefixes: 'string',
      consumers: 'string',
    } as const;
    const { words, values } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      out(usage);
      return 0;
    }
    const load = loadOf(values);
    const limitMs = wholeNumber('--timeout', values.timeout, 20, [1, 600]) * 1000;
    const { definition, checks, told, warnings } = await openPipeline(words[0] ?? '', terminal);
    const model = loadDefinition(definition, terminal, checks);
    for (const line of told) err(`${line}\n`);
    for (const [path, text] of warnings) err(`${path}:\n${text}\n`);
    for (const warning of pipelineWarnings(model)) err(`warning: ${warning}\n`);
    out(`${describePipeline(model)}\n`);
    if (load !== null) err(loadText(model, load));
    if (values['no-environment'] === true) {
      err(`ok: ${words[0] ?? ''}: no fault in it; no server was asked\n`);
      return 0;
    }
    const reached = await reach(model, { limitMs, signal });
    err(reachedText(reached));
    if (signal.aborted) return 130;
    return firstFault(reached)?.exitCode ?? 0;
  },
};

const loadOptions = ['rate', 'record-bytes', 'partitions', 'prefixes', 'consumers'] as const;
type LoadOption = (typeof loadOptions)[number];

/** @throws {SluiceError} CONFIG_INVALID */
function loadOf(values: { readonly [Name in LoadOption]?: string }): Load | null {
  const number = (name: LoadOption, fallback: number): number => {
    const text = values[name];
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= 1e9) return value;
    throw usageError(`--${name}: got '${text}'; allowed: a whole number from 1 to 1000000000`);
  };
  const load = {
    rate: number('rate', 0),
    recordBytes: number('record-bytes', 500),
    partitions: number('partitions', 12),
    prefixes: number('prefixes', 1),
    consumers: number('consumers', 1),
  };
  if (values.rate !== undefined) return load;
  const alone = loadOptions.find((name) => values[name] !== undefined);
  if (alone === undefined) return null;
  throw usageError(`--${alone} says something about a load; give its --rate, too`);
}
