import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeText } from '../../../../shared/encode/columns/column-type.ts';
import { remap, del } from '../../../../shared/pipeline/api.ts';
import type {
  ColumnsQuestion,
  FindColumns,
} from '../../../../shared/pipeline/columns/find-columns.ts';
import { bundledColumns, columnsKey } from '../../../../shared/pipeline/columns/find-columns.ts';
import { checkPipeline } from '../../../../shared/pipeline/load.ts';
import { buildFaultsOf, minimalPipeline } from '../../../support/minimal-pipeline.ts';
import { columnsOf } from '../../../support/read-parquet.ts';

const registry = { url: 'http://registry', requestTimeoutMs: 500 };
const quiet = {
  keyField: null,
  topicKey: null,
  partitionKey: null,
  offsetKey: null,
  headersKey: null,
};
const decoding = { codec: 'avro', schemaRegistry: registry };
const kafka = {
  type: 'kafka',
  bootstrapServers: 'a:1',
  topics: ['devices'],
  groupId: 'g',
  ...quiet,
  sourceTypeKey: null,
  decoding,
};
const lake = { type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'eu-central-1' };

type Parts = {
  readonly source?: object;
  readonly sources?: object;
  readonly transforms?: object;
  readonly sink?: object;
  readonly codec?: string;
  readonly options?: object;
};

function definition(schemaRegistry: unknown, parts: Parts = {}): object {
  const { codec = 'parquet', options = {} } = parts;
  const encoding = { codec, [codec]: { schemaRegistry, ...options } };
  return {
    name: 'devices',
    sources: { kafka: { ...kafka, ...parts.source }, ...parts.sources },
    transforms: parts.transforms ?? {},
    sinks: { s3: { ...lake, ...parts.sink, encoding } },
  };
}

const ofValue = columnsOf({ id: 'bigint', name: 'string', secret: 'string' });

/** The columns of the sink as `name type`, and what was asked for. */
function read(
  schemaRegistry: unknown,
  parts: Parts = {},
): { columns: unknown; question: ColumnsQuestion | undefined } {
  let question: ColumnsQuestion | undefined;
  const columns: FindColumns = (asked) => {
    question = asked;
    return { columns: ofValue };
  };
  const { model } = checkPipeline(definition(schemaRegistry, parts), { env: {}, columns });
  const { encoding } = model.sinks.get('s3') ?? assert.fail();
  const found = 'columns' in encoding ? encoding.columns : null;
  const texts = found?.map(({ name, type }) => `${name} ${typeText(type)}`);
  return { columns: 'fields' in encoding ? encoding.fields : texts, question };
}

test('the columns of the schema, of metadata and of transforms, for each codec that has columns', () => {
  const all = ['id bigint', 'name string', 'secret string', 'timestamp timestamp'];
  assert.deepEqual(read({ version: 7 }).columns, all);
  assert.deepEqual(read({ version: 7 }, { codec: 'avro' }).columns, all);
  assert.deepEqual(read({ version: 7 }, { codec: 'csv' }).columns, [
    'id',
    'name',
    'secret',
    'timestamp',
  ]);
  const transforms = {
    less: remap({ inputs: ['kafka'], program: (event) => del(event, 'secret') }),
  };
  assert.deepEqual(read({}, { transforms, sink: { inputs: ['less'] } }).columns, [
    'id bigint',
    'name string',
    'timestamp timestamp',
  ]);
  assert.deepEqual(read({}, { options: { addColumns: { id: 'string', more: 'int' } } }).columns, [
    'id string',
    ...all.slice(1),
    'more int',
  ]);
});

test('what is asked for is the subject of the topic, unless it is said', () => {
  const { question } = read({});
  assert.partialDeepStrictEqual(question, {
    source: 'kafka',
    subject: 'devices-value',
    version: 'latest',
    id: null,
    unknown: [],
  });
  assert.equal(question?.decoding.registry.requestTimeoutMs, 500);
  assert.partialDeepStrictEqual(read({ subject: 'x', version: '12' }).question, {
    subject: 'x',
    version: 12,
  });
  assert.partialDeepStrictEqual(read({ id: '9' }).question, { subject: null, id: '9' });
});

const glue = { decoding: { codec: 'avro', schemaRegistry: { type: 'glue', region: 'eu-west-1' } } };
const plain = { ...kafka, decoding: { codec: 'json' } };

for (const [what, schemaRegistry, parts, fault] of [
  [
    'a source without a registry',
    {},
    { source: plain },
    /schemaRegistry: needs a source .* fed by kafka$/,
  ],
  [
    'a schema beside it',
    {},
    { options: { schema: { a: 'int' } } },
    /schemaRegistry: is given, and schema is too/,
  ],
  [
    'fields of csv beside it',
    {},
    { codec: 'csv', options: { fields: 'a' } },
    /schemaRegistry: is given, and fields is too/,
  ],
  [
    'a version of no number',
    { version: 'newest' },
    {},
    /schemaRegistry\.version: got .*allowed: a version's number, or 'latest'/,
  ],
  ['an id and a version', { id: '1', version: 2 }, {}, /schemaRegistry\.id: says which schema/],
  ['a message of Avro', { messageType: 'M' }, {}, /schemaRegistry\.messageType: is for protobuf/],
  ['Glue without an id', {}, { source: glue }, /schemaRegistry\.id: is missing; for Glue/],
  ['several topics', {}, { source: { topics: ['a', 'b'] } }, /schemaRegistry\.subject: is missing/],
  [
    'a pattern of topics',
    {},
    { source: { topics: '^a.*' } },
    /schemaRegistry\.subject: is missing/,
  ],
  [
    'a variable that is not set',
    { subject: '${SUBJECT}' },
    {},
    /schemaRegistry\.subject: has to be known where/,
  ],
  [
    'two sources with a registry',
    {},
    { sources: { other: { ...kafka, groupId: 'h' } }, sink: { inputs: ['kafka', 'other'] } },
    /schemaRegistry: is one schema, .* kafka, other; have a sink for each/,
  ],
  [
    'a source beside it that says no columns',
    {},
    { sources: { other: { ...plain, groupId: 'h' } }, sink: { inputs: ['kafka', 'other'] } },
    /schemaRegistry: gets events of other sources, too/,
  ],
  ['a name that is no option', { subjct: 'a' }, {}, /no such option .*did you mean 'subject'/],
] as const) {
  test(`${what} is refused, and that alone is told`, () => {
    const faults = buildFaultsOf(definition(schemaRegistry, parts));
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.match(faults[0] ?? '', /^sinks\.s3\.encoding\./);
    assert.match(faults[0] ?? '', fault);
  });
}

test('where nobody is asked, what depends on columns is not checked', () => {
  const options = {
    onTypeConflict: 'dead_letter',
    bloomFilterColumns: 'id',
    addColumns: { a: 'int' },
  };
  const { model } = checkPipeline(definition({}, { options }), { env: {}, columns: null });
  assert.partialDeepStrictEqual(model.sinks.get('s3')?.encoding, { onTypeConflict: 'dead_letter' });
});

test('a package finds what was built in, and tells that it holds no other', () => {
  const { question } = read({ version: 7 });
  assert.ok(question !== undefined);
  const find = bundledColumns({ [columnsKey(question)]: ofValue });
  assert.deepEqual(find(question), { columns: ofValue });
  const registryElsewhere = { ...question.decoding.registry, requestTimeoutMs: 1 };
  const decodingElsewhere = { ...question.decoding, registry: registryElsewhere };
  assert.deepEqual(find({ ...question, decoding: decodingElsewhere }), { columns: ofValue });
  assert.match(JSON.stringify(find({ ...question, version: 8 })), /another one than when/);
});

test('a pipeline without it asks nobody', () => {
  assert.deepEqual(
    buildFaultsOf(minimalPipeline({ sink: { encoding: { codec: 'parquet' } } })),
    [],
  );
});
