import { required } from '../../shared/engine/required.ts';
import { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { createTopicFilter } from '../../shared/pipeline/topic-filter.ts';
import { readArguments } from './arguments.ts';
import { loadToolPort } from './load-tool-port.ts';
import { type AuditedPartition, auditSource } from './audit/audit-source.ts';
import { Buckets } from './audit/buckets.ts';
import { csvRowsOf } from './audit/csv-rows.ts';
import { placesOf } from './audit/places.ts';
import { readBucket } from './audit/read-bucket.ts';
import { readKafka } from './audit/read-kafka.ts';
import { type OpenUpload, readUploads } from './audit/read-uploads.ts';
import { auditJson, auditStatus, auditText } from './audit/report.ts';
import type { Command } from './command.ts';
import { loadPipelineFile } from './load-pipeline-file.ts';
import { chooseSource } from './run/choose-source.ts';

const usage = `Usage: sluice audit PIPELINE [options]

Proves from the bucket that the offsets of each partition are stored without gap or overlap: from the epoch records, and
the metadata of the objects. Compares with what the group has committed and with the topic. Writes nothing, joins no
group. The exit status is 1 on a gap, an overlap, a missing or a damaged object.

  --source NAME      one source of the pipeline; default: all
  --topic TOPIC      one topic; default: all that the source reads
  --prefix PREFIX    key prefixes that the pipeline had before, separated by commas
  --deep             read every object and compute its count and checksum again, piece by piece; of a Parquet file its
                     footer, for the number of its rows
  --no-kafka         ask the bucket alone: nothing is known of the ends then, and a running consumer's last epoch is
                     told as missing what it has not stored yet
  --json             one JSON object instead of the table
  --help             print this
`;

/** `sluice audit`: is everything there, and only once. */
export const audit: Command = {
  name: 'audit',
  summary: 'prove from the bucket that every offset is stored once',
  usage,
  run: async (args, terminal) => {
    const kinds = {
      source: 'string',
      topic: 'string',
      prefix: 'string',
      deep: 'boolean',
      'no-kafka': 'boolean',
      json: 'boolean',
    } as const;
    const { values, words } = readArguments(args, kinds, ['PIPELINE']);
    if (values.help === true) {
      terminal.out(usage);
      return 0;
    }
    // of objects of other rules rows are not counted, and columns are among the rules
    const asking = values.deep === true ? 'ask' : 'ask nobody';
    const model = await loadPipelineFile(words[0] ?? '', terminal, asking);
    const { signal } = terminal;
    const buckets = new Buckets();
    try {
      const partitions: AuditedPartition[] = [];
      let uploads: readonly OpenUpload[] | null = [];
      for (const source of sourcesOf(model, values.source)) {
        const options = { ...values, noKafka: values['no-kafka'] === true, signal };
        const audited = await auditOne(model, source, buckets, options);
        partitions.push(...audited.partitions);
        uploads = uploads && audited.uploads && [...uploads, ...audited.uploads];
      }
      if (partitions.length === 0) throw nothingFound(model, values.topic);
      terminal.out(
        values.json === true
          ? auditJson(model.name, partitions, uploads)
          : auditText(partitions, uploads, Date.now()),
      );
      return auditStatus(partitions);
    } finally {
      buckets.close();
    }
  },
};

interface AuditOptions {
  readonly topic?: string;
  readonly prefix?: string;
  readonly deep?: boolean;
  readonly noKafka: boolean;
  readonly signal: AbortSignal;
}

async function auditOne(
  model: PipelineModel,
  name: string,
  buckets: Buckets,
  options: AuditOptions,
): Promise<{
  readonly partitions: readonly AuditedPartition[];
  readonly uploads: readonly OpenUpload[] | null;
}> {
  const source = required(model.sources, name);
  const { topic, prefix = '', deep = false, noKafka, signal } = options;
  const { matches } = createTopicFilter(source.topics);
  const wants = (each: string): boolean => matches(each) && (topic ?? each) === each;
  const createPort = await loadToolPort(name, source);
  // before the bucket: what is committed by now has to be there
  const kafka = noKafka
    ? new Map<string, never>()
    : await readKafka(createPort, source, model.name, wants);
  const further = prefix.split(',').filter((each) => each !== '');
  const places = placesOf(model, name, (sink) => buckets.of(sink), further);
  const { groupId } = source;
  const { fingerprint } = model;
  const question = {
    ...places,
    pipeline: model.name,
    groupId,
    wants,
    deep: deep ? { fingerprint, csv: csvRowsOf(model) } : null,
    signal,
  };
  return {
    partitions: auditSource(name, await readBucket(question), kafka),
    uploads: await readUploads(places, wants, signal),
  };
}

function sourcesOf(model: PipelineModel, named: string | undefined): readonly string[] {
  if (model.sinks.size === 0) {
    throw new SluiceError(
      'CONFIG_INVALID',
      'no sink of the pipeline keeps anything: there is nothing to prove',
    );
  }
  if (model.delivery === 'dense') {
    throw new SluiceError(
      'CONFIG_INVALID',
      "the pipeline has delivery 'dense', whose objects are of many partitions and may hold a record twice: there is nothing to prove; allowed: delivery 'exact'",
    );
  }
  if (named === undefined) return [...model.sources.keys()];
  return [chooseSource(model, named)(null)];
}

function nothingFound({ name, sources }: PipelineModel, topic: string | undefined): SluiceError {
  const topics = [...sources.values()].flatMap((source) => source.topics).join(', ');
  return new SluiceError(
    'INPUT_UNREADABLE',
    `nothing of the pipeline '${name}' is stored for ${topic === undefined ? topics : `the topic '${topic}'; its topics are ${topics}`}`,
  );
}
