import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Metafile } from 'esbuild';
import { createBucket, type TestBucket } from '../support/bucket.ts';
import { build, node, root } from '../support/build-packages.ts';
import { folderWith } from '../support/cli.ts';
import { invokePackage, unpack } from '../support/invoke-package.ts';
import { encoderOf } from '../support/messages/message-type.ts';
import { mskEvent } from '../support/msk-event.ts';

const hour = Date.parse('2026-05-01T00:00:00Z');
const encode = encoderOf('pipelines/devices.proto', 'lake.v1.DeviceEvent');

/** A pipeline in a folder of its own, its schema beside it. */
const pipeline = (decoding: string): string => `import { definePipeline } from 'sluice';
export default definePipeline({
  name: 'messages',
  sources: {
    kafka: {
      type: 'kafka', bootstrapServers: 'a:1', topics: ['devices'], groupId: 'g',
      decoding: ${decoding},
    },
  },
  sinks: { s3: { type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'us-east-1', keyPrefix: 'raw/' } },
});
`;
const decodingOf = (messageType: string): string =>
  `{ codec: 'protobuf', protobuf: { descFile: './devices.desc', messageType: '${messageType}' } }`;

/** What of Sluice and of libraries is in a package. */
async function keptIn(folder: string): Promise<string[]> {
  const meta = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8')) as Metafile;
  return Object.values(meta.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [path] : [],
    ),
  );
}

/** What builds the pipeline file that a test wrote into its folder. */
const madeHere = ['--pipeline', 'pipeline.ts', '--out', 'out'];

describe('the packages of a pipeline with protobuf', () => {
  let out = '';
  let bucket: TestBucket;
  before(async () => {
    bucket = await createBucket('protobuf');
    out = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    const { stderr, code } = await build([
      '--pipeline',
      join(root, 'pipelines/devices-protobuf.ts'),
      '--out',
      out,
      '--no-sizes',
    ]);
    assert.deepEqual([stderr, code], ['', 0]);
  });
  after(async () => {
    await rm(out, { recursive: true, force: true });
    await bucket.remove();
  });

  for (const name of ['consumer', 'handler']) {
    test(`the ${name} holds what decodes it, and nothing that compiles`, async () => {
      const kept = await keptIn(join(out, name));
      const has = (part: string): boolean => kept.some((path) => path.includes(part));
      assert.ok(has('shared/decode/protobuf/runtime/'));
      assert.ok(!has('shared/decode/protobuf/compile/'));
      assert.ok(!has('node_modules/protobufjs'));
    });
  }

  test('the handler decodes where there is nothing beside it', async () => {
    const folder = join(out, 'task');
    await unpack(await readFile(join(out, 'handler.zip')), folder);
    assert.deepEqual(await readdir(folder), ['index.mjs']);
    const value = encode({ event_id: 7, device_name: 'device_a', sensor: { temperature: 21.5 } });
    const records = [
      { offset: 5, timestamp: hour, key: 'k', value },
      { offset: 6, timestamp: hour, key: 'k', value: value.subarray(0, -1) },
    ];
    const { stdout, stderr, code } = await invokePackage(
      folder,
      mskEvent({ 'devices/0': records }),
      {
        S3_BUCKET: bucket.name,
        S3_ENDPOINT: bucket.address.endpoint,
        AWS_REGION: bucket.address.region,
        AWS_ACCESS_KEY_ID: bucket.address.accessKeyId,
        AWS_SECRET_ACCESS_KEY: bucket.address.secretAccessKey,
      },
    );
    // the answer is behind the warnings of what was rejected
    assert.equal(code, 0, stdout);
    assert.match(stderr, /NOT_PROTOBUF; field 'sensor', at byte 13[^]*\nnull$/);
    const [key = '', ...more] = await bucket.list('raw/');
    assert.deepEqual(more, []);
    const { event_id: id, sensor } = JSON.parse((await bucket.read(key)).toString()) as {
      event_id: unknown;
      sensor: unknown;
    };
    assert.deepEqual([id, sensor], [7, { temperature: 21.5, humidity: 0, on: false }]);
    const [letter = ''] = await bucket.list('dead-letter/');
    const { code: why } = JSON.parse((await bucket.read(letter)).toString()) as { code: unknown };
    assert.equal(why, 'NOT_PROTOBUF');
  });
});

test('the packages of a pipeline without protobuf hold nothing of it', async (t) => {
  const folder = await folderWith(t, { 'pipeline.ts': pipeline("{ codec: '${CODEC:-json}' }") });
  const { stderr, code } = await build([...madeHere, '--no-sizes'], folder);
  assert.deepEqual([stderr, code], ['', 0]);
  for (const name of ['consumer', 'handler']) {
    const kept = await keptIn(join(folder, 'out', name));
    assert.ok(kept.length > 100);
    assert.deepEqual(
      kept.filter((path) => path.includes('protobufjs') || path.includes('decode/protobuf/')),
      [],
    );
  }
  // and say so where they are told to decode it
  const main = join(folder, 'out/consumer/main.mjs');
  const started = await node([main], { env: { CODEC: 'protobuf' } });
  assert.equal(started.code, 78);
  assert.match(started.stderr, /built for other options; build it with the environment/);
});

test('a package tells that it was built with another message type', async (t) => {
  const folder = await folderWith(t, {
    'pipeline.ts': pipeline(decodingOf('${TYPE:-lake.v1.DeviceEvent}')),
  });
  await cp(join(root, 'pipelines/devices.desc'), join(folder, 'devices.desc'));
  const built = await build([...madeHere, '--no-sizes'], folder);
  assert.deepEqual([built.stderr, built.code], ['', 0]);
  await rm(join(folder, 'devices.desc'));
  const main = join(folder, 'out/consumer/main.mjs');
  const { stderr, code } = await node([main], { env: { TYPE: 'lake.v1.Sensor' } });
  assert.equal(code, 78);
  assert.match(stderr, /decoding\.protobuf: is another one than when the package was built/);
});

for (const [what, messageType, expected] of [
  [
    'that is not there',
    'lake.v1.DeviceEvnt',
    /decoding\.protobuf: .*'lake\.v1\.DeviceEvnt'.*did you mean 'lake\.v1\.DeviceEvent'.*lake\.v1\.Sensor/,
  ],
  ['without its package', 'DeviceEvent', /decoding\.protobuf: .*lake\.v1\.DeviceEvent/],
] as const) {
  test(`a message type ${what} is refused, with those that are`, async (t) => {
    const folder = await folderWith(t, { 'pipeline.ts': pipeline(decodingOf(messageType)) });
    await cp(join(root, 'pipelines/devices.desc'), join(folder, 'devices.desc'));
    const built = await build(madeHere, folder);
    assert.deepEqual([built.stdout, built.code], ['', 78]);
    assert.match(built.stderr, expected);
  });
}

for (const [what, files, expected] of [
  ['that is not there', {}, /protobuf\.descFile: the file '\.\/devices\.desc' cannot be read/],
  [
    'that is none',
    { 'devices.desc': 'no descriptors\n' },
    /decoding\.protobuf: '\.\/devices\.desc' is no descriptor set/,
  ],
] as const) {
  test(`a descriptor set ${what} is refused`, async (t) => {
    const text = pipeline(decodingOf('lake.v1.DeviceEvent'));
    const folder = await folderWith(t, { 'pipeline.ts': text, ...files });
    const built = await build(madeHere, folder);
    assert.deepEqual([built.stdout, built.code], ['', 78]);
    assert.match(built.stderr, expected);
  });
}
