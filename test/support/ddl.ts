import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { GlueTableInput } from '../../functions/cli/ddl/glue.ts';
import { cli, type CliResult, folderWith } from './cli.ts';

/** Runs `sluice ddl` on a pipeline with one sink. @param parts with `files` beside the pipeline's; `sample` null: without one */
export async function ddl(
  t: TestContext,
  parts: {
    readonly sink?: object;
    readonly more?: object;
    readonly topics?: readonly string[];
    readonly source?: object;
    readonly files?: Readonly<Record<string, string>>;
    readonly sample?: string | null;
    readonly args?: readonly string[];
  },
): Promise<CliResult> {
  const { sink, more, topics = ['devices'], source, files, args = [] } = parts;
  const { sample = '{"a":1}\n' } = parts;
  const definition = {
    name: 'my-lake',
    sources: {
      kafka: { type: 'kafka', bootstrapServers: 'a:1', topics, groupId: 'g', ...source },
    },
    sinks: {
      s3: {
        type: 'aws_s3',
        inputs: ['kafka'],
        bucket: 'lake',
        region: 'eu-west-1',
        keyPrefix: 'raw/dt=%F/',
        ...sink,
      },
    },
    ...more,
  };
  const folder = await folderWith(t, {
    'pipeline.ts': `export default ${JSON.stringify(definition)};`,
    ...files,
    ...(sample === null ? {} : { 'in.ndjson': sample }),
  });
  const needed = sample === null || args.includes('--sample') ? [] : ['--sample', 'in.ndjson'];
  return cli(['ddl', 'pipeline.ts', ...needed, ...args], { cwd: folder });
}

/** What Glue is given for the only sink. */
export async function tableInput(
  t: TestContext,
  parts: Parameters<typeof ddl>[1],
): Promise<GlueTableInput> {
  const { out, err } = await ddl(t, { ...parts, args: ['--json', ...(parts.args ?? [])] });
  const { tables } = JSON.parse(out || err) as {
    tables: readonly { tableInput: GlueTableInput }[];
  };
  const [first] = tables;
  assert.ok(first !== undefined);
  return first.tableInput;
}
