import { configurationReference } from '../../shared/pipeline/reference.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';

const usage = `Usage: sluice options

Prints every option of a pipeline as Markdown: what is allowed, the default, the meaning, and Vector's name for it.
`;

/** `sluice options`: the reference, as in docs/configuration.md. */
export const options: Command = {
  name: 'options',
  summary: 'print every option of a pipeline, as Markdown',
  usage,
  run: (args, { out }) => {
    const { values } = readArguments(args, {}, []);
    out(values.help === true ? usage : configurationReference());
    return Promise.resolve(0);
  },
};
