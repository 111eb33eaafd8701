import { describePipeline } from '../../shared/pipeline/describe.ts';
import { pipelineWarnings } from '../../shared/pipeline/warnings.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command } from './command.ts';
import { loadDefinition } from './load-pipeline-file.ts';
import { openPipeline } from './open-pipeline.ts';
import type { Load } from './validate/expected-objects.ts';
import { loadText } from './validate/report.ts';

const usage = `Usage: sluice validate PIPELINE [--rate N [options]]

Checks a pipeline file with the environment as it is, and prints what it comes to, with all defaults and without
secrets. Nothing is connected to but the registry that a sink has its columns of. Warnings go to stderr; every fault is told at once, and the exit status is 78 then.

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
    const { err, out } = terminal;
    const kinds = {
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
    const { definition, checks, told } = await openPipeline(words[0] ?? '', terminal);
    const model = loadDefinition(definition, terminal, checks);
    for (const line of told) err(`${line}\n`);
    for (const warning of pipelineWarnings(model)) err(`warning: ${warning}\n`);
    out(`${describePipeline(model)}\n`);
    if (load !== null) err(loadText(model, load));
    return 0;
  },
};

type LoadOption = 'rate' | 'record-bytes' | 'partitions' | 'prefixes' | 'consumers';

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
  const alone = Object.keys(values).find((name) => name !== 'help');
  if (alone === undefined) return null;
  throw usageError(`--${alone} says something about a load; give its --rate, too`);
}
