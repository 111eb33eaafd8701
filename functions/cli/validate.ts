import { readFileSync } from 'node:fs';
import { describePipeline } from '../../shared/pipeline/describe.ts';
import { loadPipeline } from '../../shared/pipeline/load.ts';
import { pipelineWarnings } from '../../shared/pipeline/warnings.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { importPipeline } from './import-pipeline.ts';

const usage = `Usage: sluice validate PIPELINE

Checks a pipeline file with the environment as it is, and prints what it comes to, with all defaults and without
secrets. Nothing is connected to. Warnings go to stderr; every fault is told at once, and the exit status is 78 then.
`;

/** `sluice validate`: what is wrong with a pipeline, or what it comes to. */
export const validate: Command = {
  name: 'validate',
  summary: 'check a pipeline and print what it comes to',
  usage,
  run: async (args, { cwd, env, out, err }) => {
    const { words, values } = readArguments(args, {}, ['PIPELINE']);
    if (values.help === true) {
      out(usage);
      return 0;
    }
    const definition = await importPipeline(words[0] ?? '', cwd);
    const model = loadPipeline(definition, { env, readFile: (path) => readFileSync(path, 'utf8') });
    for (const warning of pipelineWarnings(model)) err(`warning: ${warning}\n`);
    out(`${describePipeline(model)}\n`);
    return 0;
  },
};
