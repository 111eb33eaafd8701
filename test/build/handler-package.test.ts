import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Metafile } from 'esbuild';
import { unzipSync } from 'fflate';
import { createBucket, type TestBucket } from '../support/bucket.ts';
import { build, root } from '../support/build-packages.ts';
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

const environment = (): Record<string, string> => ({
  S3_BUCKET: bucket.name,
  S3_ENDPOINT: bucket.address.endpoint,
  AWS_REGION: bucket.address.region,
  AWS_ACCESS_KEY_ID: bucket.address.accessKeyId,
  AWS_SECRET_ACCESS_KEY: bucket.address.secretAccessKey,
});

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

    test('has from outside only Node and, where it is asked for, the SDK', async () => {
      const { outputs } = await metafile();
      const imports = Object.values(outputs).flatMap((output) => output.imports);
      const outside = new Set(imports.map(({ path }) => path.replace(/^node:.*/, 'node:')));
      const exported = Object.values(outputs).flatMap((output) => output.exports);
      assert.deepEqual(exported, ['handler']);
      assert.deepEqual(
        [...outside].filter((path) => path !== 'node:'),
        sdk === 'bundled' ? [] : ['@aws-sdk/credential-providers', '@aws-sdk/client-s3'],
      );
    });

    test('stores what an event holds, and answers', async () => {
      const folder = join(out, 'task');
      await unpack(await readFile(join(out, 'handler.zip')), folder);
      if (sdk === 'runtime') {
        await mkdir(join(folder, 'node_modules'));
        const modules = join(root, 'node_modules/@aws-sdk');
        await symlink(modules, join(folder, 'node_modules/@aws-sdk'));
      }
      const event = mskEvent({
        'devices/0': [{ offset: 5, timestamp: hour, key: 'k', value: `{"sdk":"${sdk}"}` }],
      });
      const invoked = await invokePackage(folder, event, {
        ...environment(),
        S3_KEY_PREFIX: `${sdk}/`,
      });
      assert.deepEqual([invoked.stderr, invoked.code], ['null', 0]);
      const [key = '', ...more] = await bucket.list(`${sdk}/`);
      assert.deepEqual(more, []);
      const stored = (await bucket.read(key)).toString();
      assert.deepEqual(JSON.parse(stored), {
        message_key: 'k',
        sdk,
        timestamp: '2026-05-01T00:00:00.000Z',
      });
    });
  });
}

test('a zip holds the source map where it is asked for, and the code names it', async (t) => {
  const out = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  t.after(() => rm(out, { recursive: true, force: true }));
  const args = ['--pipeline', devices, '--out', out, '--only', 'handler', '--sourcemap-in-zip'];
  assert.equal((await build(args)).code, 0);
  const zip = unzipSync(await readFile(join(out, 'handler.zip')));
  assert.deepEqual(Object.keys(zip), ['index.mjs', 'index.mjs.map']);
  const code = Buffer.from(zip['index.mjs']!).toString();
  assert.match(code, /\/\/# sourceMappingURL=index\.mjs\.map\n$/);
});
