import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineWarnings } from '../../../shared/pipeline/warnings.ts';
import { faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const at = 'sinks.s3.encoding.parquet';
const schemaFault = (got: string, why: string): RegExp =>
  new RegExp(
    `^${at}.schema: got ${got} \\(${why}\\); allowed: columns by name, each with its type`,
  );

const faults: readonly (readonly [what: string, sink: object, fault: RegExp])[] = [
  [
    'a type that does not exist',
    parquet({ schema: { a: 'text' } }),
    schemaFault('.*', "'a': 'text' is no type"),
  ],
  ['no columns', parquet({ schema: {} }), schemaFault('.*', 'there is none')],
  [
    'a type that is no text',
    parquet({ schema: { a: 1 } }),
    schemaFault('.*', "the type of 'a' is no text"),
  ],
  [
    'names that Athena cannot tell apart',
    parquet({ schema: { id: 'int', ID: 'int' } }),
    schemaFault('.*', "'ID' differs from another one in case alone"),
  ],
  [
    'the name of the rest',
    parquet({ schema: { _rest: 'string' } }),
    schemaFault('.*', "'_rest' is for what has no column"),
  ],
  [
    'columns that no event lacks, where nothing is rejected',
    parquet({ schema: { a: 'int not null' } }),
    new RegExp(`^${at}.schema: 'a' is 'not null', .* set onTypeConflict: 'dead_letter'$`),
  ],
  [
    'a rule for conflicts that cannot be',
    parquet({ onTypeConflict: 'rest' }),
    new RegExp(`^${at}.onTypeConflict: needs a schema`),
  ],
  [
    'a bloom filter of a column that is not there',
    parquet({ schema: { device: 'string', on: 'boolean' }, bloomFilterColumns: 'devic' }),
    new RegExp(
      `^${at}.bloomFilterColumns: 'devic' .did you mean 'device'.* is no column .*; allowed: device$`,
    ),
  ],
  [
    'a bloom filter of what takes none',
    parquet({
      schema: { id: 'struct<a:int,at:timestamp>', tags: 'list<string>' },
      bloomFilterColumns: 'tags',
    }),
    new RegExp(`^${at}.bloomFilterColumns: 'tags' is no column .*; allowed: id.a$`),
  ],
  [
    'compression around the file',
    { ...parquet({}), compression: 'gzip' },
    /^sinks\.s3\.compression: a Parquet file is compressed within, .*set encoding\.parquet\.compression$/,
  ],
  [
    'compression around a file of avro',
    { encoding: { codec: 'avro' }, compression: 'gzip' },
    /^sinks\.s3\.compression: an Avro file is compressed within, .*set encoding\.avro\.compression$/,
  ],
  [
    'a name that avro does not take',
    { encoding: { codec: 'avro', avro: { schema: { a: 'struct<b-c:int>' } } } },
    /^sinks\.s3\.encoding\.avro\.schema: 'b-c' is no name to Avro/,
  ],
  [
    'protobuf without a message type',
    { encoding: { codec: 'protobuf', protobuf: { descFile: 'a.desc' } } },
    /^sinks\.s3\.encoding\.protobuf\.messageType: is missing/,
  ],
  [
    'csv without fields',
    { encoding: { codec: 'csv' } },
    /^sinks\.s3\.encoding\.csv\.fields: is missing; give the fields that are columns/,
  ],
  [
    'csv whose quote is the delimiter',
    { encoding: { codec: 'csv', csv: { fields: 'a', quote: ',' } } },
    /^sinks\.s3\.encoding\.csv\.quote: is the delimiter, too$/,
  ],
  [
    'options of csv where the codec is another',
    { encoding: { codec: 'json', csv: { fields: 'a' } } },
    /^sinks\.s3\.encoding\.csv: needs encoding\.codec: 'csv'$/,
  ],
  [
    'options of a codec that is not chosen',
    { encoding: { codec: 'ndjson', parquet: { compression: 'zstd' } } },
    new RegExp(`^${at}: needs encoding.codec: 'parquet'$`),
  ],
];

for (const [what, sink, fault] of faults) {
  test(`${what}: refused with what to do`, () => {
    const found = faultsOf(minimalPipeline({ sink }));
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', fault);
  });
}

test("compression: 'none' may be said", () => {
  load(minimalPipeline({ sink: { ...parquet({}), compression: 'none' } }));
});

function parquet(options: object): object {
  return { encoding: { codec: 'parquet', parquet: options } };
}

test('a file that is too much for the memory there is has a warning, with the figures', () => {
  const warningsOf = (maxBytes: number): readonly string[] =>
    pipelineWarnings(
      load(
        minimalPipeline({
          sink: { ...parquet({}), batch: { maxBytes } },
          top: { buffer: { maxBytes: 64 * 1024 ** 2 } },
        }),
      ),
    );
  assert.deepEqual(warningsOf(64 * 1024 ** 2), []);
  const [warning, ...others] = warningsOf(1024 ** 3);
  assert.deepEqual(others, []);
  assert.match(
    warning ?? '',
    /^sinks\.s3\.batch\.maxBytes: a Parquet file is made whole in memory .*, of 1024 MiB of lines .* buffer\.maxBytes is 64 MiB/,
  );
});
