import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Metafile } from 'esbuild';
import { unzipSync } from 'fflate';
import { codesElsewhere } from '../../infra/build/handler-modules.ts';
import { createBucket, type TestBucket } from '../support/bucket.ts';
import { build, root } from '../support/build-packages.ts';
import { folderWith } from '../support/cli.ts';
import { startCredentialServer } from '../support/credential-servers.ts';
import { invokePackage, unpack } from '../support/invoke-package.ts';
import { mskEvent } from '../support/msk-event.ts';

const devices = join(root, 'pipelines/devices.ts');
const hour = Date.parse('2026-05-01T00:00:00Z');

/** All that may be in it from node_modules, besides the SDK. */
const librariesOfOurs = [
  '@aws-lambda-powertools/commons',
  '@aws-lambda-powertools/logger',
  '@aws/lambda-invoke-store',
  'fastest-levenshtein',
  'valibot',
];

let bucket: TestBucket;
before(async () => {
  bucket = await createBucket('handler');
});
after(() => bucket.remove());

const one = mskEvent({ 'devices/0': [{ offset: 1, timestamp: hour, value: '{}' }] });

const assuming = `import { definePipeline } from 'sluice';
export default definePipeline({
  name: 'assuming',
  sources: { kafka: { type: 'kafka', bootstrapServers: 'a:1', topics: ['devices'], groupId: 'g' } },
  sinks: {
    s3: {
      type: 'aws_s3',
      inputs: ['kafka'],
      bucket: '\${S3_BUCKET:-lake}',
      endpoint: '\${S3_ENDPOINT:-}',
      region: 'us-east-1',
      forcePathStyle: true,
      keyPrefix: '\${PREFIX:-raw/}',
      auth: { assumeRole: 'arn:aws:iam::123456789012:role/lake', externalId: 'partner' },
    },
  },
});
`;

for (const sdk of ['bundled', 'runtime']) {
  describe(`the handler with the ${sdk} SDK`, () => {
    let out = '';
    before(async () => {
      out = await mkdtemp(join(tmpdir(), 'sluice-test-'));
      const args = ['--pipeline', devices, '--out', out, '--only', 'handler', '--aws-sdk', sdk];
      const { stderr, code } = await build(args);
      assert.deepEqual([stderr, code], ['', 0]);
    });
    after(() => rm(out, { recursive: true, force: true }));

    const metafile = async (): Promise<Metafile> =>
      JSON.parse(await readFile(join(out, 'handler/meta.json'), 'utf8')) as Metafile;

    test('is one file in a zip, and nothing else is made', async () => {
      const zip = unzipSync(await readFile(join(out, 'handler.zip')));
      assert.deepEqual(Object.keys(zip), ['index.mjs']);
      assert.deepEqual(
        Buffer.from(zip['index.mjs']!),
        await readFile(join(out, 'handler/index.mjs')),
      );
      assert.deepEqual((await readdir(out)).toSorted(), ['handler', 'handler.zip', 'sizes.json']);
      assert.deepEqual((await readdir(join(out, 'handler'))).toSorted(), [
        'index.mjs',
        'index.mjs.LEGAL.txt',
        'meta.json',
      ]);
    });

    test('holds no Kafka client, no metrics server, and none of the other programs', async () => {
      const { inputs, outputs } = await metafile();
      const kept = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
      assert.ok(kept.length > 100);
      const libraries = new Set(
        kept.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
      );
      const others = [...libraries].filter((name) => !librariesOfOurs.includes(name));
      const allowed = sdk === 'bundled' ? /^@(?:aws-sdk|smithy)\// : /^$/;
      assert.deepEqual(
        others.filter((name) => !allowed.test(name)),
        [],
      );
      const sources = Object.keys(inputs).filter((path) => !path.includes('node_modules/'));
      assert.deepEqual(
        sources.filter((path) => /^(?:functions\/(?!handler\/)|infra\/|test\/)/.test(path)),
        [],
      );
      const code = await readFile(join(out, 'handler/index.mjs'), 'utf8');
      assert.doesNotMatch(code, /createServer/);
    });

    test('names no code of an error whose remedy it has not', async () => {
      const { outputs } = await metafile();
      const kept = Object.values(outputs).flatMap(({ inputs }) =>
        Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
          bytesInOutput > 0 && /^(?:shared|functions)\//.test(path) ? [path] : [],
        ),
      );
      assert.ok(kept.includes('shared/engine/publisher.ts'));
      for (const path of kept) {
        if (path === 'shared/errors.ts') continue;
        const source = await readFile(join(root, path), 'utf8');
        const named = codesElsewhere.filter((code) => source.includes(`'${code}'`));
        assert.deepEqual(named, [], path);
      }
    });

    test('has from outside only Node and, where it is asked for, the SDK', async () => {
      const { outputs } = await metafile();
      const imports = Object.values(outputs).flatMap((output) => output.imports);
      const outside = new Set(imports.map(({ path }) => path.replace(/^node:.*/, 'node:')));
      const exported = Object.values(outputs).flatMap((output) => output.exports);
      assert.deepEqual(exported, ['handler']);
      assert.deepEqual(
        [...outside].filter((path) => path !== 'node:'),
        sdk === 'bundled' ? [] : ['@aws-sdk/client-s3', '@aws-sdk/credential-providers'],
      );
    });

    const invoke = async (
      event: object,
      env: Readonly<Record<string, string>>,
    ): Promise<string> => {
      const folder = join(out, 'task');
      await unpack(await readFile(join(out, 'handler.zip')), folder);
      // where Lambda's runtime has its own, it is in NODE_PATH
      const runtime = sdk === 'runtime' ? { NODE_PATH: join(root, 'node_modules') } : {};
      const { stdout, stderr, code } = await invokePackage(folder, event, {
        S3_BUCKET: bucket.name,
        S3_ENDPOINT: bucket.address.endpoint,
        AWS_REGION: bucket.address.region,
        ...runtime,
        ...env,
      });
      assert.deepEqual([stderr, code], ['null', 0], stdout);
      return stdout;
    };
    const keys = (): Record<string, string> => ({
      AWS_ACCESS_KEY_ID: bucket.address.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucket.address.secretAccessKey,
    });

    test('stores what an event holds, and answers', async () => {
      const value = `{"sdk":"${sdk}"}`;
      const event = mskEvent({ 'devices/0': [{ offset: 5, timestamp: hour, key: 'k', value }] });
      await invoke(event, { ...keys(), S3_KEY_PREFIX: `${sdk}/` });
      const [key = '', ...more] = await bucket.list(`${sdk}/`);
      assert.deepEqual(more, []);
      assert.deepEqual(JSON.parse((await bucket.read(key)).toString()), {
        message_key: 'k',
        sdk,
        timestamp: '2026-05-01T00:00:00.000Z',
      });
    });

    test('needs no more of the SDK than its client of S3 where it has the keys of its role', async (t) => {
      const folder = await folderWith(t);
      await mkdir(join(folder, '@aws-sdk'));
      const client = '@aws-sdk/client-s3';
      await symlink(join(root, 'node_modules', client), join(folder, client));
      const prefix = `client-${sdk}/`;
      await invoke(one, { ...keys(), S3_KEY_PREFIX: prefix, NODE_PATH: folder });
      assert.equal((await bucket.list(prefix)).length, 1);
    });

    test('stores an object of many megabytes', async () => {
      const line = JSON.stringify({ text: 'x'.repeat(100_000) });
      const records = Array.from({ length: 240 }, (_, offset) => ({ offset, value: line }));
      await invoke(mskEvent({ 'devices/0': records }), {
        ...keys(),
        S3_KEY_PREFIX: `large-${sdk}/`,
        BATCH_MAX_BYTES: '100000000',
      });
      const [key = '', ...more] = await bucket.list(`large-${sdk}/`);
      assert.deepEqual(more, []);
      const lines = (await bucket.read(key)).toString().trimEnd().split('\n');
      assert.equal(lines.length, records.length);
    });

    test('takes credentials from an address in the environment', async (t) => {
      const server = await startCredentialServer(t, bucket.address);
      await invoke(one, {
        S3_KEY_PREFIX: `address-${sdk}/`,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/role`,
      });
      assert.deepEqual(server.asked, ['GET /role ']);
      assert.equal((await bucket.list(`address-${sdk}/`)).length, 1);
    });

    test('assumes a role', async (t) => {
      const folder = await folderWith(t, { 'pipeline.ts': assuming });
      const pipeline = join(folder, 'pipeline.ts');
      const args = ['--pipeline', pipeline, '--out', out, '--only', 'handler', '--aws-sdk', sdk];
      assert.equal((await build([...args, '--no-sizes'])).stderr, '');
      const server = await startCredentialServer(t, bucket.address);
      await invoke(one, { ...keys(), AWS_ENDPOINT_URL_STS: server.url, PREFIX: `role-${sdk}/` });
      assert.equal(server.asked.length, 1);
      const asked = new URLSearchParams(server.asked[0]?.replace('POST / ', ''));
      assert.deepEqual(
        [asked.get('Action'), asked.get('RoleArn'), asked.get('ExternalId')],
        ['AssumeRole', 'arn:aws:iam::123456789012:role/lake', 'partner'],
      );
      assert.equal((await bucket.list(`role-${sdk}/`)).length, 1);
    });
  });
}

test('a zip holds the source map where it is asked for, and the code names it; where no sizes are wanted none stay', async (t) => {
  const out = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  t.after(() => rm(out, { recursive: true, force: true }));
  const args = ['--pipeline', devices, '--out', out, '--only', 'handler', '--sourcemap-in-zip'];
  await writeFile(join(out, 'sizes.json'), 'of an earlier build');
  assert.equal((await build([...args, '--no-sizes'])).code, 0);
  assert.deepEqual((await readdir(out)).toSorted(), ['handler', 'handler.zip']);
  const zip = unzipSync(await readFile(join(out, 'handler.zip')));
  assert.deepEqual(Object.keys(zip), ['index.mjs', 'index.mjs.map']);
  const code = Buffer.from(zip['index.mjs']!).toString();
  assert.match(code, /\/\/# sourceMappingURL=index\.mjs\.map\n$/);
});
