import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Metafile } from 'esbuild';
import { readContainer } from '../support/avro/read-container.ts';
import { secondCodec } from '../support/avro/second-codec.ts';
import { createBucket } from '../support/bucket.ts';
import { build } from '../support/build-packages.ts';
import { folderWith } from '../support/cli.ts';
import { invokePackage } from '../support/invoke-package.ts';
import { mskEvent } from '../support/msk-event.ts';
import { unpackObject } from '../support/unpack-object.ts';

const schema = {
  type: 'record',
  name: 'Reading',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'place', type: 'geo.Place' },
  ],
};
const place = { type: 'record', name: 'geo.Place', fields: [{ name: 'name', type: 'string' }] };
const whole = { ...schema, fields: [schema.fields[0], { name: 'place', type: place }] };

const pipeline = `import { definePipeline } from 'sluice';
const lake = {
  type: 'aws_s3', inputs: ['kafka'], region: 'us-east-1', bucket: '\${S3_BUCKET:-lake}', endpoint: '\${S3_ENDPOINT:-}',
};
export default definePipeline({
  name: 'readings',
  sources: {
    kafka: {
      type: 'kafka', bootstrapServers: 'a:1', topics: ['devices'], groupId: 'g',
      decoding: { codec: 'avro', avro: { schemaFiles: ['reading.avsc', 'place.avsc'] } },
    },
  },
  sinks: {
    s3: { ...lake, keyPrefix: 'raw/', encoding: { codec: 'avro' } },
    messages: {
      ...lake, keyPrefix: 'messages/', compression: 'none',
      encoding: { codec: 'protobuf', protobuf: { protoFiles: 'reading.proto', messageType: 'Reading' } },
    },
    rows: { ...lake, keyPrefix: 'rows/', encoding: { codec: 'csv', csv: { fields: 'id,place.name', header: true } } },
  },
});
`;

test('the package of a pipeline with avro holds what decodes and encodes it and no other codec, and needs no schema beside it', async (t) => {
  const bucket = await createBucket('avro');
  t.after(() => bucket.remove());
  const folder = await folderWith(t, {
    'pipeline.ts': pipeline,
    'reading.avsc': JSON.stringify(schema),
    'place.avsc': JSON.stringify(place),
    'reading.proto': 'syntax = "proto3"; message Reading { int64 id = 1; }',
  });
  const out = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  t.after(() => rm(out, { recursive: true, force: true }));
  const { stderr, code } = await build(
    ['--pipeline', 'pipeline.ts', '--out', out, '--only', 'handler', '--no-sizes'],
    folder,
  );
  assert.deepEqual([stderr, code], ['', 0]);
  const meta = JSON.parse(await readFile(join(out, 'handler/meta.json'), 'utf8')) as Metafile;
  const kept = Object.values(meta.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    ),
  );
  const has = (part: string): boolean => kept.some((path) => path.includes(part));
  assert.ok(has('shared/decode/avro/runtime/'));
  for (const part of [
    'avro/compile/',
    'decode/csv/',
    'messagepack-reader',
    'protobuf/compile/',
    'parquet-file',
  ]) {
    assert.ok(!has(part), part);
  }

  const value = secondCodec(whole).encode({ id: 2n ** 62n, place: { name: 'a' } });
  const records = [
    { offset: 5, timestamp: Date.parse('2026-05-01T00:00:00Z'), key: 'k', value },
    { offset: 6, timestamp: Date.parse('2026-05-01T00:00:00Z'), key: 'k', value: Buffer.of(1) },
  ];
  const answer = await invokePackage(join(out, 'handler'), mskEvent({ 'devices/0': records }), {
    S3_BUCKET: bucket.name,
    S3_ENDPOINT: bucket.address.endpoint,
    AWS_REGION: bucket.address.region,
    AWS_ACCESS_KEY_ID: bucket.address.accessKeyId,
    AWS_SECRET_ACCESS_KEY: bucket.address.secretAccessKey,
  });
  assert.equal(answer.code, 0, answer.stdout + answer.stderr);
  const [key = '', ...more] = await bucket.list('raw/');
  assert.deepEqual(more, []);
  const [event] = (await readContainer(await bucket.read(key))).values;
  const { id, place: where } = event as { readonly id: unknown; readonly place: object };
  assert.deepEqual([id, { ...where }], [2n ** 62n, { name: 'a' }]);
  const [messages = ''] = await bucket.list('messages/');
  assert.equal((await bucket.read(messages)).toString('hex'), '0a08808080808080808040');
  const [rows = ''] = await bucket.list('rows/');
  const unpacked = [...unpackObject(await bucket.read(rows))];
  assert.equal(Buffer.concat(unpacked).toString(), 'id,place.name\r\n4611686018427387904,a\r\n');
  const [letter = ''] = await bucket.list('dead-letter/');
  assert.match((await bucket.read(letter)).toString(), /"code":"NOT_AVRO"/);
});
