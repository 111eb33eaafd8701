import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { cli, type CliResult, folderWith } from '../../support/cli.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';
import { type TableRegistry, tableRegistry } from '../../support/table-registry.ts';

const record = (...fields: readonly (readonly [string, unknown])[]): string =>
  JSON.stringify({
    type: 'record',
    name: 'V',
    fields: fields.map(([name, type]) => ({ name, type })),
  });

const answers: Readonly<Record<string, unknown>> = {
  '/subjects/devices-value/versions/latest': { id: 8, version: 2, schema: 'x' },
  '/subjects/devices-value/versions/1': { id: 7, version: 1, schema: 'x' },
  '/subjects/map-value/versions/latest': { id: 9, version: 1, schema: 'x' },
  '/subjects/json-value/versions/latest': { id: 10, version: 1, schema: 'x' },
  '/subjects/broken-value/versions/latest': { id: 11, version: 1, schema: 'x' },
  '/schemas/ids/7': { schema: record(['id', 'long']) },
  '/schemas/ids/8': { schema: record(['id', 'long'], ['name', ['null', 'string']]) },
  '/schemas/ids/9': { schema: '{"type":"map","values":"int"}' },
  '/schemas/ids/10': { schemaType: 'JSON', schema: '{"type":"object"}' },
  '/schemas/ids/11': { schema: '{"type":"record","name":"V","fields":[{"name":"a","type":"x"}]}' },
};

let registry: TableRegistry;
before(async () => {
  registry = await tableRegistry(answers, 'user:word');
});
after(() => registry.close());

const onlyValue = {
  keyField: null,
  topicKey: null,
  partitionKey: null,
  offsetKey: null,
  headersKey: null,
  sourceTypeKey: null,
  timestampKey: null,
};

async function run(
  t: TestContext,
  command: string,
  schemaRegistry: object,
  parts: { readonly url?: string; readonly user?: string; readonly sinks?: object } = {},
): Promise<CliResult> {
  const { url = registry.url, user = 'user:word' } = parts;
  const encoding = { codec: 'parquet', parquet: { schemaRegistry } };
  const definition = minimalPipeline({
    source: {
      ...onlyValue,
      decoding: { codec: 'avro', schemaRegistry: { url, basicAuthUserInfo: user } },
    },
    sink: { keyPrefix: 'raw/', encoding },
  });
  const sinks = { ...(definition['sinks'] as object), ...parts.sinks };
  const text = `export default ${JSON.stringify({ ...definition, sinks })};`;
  const cwd = await folderWith(t, { 'pipeline.ts': text });
  const alone = command === 'validate' ? ['--no-environment'] : [];
  return cli([command, 'pipeline.ts', ...alone], { cwd });
}

test('validate tells the columns, and which version they are of', async (t) => {
  const { code, err, out } = await run(t, 'validate', {});
  assert.equal(code, 0, err);
  assert.match(
    err,
    /^columns of version 2 of devices-value, schema 8, by the registry of 'kafka', the latest for now$/m,
  );
  const { sinks } = JSON.parse(out) as { sinks: { s3: { encoding: { columns: object[] } } } };
  assert.deepEqual(sinks.s3.encoding.columns, [
    { name: 'id', type: { kind: 'bigint' }, required: false },
    { name: 'name', type: { kind: 'string' }, required: false },
  ]);
});

test('the fingerprint is that of the columns, whichever way they came', async (t) => {
  const print = async (schemaRegistry: object): Promise<unknown> => {
    const { out } = await run(t, 'validate', schemaRegistry);
    return (JSON.parse(out) as { fingerprint: unknown }).fingerprint;
  };
  assert.equal(await print({ version: 'latest' }), await print({ id: '8' }));
  assert.notEqual(await print({ version: 'latest' }), await print({ version: 1 }));
});

test('ddl has the columns without a sample', async (t) => {
  const { code, err, out } = await run(t, 'ddl', { version: 1 });
  assert.equal(code, 0, err);
  assert.match(out, /`id` bigint/);
  assert.doesNotMatch(out, /`name`/);
});

test('where only the environment of the run says where the registry is, that is told', async (t) => {
  const { code, err } = await run(t, 'ddl', {}, { url: '${REGISTRY_URL}' });
  assert.equal(code, 78);
  assert.match(
    err,
    /schemaRegistry: the registry is asked where .* for sources\.kafka\.decoding\.schemaRegistry\.url; /,
  );
});

test('a command to which columns do not matter asks nobody', async (t) => {
  const askedBefore = registry.asked.length;
  const { code, err } = await run(t, 'graph', {});
  assert.equal(code, 0, err);
  assert.equal(registry.asked.length, askedBefore);
});

for (const [what, schemaRegistry, parts, told] of [
  ['a subject that is not there', { subject: 'x' }, {}, /no version latest of the subject 'x'/],
  [
    'a version that is not there',
    { version: 9 },
    {},
    /no version 9 of the subject 'devices-value'/,
  ],
  ['an id that is not there', { id: '99' }, {}, /the registry has no schema 99/],
  ['a schema that says no columns', { subject: 'map-value' }, {}, /the schema says no columns/],
  [
    'a schema of another type',
    { subject: 'json-value' },
    {},
    /of the type JSON, .* codec is 'avro'/,
  ],
  ['a schema that is none', { subject: 'broken-value' }, {}, /schemaRegistry: .*'x'/],
  [
    'credentials that are refused',
    {},
    { user: 'user:other' },
    /answers 401 .*REGISTRY_ACCESS_DENIED.*sluice columns/,
  ],
  [
    'a registry that is away',
    {},
    { url: 'http://127.0.0.1:1' },
    /did not answer .*REGISTRY_UNAVAILABLE.*sluice columns/,
  ],
] as const) {
  test(`${what} is a fault of the sink, told with all others`, async (t) => {
    const other = { type: 'aws_s3', inputs: ['kafka'], region: 'us-east-1' };
    const { code, err, out } = await run(t, 'validate', schemaRegistry, {
      ...parts,
      sinks: { other },
    });
    assert.deepEqual([code, out], [78, '']);
    assert.match(err, /sinks\.s3\.encoding\.parquet\.schemaRegistry: /);
    assert.match(err, told);
    assert.match(err, /sinks\.other\.bucket: is missing/);
    assert.doesNotMatch(err, /user:/);
  });
}
