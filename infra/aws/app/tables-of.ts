import { Readable } from 'node:stream';
import { needsSample } from '../../../functions/cli/ddl/table.ts';
import type { GlueTableInput } from '../../../functions/cli/ddl/glue.ts';
import { ddl } from '../../../functions/cli/ddl.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * The tables over what the pipeline stores, as `sluice ddl` makes them. Without a sample those whose columns follow from
 * events are left out.
 */
export async function tablesOf(
  { file, environment, lake, pipeline }: Settings,
  root: string,
): Promise<readonly GlueTableInput[]> {
  const sinks = [...pipeline.sinks]
    .filter(([, sink]) => lake.sample !== null || !needsSample(sink))
    .map(([name]) => name);
  const tables: GlueTableInput[] = [];
  for (const sink of sinks) {
    let text = '';
    const args = [file, '--json', '--sink', sink, '--database', lake.database];
    args.push('--start', lake.tableStart);
    if (lake.sample !== null) args.push('--sample', lake.sample);
    if (pipeline.sinks.size === 1) args.push('--table', lake.table);
    await ddl.run(args, {
      cwd: root,
      env: environment,
      stdin: Readable.from([]),
      out: (more) => {
        text += more;
      },
      err: (warning) => process.stderr.write(warning),
      signal: new AbortController().signal,
    });
    const printed = JSON.parse(text) as { tables: { tableInput: GlueTableInput }[] };
    tables.push(...printed.tables.map(({ tableInput }) => tableInput));
  }
  return tables;
}
