import { didYouMean } from '../../shared/pipeline/faults.ts';
import { checkPipeline } from '../../shared/pipeline/load.ts';
import type { PipelineModel, S3SinkModel } from '../../shared/pipeline/model.ts';
import { parseRfc3339 } from '../../shared/time/rfc3339.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command } from './command.ts';
import { glueTableInput } from './ddl/glue.ts';
import { remarksOn } from './ddl/remarks.ts';
import { statementOf } from './ddl/statement.ts';
import { needsSample, type Table, tableOf, takesSample } from './ddl/table.ts';
import { maxRecords, sampledOf, trySample } from './ddl/try-sample.ts';
import { openPipeline } from './open-pipeline.ts';
import { recordFormat } from './run/read-records.ts';

const usage = `Usage: sluice ddl PIPELINE [options]

Prints the CREATE EXTERNAL TABLE for Athena of each sink, with partition projection by its keyPrefix, so that no crawler is
needed. Columns are those of the sink's schema (Parquet, Avro), of the messages that a Parquet sink stores, or the fields of
CSV; otherwise they follow from a sample of recorded events, which go through the pipeline as with sluice run. What Athena
cannot read, or reads in an unexpected way, is told on stderr and in comments. Nothing is connected to.

  --sink NAME        of this sink alone
  --sample FILE|-    lines of JSON; '-' is stdin; unpacked where the name ends in .gz or .zst; the first ${maxRecords} are read
  --format FORMAT    values (default): each line is a record's value
                     records: each line is a record, as in sluice run
  --source NAME      the source that the sample is of, where the pipeline has several
  --database D       the table's database
  --table T          its name; default: that of the pipeline, with the sink's where there are several
  --start DATE       the first day that queries see; default: 2020-01-01
  --json             one JSON object: for each table the statement, its warnings, and Glue's TableInput
  --help             print this
`;

/** `sluice ddl`: the tables over what a pipeline stores. */
export const ddl: Command = {
  name: 'ddl',
  summary: "print the CREATE TABLE for Athena of a pipeline's sinks",
  usage,
  run: async (args, terminal) => {
    const kinds = {
      sink: 'string',
      sample: 'string',
      format: 'string',
      source: 'string',
      database: 'string',
      table: 'string',
      start: 'string',
      json: 'boolean',
    } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    const database = nameOf('--database', values.database);
    const name = nameOf('--table', values.table);
    const startMs = startOf(values.start);
    const format = recordFormat(values.format);
    const { definition, checks } = await openPipeline(words[0] ?? '', terminal);
    const { model, unresolved } = checkPipeline(definition, { env: terminal.env, ...checks });
    const sinks = chosenSinks(model, values.sink);
    if (name !== null && sinks.length > 1) {
      throw usageError(
        `--table: got one name for ${sinks.length} sinks; say which one with --sink, one of ${sinks.map(([sink]) => sink).join(', ')}`,
      );
    }
    checkResolved(sinks, unresolved);
    for (const [sink, { encoding }] of sinks) {
      if (encoding.codec !== 'protobuf') continue;
      throw usageError(
        `sinks.${sink}: no table is made for codec 'protobuf', as Athena does not read files of messages; have another sink with encoding.codec 'parquet', whose columns are those of the messages where the source decodes them (docs/parquet.md)`,
      );
    }
    const needy = sinks.filter(([, sink]) => needsSample(sink)).map(([sink]) => sink);
    if (needy.length > 0 && values.sample === undefined) {
      throw usageError(
        `--sample is missing: the columns of ${needy.join(', ')} follow from events; give a file of them, or '-' for stdin; or another sink by --sink`,
      );
    }
    const { sample } = values;
    const isSampled = sample !== undefined && sinks.some(([, sink]) => takesSample(sink));
    const how = { model, format, source: values.source, terminal };
    const tried = isSampled ? await trySample(sample, how) : null;
    const printed: Printed[] = [];
    for (const [sink, sinkModel] of sinks) {
      const needed = takesSample(sinkModel) ? tried : null;
      const sampled = needed === null ? null : sampledOf(needed, sink, sinkModel);
      const table = tableOf({
        pipeline: model.name,
        sink,
        model: sinkModel,
        database,
        name: name ?? defaultName(model, sink),
        startMs,
        sampled,
      });
      const { warnings, hints } = remarksOn(table, model, sinkModel, sampled);
      for (const warning of warnings) terminal.err(`warning: sinks.${sink}: ${warning}\n`);
      printed.push({ table, warnings, statement: statementOf(table, [...warnings, ...hints]) });
    }
    if (values.json === true) terminal.out(`${jsonOf(printed)}\n`);
    else terminal.out(printed.map(({ statement }) => statement).join('\n'));
    return 0;
  },
};

interface Printed {
  readonly table: Table;
  readonly statement: string;
  readonly warnings: readonly string[];
}

function jsonOf(printed: readonly Printed[]): string {
  const tables = printed.map(({ table, statement, warnings }) => {
    const { sink, database } = table;
    return { sink, database, statement, warnings, tableInput: glueTableInput(table) };
  });
  return JSON.stringify({ tables }, null, 2);
}

type NamedSink = readonly [string, S3SinkModel];

function chosenSinks({ sinks }: PipelineModel, named: string | undefined): readonly NamedSink[] {
  if (named === undefined) return [...sinks];
  const sink = sinks.get(named);
  if (sink !== undefined) return [[named, sink]];
  const known = [...sinks.keys()];
  throw usageError(
    `--sink: there is no sink '${named}'${didYouMean(named, known)}; known: ${known.join(', ')}`,
  );
}

/** What a table tells of a sink. */
const told =
  /^(?:bucket|keyPrefix|overflowPrefix|timezone|timeField|compression|encoding|filename|storageClass|batch)/;

/** A stand-in for a bucket would be a table of nothing. */
function checkResolved(sinks: readonly NamedSink[], unresolved: readonly string[]): void {
  const needed = sinks.flatMap(([name]) => {
    const path = `sinks.${name}.`;
    return unresolved.filter(
      (option) => option.startsWith(path) && told.test(option.slice(path.length)),
    );
  });
  if (needed.length === 0) return;
  throw usageError(
    `not set in the environment, but needed for the table: ${needed.join(', ')}; set the variables that these options name`,
  );
}

function defaultName({ name, sinks }: PipelineModel, sink: string): string {
  const full = sinks.size > 1 ? `${name}_${sink}` : name;
  return full.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');
}

function nameOf(option: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[a-z0-9_]{1,255}$/.test(text)) return text;
  throw usageError(`${option}: got '${text}'; allowed: 1 to 255 of a-z 0-9 _`);
}

function startOf(text = '2020-01-01'): number {
  const startMs = /^\d{4}-\d\d-\d\d$/.test(text) ? parseRfc3339(`${text}T00:00:00Z`) : null;
  if (startMs !== null && startMs >= 0) return startMs;
  throw usageError(`--start: got '${text}'; allowed: a day from 1970 on, like 2024-01-31`);
}
