import { required } from '../../shared/engine/required.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { groupJson, type GroupReport, groupReport, groupText } from './group/group-report.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import { loadToolPort } from './load-tool-port.ts';
import { chooseSource } from './run/choose-source.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';

const usage = `Usage: sluice group PIPELINE [options]

Shows who is in the pipeline's group, where it is in each partition, and whether anything is begun there that is not
finished. Joins nothing and changes nothing. With --drained the exit status says whether another host, or another
program, may take the group over: 0 where nobody is in it and no partition holds an unfinished epoch, else 1.

  --drained          exit status 1 until the group can be taken over
  --source NAME      the source, where the pipeline has several
  --json             one JSON object instead of the table
  --help             print this
`;

/** `sluice group`: who holds a group, and whether it can change hands. */
export const group: Command = {
  name: 'group',
  summary: 'show who is in a group, where it is, and whether it can change hands',
  usage,
  run: async (args, terminal) => {
    const kinds = { drained: 'boolean', source: 'string', json: 'boolean' } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const model = await loadPipelineFile(words[0] ?? '', terminal, 'ask nobody');
    const report = await readGroup(model, values.source);
    terminal.out(values.json === true ? groupJson(report) : groupText(report));
    return values.drained === true && report.obstacles.length > 0 ? 1 : 0;
  },
};

/** @throws {SluiceError} KAFKA_* */
async function readGroup(model: PipelineModel, named: string | undefined): Promise<GroupReport> {
  const name = chooseSource(model, named)(null);
  const source = required(model.sources, name);
  const port = (await loadToolPort(name, source))();
  try {
    await port.connect();
    const partitions = port.partitions();
    return groupReport({
      groupId: source.groupId,
      pipeline: model.name,
      // first: whoever leaves after that has committed what is read next
      members: await port.members(),
      committed: partitions.length === 0 ? [] : await port.committed(partitions),
      bounds: await port.bounds(partitions),
    });
  } finally {
    await port.close();
  }
}
