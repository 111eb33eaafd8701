import type { PipelineModel, S3SinkModel } from '../../../shared/pipeline/model.ts';
import { timeZone } from '../../../shared/time/zone.ts';
import { csvHints, csvWarnings } from './csv-table.ts';
import { keySegments } from './key-segments.ts';
import type { Layout, Partition } from './partitions.ts';
import type { Sampled } from './sample.ts';
import type { Table } from './table.ts';

/** What has to be known of a table, in the order in which it is told. */
export interface Remarks {
  /** What Athena cannot read, or reads in another way than one may think. */
  readonly warnings: readonly string[];
  /** How it is queried, and what is left to fill in. */
  readonly hints: readonly string[];
}

/** Looks for what Athena makes trouble of. */
export function remarksOn(
  table: Table,
  pipeline: PipelineModel,
  sink: S3SinkModel,
  sampled: Sampled | null,
): Remarks {
  return {
    warnings: [
      ...objectWarnings(sink),
      ...nameWarnings(pipeline, sink),
      ...layoutWarnings(table.layout, sink),
      ...columnWarnings(table, sink, sampled),
    ],
    hints: [
      ...(table.format === 'json' ? [ofOtherKinds] : []),
      ...(isRows(table) ? csvHints(sampled, table.format) : []),
      ...hintsOn(table.layout, sink),
    ],
  };
}

type RowsTable = Table & { readonly format: 'csv' | 'delimited' };

function isRows(table: Table): table is RowsTable {
  return table.format === 'csv' || table.format === 'delimited';
}

const ofOtherKinds =
  'Types are those of the sample. What comes as another kind is read as null, and of a fraction in a bigint column the whole part alone: declare such a column double, or string.';

function objectWarnings({ encoding, store, ...sink }: S3SinkModel): readonly string[] {
  const warnings: string[] = [];
  if (encoding.codec === 'json') {
    warnings.push(
      "encoding.codec 'json' makes one array of an object, which Athena does not read: choose 'ndjson'",
    );
  }
  if (store.storageClass === 'GLACIER' || store.storageClass === 'DEEP_ARCHIVE') {
    warnings.push(
      `storageClass '${store.storageClass}': Athena passes over objects in it; 'GLACIER_IR' is read at once`,
    );
  }
  const extension = sink.filenameExtension;
  if (extension !== null && !('columns' in encoding)) {
    const last = extension.split('.').at(-1)?.toLowerCase() ?? '';
    const { codec } = sink.compression;
    const needed = { none: null, gzip: 'gz', zstd: 'zst' }[codec];
    const told = packed.has(last) ? last : null;
    if (told !== needed) {
      warnings.push(
        `filenameExtension '${extension}' does not fit compression '${codec}': Athena unpacks by the last part of the name, ${needed === null ? `and there is nothing to unpack` : `which has to be '${needed}'`}`,
      );
    }
  }
  return warnings;
}

/** Endings by which Athena unpacks. */
const packed: ReadonlySet<string> = new Set([
  'gz',
  'zst',
  'bz2',
  'snappy',
  'lz4',
  'lzo',
  'deflate',
]);

const hidden = 'Athena takes what begins with _ or . for hidden, and does not read it';

function nameWarnings(
  { delivery, sources, transforms }: PipelineModel,
  sink: S3SinkModel,
): readonly string[] {
  const warnings: string[] = [];
  const { folders, nameBegins } = keySegments(sink.keyPrefix);
  for (const [first] of folders) {
    if (first?.kind === 'literal' && /^[_.]/.test(first.text)) {
      warnings.push(`the folder '${first.text}': ${hidden}`);
    }
  }
  if (nameBegins.length === 0 && delivery === 'dense' && /^[_.]/.test(sink.filenameTimeFormat)) {
    warnings.push(`filenameTimeFormat '${sink.filenameTimeFormat}': ${hidden}`);
  }
  if (nameBegins.length > 0 || delivery === 'dense') return warnings;
  // which sources a transform leads to a sink is wiring: it is told of all where there are some
  const direct = [...sources].filter(([name]) => sink.inputs.includes(name));
  const near = transforms.size === 0 ? direct : [...sources];
  for (const [, { topics }] of near) {
    // names, and patterns of names
    for (const topic of topics.filter((name) => /^(?:\^?_|\.|\^\\\.)/.test(name))) {
      warnings.push(`the topic '${topic}' begins the names of its objects: ${hidden}`);
    }
  }
  return warnings;
}

function layoutWarnings({ partitions }: Layout, sink: S3SinkModel): readonly string[] {
  const warnings: string[] = [];
  const { nameBegins } = keySegments(sink.keyPrefix);
  if (nameBegins.some(({ kind }) => kind !== 'literal')) {
    warnings.push(
      "keyPrefix does not end with '/', so its last part is in the names of objects, and no column: Athena finds folders alone",
    );
  }
  const dates = partitions.filter(({ date }) => date !== null);
  if (dates.length === 0) {
    warnings.push(
      'keyPrefix has no folders by date that Athena could count up: every query reads all that was ever stored',
    );
  }
  for (const { name, wanted } of partitions) {
    if (name !== wanted) {
      warnings.push(
        `the folder's column is called '${name}', as there is another column '${wanted}'`,
      );
    }
  }
  for (const { name, date } of dates) {
    if (date?.sorted === false) {
      warnings.push(
        `the values of '${name}' are not in the order of time: < and > compare them as text`,
      );
    }
  }
  const zone = timeZone(sink.timezone);
  const hasTime = partitions.some(({ isField }) => !isField);
  if (hasTime && zone?.utc === false) {
    warnings.push(
      `dates in keys are of the time zone '${sink.timezone}', while Athena's now and its timestamps are in UTC`,
    );
  }
  if (sink.timeField !== null && dates.length > 0) {
    warnings.push(
      `dates in keys come from the field '${sink.timeField}': events dated before the range below or after now are stored, but not read`,
    );
  }
  return warnings;
}

function columnWarnings(
  table: Table,
  { encoding }: S3SinkModel,
  sampled: Sampled | null,
): readonly string[] {
  const { format } = table;
  const warnings = [
    ...table.warnings,
    ...(isRows(table) ? csvWarnings(sampled, table.format) : []),
  ];
  if (sampled === null || isRows(table)) return warnings;
  for (const name of sampled.sameButCase) {
    warnings.push(
      format === 'json'
        ? `the field '${name}' differs from another one in case alone, and Athena fails where a line has both: rename one in a transform`
        : `the field '${name}' differs from another one in case alone, so it is in _rest`,
    );
  }
  for (const name of sampled.withoutValue) {
    warnings.push(`the field '${name}' has no column, as it has no value in all of the sample`);
  }
  if (sampled.isPart && format === 'json' && sampled.sameButCase.length === 0) {
    warnings.push('some fields of the sample have no column: they are too many, or without a name');
  }
  if (format === 'text') {
    warnings.push('lines are no JSON objects, so each of them is one text, the column message');
  }
  if (encoding.codec === 'parquet' || encoding.codec === 'avro') {
    warnings.push(
      `the pipeline has no schema, so an object may have other types than the sample; Athena fails there (HIVE_BAD_DATA): give encoding.${encoding.codec}.schema`,
    );
  }
  return warnings;
}

function hintsOn({ partitions }: Layout, sink: S3SinkModel): readonly string[] {
  const hints: string[] = [];
  const [coarse, ...finer] = partitions.filter(({ date }) => date !== null);
  if (coarse !== undefined) {
    hints.push(`Dates before ${startOf(coarse)} are not read; sluice ddl --start says from when.`);
  }
  if (coarse !== undefined && finer.length > 0) {
    const all = [coarse, ...finer];
    const example = all.map((each) => `${each.name} BETWEEN '${startOf(each)}' AND '…'`);
    hints.push(
      `Athena counts up ${all.map(({ name }) => name).join(' and ')} each for itself, and lists the folders of all pairs: a query has to narrow each of them from both sides, as in WHERE ${example.join(' AND ')}.`,
    );
  }
  for (const { name, properties } of partitions) {
    const unit = properties['interval.unit'] ?? '';
    if (unit !== 'MONTHS' && unit !== 'YEARS') continue;
    hints.push(
      `Athena counts up ${name} by ${unit.toLowerCase()}; Trino's own Hive connector does not: for it, let keyPrefix have the day, as in dt=%Y-%m-%d/.`,
    );
  }
  for (const { name, type, isField } of partitions) {
    if (type !== 'injected') continue;
    hints.push(
      `A query has to say ${name} = '…'${isField ? ', as it stands in the keys (what is no letter or digit may be %XX there)' : ''}. To leave that out, list all values: 'projection.${name}.type' = 'enum', 'projection.${name}.values' = 'a,b'.`,
    );
  }
  if (partitions.length > 0) {
    hints.push(
      `Events beyond ${sink.batch.maxPrefixes} prefixes at a time go to ${sink.overflowPrefix}, where this table does not look.`,
    );
  }
  return hints;
}

function startOf({ properties }: Partition): string {
  return properties['range']?.split(',')[0] ?? '';
}
