import { checkPipeline } from '../../shared/pipeline/load.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command } from './command.ts';
import { dotText } from './graph/dot.ts';
import { graphOf } from './graph/edges.ts';
import { mermaidText } from './graph/mermaid.ts';
import { openPipeline } from './open-pipeline.ts';

const usage = `Usage: sluice graph PIPELINE [--format mermaid|dot]

Draws the components of a pipeline and what they read, as text for Mermaid (which GitHub and GitLab show in Markdown) or
for Graphviz: sluice graph pipelines/devices.ts --format dot | dot -Tsvg > devices.svg

  --format FORMAT   mermaid (default) or dot
  --help            print this
`;

const writers = { mermaid: mermaidText, dot: dotText };

/** `sluice graph`: a picture of a pipeline. */
export const graph: Command = {
  name: 'graph',
  summary: 'draw a pipeline, for Mermaid or Graphviz',
  usage,
  run: async (args, terminal) => {
    const { values, words } = readArguments(args, { format: 'string' }, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const { format = 'mermaid' } = values;
    if (format !== 'mermaid' && format !== 'dot') {
      throw usageError(`--format: got '${format}'; allowed: mermaid, dot`);
    }
    const { definition, checks, vector } = await openPipeline(
      words[0] ?? '',
      terminal,
      'ask nobody',
    );
    const { model } = checkPipeline(definition, { env: terminal.env, ...checks });
    terminal.out(writers[format](graphOf(model, vector)));
    return 0;
  },
};
