import { configurationReference } from '../../shared/pipeline/reference.ts';
import { vectorOptionsReference } from '../../shared/vector/options-reference.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';

const usage = `Usage: sluice options [--vector]

Prints every option of a pipeline as Markdown: what is allowed, the default, the meaning, and Vector's name for it.

  --vector   every option of Vector's instead, and what becomes of it
`;

/** `sluice options`: the reference, as in docs/configuration.md and docs/vector-options.md. */
export const options: Command = {
  name: 'options',
  summary: 'print every option of a pipeline, as Markdown',
  usage,
  run: (args, { out }) => {
    const { values } = readArguments(args, { vector: 'boolean' }, []);
    const reference = values.vector === true ? vectorOptionsReference : configurationReference;
    out(values.help === true ? usage : reference());
    return Promise.resolve(0);
  },
};
