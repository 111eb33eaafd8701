import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import avsc from 'avsc';
import { createBucket, type TestBucket } from '../support/bucket.ts';
import { build, node, root } from '../support/build-packages.ts';
import { folderWith } from '../support/cli.ts';
import { invokePackage, unpack } from '../support/invoke-package.ts';
import { mskEvent } from '../support/msk-event.ts';
import { readWithHyparquet } from '../support/read-parquet.ts';
import { confluentValue } from '../support/registry.ts';
import { type TableRegistry, tableRegistry } from '../support/table-registry.ts';

const schema: avsc.Schema = {
  type: 'record',
  name: 'V',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  ],
};
const ofSchema = { '/schemas/ids/7': { schema: JSON.stringify(schema) } };

const pipeline = `import { definePipeline } from 'sluice';
export default definePipeline({
  name: 'registered',
  sources: {
    kafka: {
      type: 'kafka', bootstrapServers: 'a:1', topics: ['devices'], groupId: 'g',
      keyField: null, topicKey: null, partitionKey: null, offsetKey: null, headersKey: null,
      timestampKey: null, sourceTypeKey: null,
      decoding: {
        codec: 'avro',
        schemaRegistry: { url: '\${REGISTRY_URL}', basicAuthUserInfo: 'user:word' },
      },
    },
  },
  sinks: {
    s3: {
      type: 'aws_s3', inputs: ['kafka'], bucket: '\${S3_BUCKET}', endpoint: '\${S3_ENDPOINT}', region: 'us-east-1',
      keyPrefix: 'raw/',
      encoding: {
        codec: 'parquet',
        parquet: { schemaRegistry: { subject: '\${SUBJECT:-devices-value}' }, onTypeConflict: 'dead_letter' },
      },
    },
  },
});
`;

describe('the packages of a pipeline whose columns a registry has', () => {
  let folder = '';
  let bucket: TestBucket;
  let ofBuild: TableRegistry;
  let ofRun: TableRegistry;
  let said = '';
  before(async () => {
    bucket = await createBucket('registered');
    const latest = { id: 7, version: 3, schema: 'x' };
    ofBuild = await tableRegistry(
      { ...ofSchema, '/subjects/devices-value/versions/latest': latest },
      'user:word',
    );
    // as it answers when the subject is gone: it still has what old values name
    ofRun = await tableRegistry(ofSchema, 'user:word');
    folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    await writeFile(join(folder, 'pipeline.ts'), pipeline);
    const { stdout, stderr, code } = await node(
      [join(root, 'build.mjs'), '--pipeline', 'pipeline.ts', '--out', 'out', '--no-sizes'],
      { cwd: folder, env: { REGISTRY_URL: ofBuild.url } },
    );
    assert.deepEqual([stderr, code], ['', 0]);
    said = stdout;
    await ofBuild.close();
  });
  after(async () => {
    await ofRun.close();
    await bucket.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('the build tells which version it found', () => {
    assert.match(
      said,
      /^columns of version 3 of devices-value, schema 7, by the registry of 'kafka', the latest for now$/m,
    );
  });

  test('the handler has the columns, and asks for no subject', async () => {
    const task = join(folder, 'task');
    await unpack(await readFile(join(folder, 'out/handler.zip')), task);
    const at = Date.parse('2026-05-01T00:00:00Z');
    const value = avsc.Type.forSchema(schema).toBuffer({ id: 5, at });
    const records = [{ offset: 5, timestamp: at, value: confluentValue(7, value) }];
    const { stdout, stderr, code } = await invokePackage(task, mskEvent({ 'devices/0': records }), {
      REGISTRY_URL: ofRun.url,
      S3_BUCKET: bucket.name,
      S3_ENDPOINT: bucket.address.endpoint,
      AWS_ACCESS_KEY_ID: bucket.address.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucket.address.secretAccessKey,
    });
    assert.equal(code, 0, stdout + stderr);
    const [key = '', ...more] = await bucket.list('raw/');
    assert.deepEqual(more, []);
    const rows = await readWithHyparquet(Buffer.from(await bucket.read(key)));
    assert.deepEqual(rows, [{ id: 5n, at: new Date(at), _rest: null }]);
    assert.deepEqual(ofRun.asked, ['/schemas/ids/7']);
  });

  test('the consumer starts with the same subject alone', async () => {
    const main = join(folder, 'out/consumer/main.mjs');
    const env = { S3_BUCKET: 'lake', S3_ENDPOINT: 'http://127.0.0.1:1', REGISTRY_URL: ofRun.url };
    const { code, stderr } = await node([main], { env: { ...env, SUBJECT: 'other' } });
    assert.equal(code, 78);
    assert.match(
      stderr,
      /has 1 fault:\n {2}- sinks\.s3\..*schemaRegistry: is another one than when/,
    );
    // a fault elsewhere is the only one where it is the same
    const same = await node([main], { env: { ...env, S3_BUCKET: 'B' } });
    assert.match(same.stderr, /has 1 fault:\n {2}- sinks\.s3\.bucket: /);
  });
});

test('a build that cannot ask the registry is refused, and writes nothing', async (t) => {
  const text = pipeline.replace('${REGISTRY_URL}', 'http://127.0.0.1:1');
  const folder = await folderWith(t, { 'pipeline.ts': text });
  const { code, stderr } = await build(['--pipeline', 'pipeline.ts', '--out', 'out'], folder);
  assert.equal(code, 78);
  assert.match(
    stderr,
    /schemaRegistry: http:\/\/127\.0\.0\.1:1 did not answer .*; .* by sluice columns$/m,
  );
  assert.deepEqual(await readdir(folder), ['pipeline.ts']);
});
