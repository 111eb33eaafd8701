import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkPipeline } from '../../shared/pipeline/load.ts';
import { plainOf } from '../../shared/vector/text/tree.ts';
import { writeYaml } from '../../shared/vector/text/write-yaml.ts';
import { readArguments, usageError } from './arguments.ts';
import { byPlace } from '../../shared/vector/read-vector.ts';
import type { Command } from './command.ts';
import { explained } from './migrate/explained.ts';
import { leftOut } from './migrate/left-out.ts';
import { typescriptText } from './migrate/typescript-text.ts';
import { openPipeline } from './open-pipeline.ts';

const usage = `Usage: sluice migrate CONFIG [--output FILE]

Says line by line what becomes of a configuration of Vector's, YAML, TOML or JSON, or of resources of vector-operator: which
option is which of ours, what is not the same, and what is refused, with the way around. Several files come with commas
between them, or as a folder. The exit status is 78 where something is refused.

  --output FILE   write the pipeline, too: NAME.ts, or NAME.yaml in Vector's own words. Nothing that is there is replaced
  --help          print this

Nothing has to be written: every command takes the configuration as it is.
`;

/** `sluice migrate`: what a configuration of Vector's comes to. */
export const migrate: Command = {
  name: 'migrate',
  summary: "explain what becomes of a configuration of Vector's, and write it",
  usage,
  run: async (args, terminal) => {
    const { values, words } = readArguments(args, { output: 'string' }, ['CONFIG']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const file = words[0] ?? '';
    const { output } = values;
    const isYaml = output !== undefined && /\.ya?ml$/.test(output);
    if (output !== undefined && !isYaml && !output.endsWith('.ts')) {
      throw usageError(`--output: got '${output}'; allowed: a name that ends in .ts or .yaml`);
    }
    const { vector, definition, checks } = await openPipeline(file, terminal, 'ask nobody');
    if (vector === null) {
      throw usageError(`'${file}' is TypeScript already; allowed: a configuration of Vector's`);
    }
    const notes = [...vector.notes, ...leftOut(vector.tree)].toSorted(byPlace);
    terminal.out(explained(notes, vector));
    // tells what is refused, all of it
    checkPipeline(definition, { env: terminal.env, ...checks });
    if (vector.chart !== null) {
      const chart = { pipelines: { [String(vector.definition['name'])]: vector.chart } };
      terminal.out(`\nFor the values of the Helm chart:\n\n${writeYaml(chart)}`);
    }
    if (output === undefined || vector.tree === null) return 0;
    if (!isYaml && vector.tables.length > 0) {
      throw usageError(
        "--output: enrichment_tables are of configurations of Vector's alone; allowed: a name that ends in .yaml",
      );
    }
    const text = isYaml ? yamlOf(vector) : typescriptText(vector.definition);
    const path = resolve(terminal.cwd, output);
    await writeFile(path, text, { flag: 'wx' }).catch((thrown: NodeJS.ErrnoException) => {
      const why =
        thrown.code === 'EEXIST' ? 'is there already' : `cannot be written (${thrown.code})`;
      throw usageError(`--output: '${output}' ${why}; nothing was written`);
    });
    terminal.err(`written: ${output}\n`);
    return 0;
  },
};

/** The configuration as Vector has it, in one file; a resource's name with it. */
function yamlOf({ tree, definition }: Pick<NonNullable<Opened>, 'tree' | 'definition'>): string {
  const plain = tree === null ? {} : (plainOf(tree) as Readonly<Record<string, unknown>>);
  const own = { name: definition['name'], ...(plain['sluice'] as object | undefined) };
  return writeYaml({ ...plain, sluice: own });
}

type Opened = Awaited<ReturnType<typeof openPipeline>>['vector'];
