import { type Column, typeText } from '../../shared/encode/columns/column-type.ts';
import { required } from '../../shared/engine/required.ts';
import { columnsAtSink, otherEvents } from '../../shared/pipeline/components/registered-columns.ts';
import { didYouMean } from '../../shared/pipeline/faults.ts';
import type { KafkaSourceModel, PipelineModel, S3SinkModel } from '../../shared/pipeline/model.ts';
import { readArguments, usageError } from './arguments.ts';
import { askRegistry } from './columns/ask-registry.ts';
import { schemaColumns } from './columns/schema-columns.ts';
import type { Command } from './command.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import { chooseSource } from './run/choose-source.ts';

const usage = `Usage: sluice columns PIPELINE [options]

Prints the columns of a schema that the source's registry has (Avro, protobuf), with those of the metadata and what
transforms make of them, to be written as encoding.parquet.schema (or encoding.avro.schema) of a sink. So the schema is part
of the pipeline, and of its fingerprint: a new version in the registry changes no file before the pipeline does.
A build asks for them itself where the sink says encoding.parquet.schemaRegistry.

  --subject NAME     of a Confluent registry; default: TOPIC-value of the source's topic
  --version N        its version; default: latest
  --id ID            the schema's id in place of those; for Glue the UUID of the version
  --message TYPE     the message, for protobuf; default: the schema's first
  --sink NAME        the sink, where the pipeline has several with columns
  --source NAME      the source, where the pipeline has several
  --json             a JSON object, for a file that the pipeline imports
  --check            prints nothing where the sink's schema has these columns; otherwise how they differ, with exit status 1
  --help             print this
`;

/** `sluice columns`: a registry's schema as columns of a pipeline. */
export const columns: Command = {
  name: 'columns',
  summary: "print a registered schema as the columns of a sink's files",
  usage,
  run: async (args, terminal) => {
    const kinds = {
      subject: 'string',
      version: 'string',
      id: 'string',
      message: 'string',
      sink: 'string',
      source: 'string',
      json: 'boolean',
      check: 'boolean',
    } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const { version = 'latest' } = values;
    if (!/^(?:latest|\d{1,9})$/.test(version)) {
      throw usageError(`--version: got '${version}'; allowed: a number, or latest`);
    }
    // those that it has may be of the registry as well, of another version
    const asking = values.check === true ? 'ask' : 'ask nobody';
    const model = await loadPipelineFile(words[0] ?? '', terminal, asking);
    const name = chooseSource(model, values.source)(null);
    const source = required(model.sources, name);
    if (source.decoding.codec !== 'registry') {
      throw usageError(
        `sources.${name}: has no decoding.schemaRegistry, so there is no schema to ask for`,
      );
    }
    const [sink, sinkModel] = chosenSink(model, values.sink);
    const id = values.id ?? null;
    const subject = values.subject ?? (id === null ? subjectOf(source) : '');
    const { registry } = source.decoding;
    const found = await askRegistry(registry, { id, subject, version }, terminal.signal);
    const ofValue = schemaColumns(found.raw, source.decoding, values.message);
    const all = columnsAtSink(ofValue, name, sinkModel.inputs, model);
    if (all === null) throw usageError(`sinks.${sink}: ${otherEvents}`);
    if (values.check === true) return check(all, sinkModel, terminal.out);
    terminal.out(values.json === true ? jsonOf(all) : textOf(all, found.name));
    return 0;
  },
};

function subjectOf({ topics }: KafkaSourceModel): string {
  const [only, ...others] = topics;
  if (only !== undefined && others.length === 0 && !only.startsWith('^')) return `${only}-value`;
  throw usageError('--subject is missing: the source reads several topics; or give --id');
}

function chosenSink({ sinks }: PipelineModel, named: string | undefined): [string, S3SinkModel] {
  const fit = [...sinks].filter(([, { encoding }]) => 'columns' in encoding);
  const names = fit.map(([name]) => name);
  const [only, ...others] = named === undefined ? fit : fit.filter(([name]) => name === named);
  if (only !== undefined && others.length === 0) return only;
  if (named === undefined && fit.length > 1) {
    throw usageError(`--sink is missing; with columns: ${names.join(', ')}`);
  }
  const what =
    named === undefined ? 'no sink' : `'${named}'${didYouMean(named, names)} is no sink that`;
  throw usageError(`${what} has columns, which codecs 'parquet' and 'avro' have`);
}

function check(
  all: readonly Column[],
  { encoding }: S3SinkModel,
  out: (text: string) => void,
): number {
  const given = 'columns' in encoding ? encoding.columns : null;
  const typeOf = new Map((given ?? []).map(({ name, type }) => [name, typeText(type)]));
  const lines: string[] = [];
  for (const { name, type } of all) {
    const known = typeOf.get(name);
    typeOf.delete(name);
    const wanted = typeText(type);
    if (known === undefined) lines.push(`missing: ${name} ${wanted}`);
    else if (known !== wanted)
      lines.push(`other type: ${name} ${known}, the schema says ${wanted}`);
  }
  for (const [name, type] of typeOf) lines.push(`not in the schema: ${name} ${type}`);
  for (const line of lines) out(`${line}\n`);
  return lines.length === 0 ? 0 : 1;
}

function jsonOf(all: readonly Column[]): string {
  const entries = all.map(({ name, type }) => [name, typeText(type)] as const);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function textOf(all: readonly Column[], name: string): string {
  const lines = all.map((column) => {
    const key = /^[A-Za-z_]\w*$/.test(column.name) ? column.name : JSON.stringify(column.name);
    return `  ${key}: '${typeText(column.type).replaceAll("'", String.raw`\'`)}',\n`;
  });
  return `// by sluice columns, of ${name.replaceAll(/\p{Cc}/gu, ' ')}\nschema: {\n${lines.join('')}},\n`;
}
