import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, after, describe, test, type TestContext } from 'node:test';
import { tmpdir } from 'node:os';
import { version } from '../../shared/version.ts';
import { build, type Ended, node, root } from '../support/build-packages.ts';
import { folderWith } from '../support/cli.ts';

const devices = join(root, 'pipelines/devices.ts');

describe('the packages of the devices pipeline', () => {
  let out = '';
  let built: Ended = { stdout: '', stderr: '', code: -1 };
  before(async () => {
    out = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    built = await build(['--pipeline', devices, '--out', out, '--sourcemap']);
  });
  after(() => rm(out, { recursive: true, force: true }));

  test('are made, and their sizes are told', () => {
    assert.deepEqual([built.code, built.stderr], [0, '']);
    const size = '[\\d.]+ kB, [\\d.]+ kB with gzip';
    assert.match(built.stdout, new RegExp(`^.*consumer/main\\.mjs {2}${size}$`, 'm'));
    assert.match(built.stdout, new RegExp(`^.*handler/index\\.mjs {2}${size}$`, 'm'));
    assert.match(built.stdout, /handler\.zip {2}[\d.]+ kB, SHA-256 \S{44}\n$/);
  });

  test('have their sizes in a file, as they are', async () => {
    const text = await readFile(join(out, 'sizes.json'), 'utf8');
    const { packages } = JSON.parse(text) as { packages: Record<string, unknown>[] };
    const files = ['consumer/main.mjs', 'handler/index.mjs'].map((file) => join(out, file));
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    assert.deepEqual(
      packages.map(({ name, sdk, minifiedBytes }) => [name, sdk, minifiedBytes]),
      [
        ['consumer', 'bundled', sizes[0]],
        ['handler', 'bundled', sizes[1]],
      ],
    );
    for (const { rawBytes, minifiedBytes, gzipBytes } of packages) {
      assert.ok(Number(rawBytes) > Number(minifiedBytes));
      assert.ok(Number(minifiedBytes) > Number(gzipBytes));
    }
  });

  test('on an older Node they say so before anything else', async (t) => {
    const older = await folderWith(t, {
      'older.mjs': `Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } });`,
    });
    const preload = ['--import', join(older, 'older.mjs')];
    for (const file of ['consumer/main.mjs', 'handler/index.mjs']) {
      const started = await node([...preload, join(out, file), '--version']);
      assert.equal(started.code, 78, file);
      assert.match(
        started.stderr,
        /^NODE_TOO_OLD: got Node 20\.20\.2; Sluice needs 22\.18 or newer/,
      );
      assert.equal(started.stdout, '');
    }
  });

  test('know nothing of the folders they were made in', async () => {
    for (const file of ['consumer/main.mjs', 'handler/index.mjs', 'handler/meta.json']) {
      const text = await readFile(join(out, file), 'utf8');
      assert.ok(!text.includes(root), file);
      assert.ok(!text.includes(out), file);
    }
  });

  test('the consumer has its licences, its map and the list of what is in it beside it', async () => {
    const files = await readdir(join(out, 'consumer'));
    assert.deepEqual(files.toSorted(), [
      'main.mjs',
      'main.mjs.LEGAL.txt',
      'main.mjs.map',
      'meta.json',
    ]);
    const meta = JSON.parse(await readFile(join(out, 'consumer/meta.json'), 'utf8')) as {
      inputs: object;
    };
    const inputs = Object.keys(meta.inputs);
    assert.ok(inputs.some((path) => path.endsWith('pipelines/devices.ts')));
    assert.equal(inputs.filter((path) => path.endsWith('shared/transform/recording.ts')).length, 1);
  });

  test('the consumer needs nothing beside it', async (t: TestContext) => {
    const folder = await folderWith(t);
    await cp(join(out, 'consumer/main.mjs'), join(folder, 'main.mjs'));
    const { stdout, stderr, code } = await node(['main.mjs', '--version'], { cwd: folder });
    assert.deepEqual([stdout, stderr, code], [`${version}\n`, '', 0]);
  });

  test('the consumer says how it is used', async () => {
    const { stdout, code } = await node([join(out, 'consumer/main.mjs'), '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: /);
  });

  test('the consumer refuses a wrong environment before it does anything, with all faults', async () => {
    const env = { S3_BUCKET: 'NO', BATCH_MAX_BYTES: 'x', S3_SECRET_ACCESS_KEY: 'hunter2' };
    const { stdout, stderr, code } = await node([join(out, 'consumer/main.mjs')], { env });
    assert.deepEqual([stdout, code], ['', 78]);
    assert.match(stderr, /^CONFIG_INVALID: The pipeline 'devices' has 3 faults:$/m);
    assert.match(stderr, /sinks\.s3\.bucket: got the text 'NO'/);
    assert.match(stderr, /sinks\.s3\.batch\.maxBytes: got the text 'x'/);
    assert.match(stderr, /sinks\.s3\.auth\.accessKeyId: is missing, but secretAccessKey is given/);
    assert.doesNotMatch(stderr, /hunter2/);
  });

  test('the consumer refuses an unknown option', async () => {
    const { stderr, code } = await node([join(out, 'consumer/main.mjs'), '--until']);
    assert.equal(code, 78);
    assert.match(stderr, /--until/);
  });
});

for (const [what, text, code, expected] of [
  [
    'is empty',
    '',
    66,
    "PIPELINE_UNREADABLE: the pipeline file 'pipeline.ts' exports nothing, but a pipeline is the default export",
  ],
  [
    'has no default export',
    'export const pipeline = 1;',
    66,
    "PIPELINE_UNREADABLE: the pipeline file 'pipeline.ts' exports pipeline, but",
  ],
  [
    'does not compile',
    'export default {\n  name: ,\n};',
    66,
    "PIPELINE_UNREADABLE: the pipeline file 'pipeline.ts' does not compile:\n",
  ],
  [
    'imports what is not there',
    "import a from './a.ts';\nexport default a;",
    66,
    "PIPELINE_UNREADABLE: the pipeline file 'pipeline.ts' does not compile:\n",
  ],
  [
    'throws',
    "throw new Error('boom');\nexport default 1;",
    66,
    "PIPELINE_UNREADABLE: the pipeline file 'pipeline.ts' fails while it loads\n  because: boom",
  ],
  [
    'has faults',
    "export default { name: 'x', sources: {}, sinks: {} };",
    78,
    "CONFIG_INVALID: The pipeline 'x' has 2 faults:\n  - sources: is empty",
  ],
] as const) {
  test(`a pipeline that ${what} is refused, and nothing is written`, async (t) => {
    const folder = await folderWith(t, { 'pipeline.ts': text });
    const built = await build(['--pipeline', 'pipeline.ts', '--out', 'out'], folder);
    assert.deepEqual([built.stdout, built.code], ['', code]);
    assert.ok(built.stderr.startsWith(expected), built.stderr);
    assert.deepEqual(await readdir(folder), ['pipeline.ts']);
  });
}

test('a fault of syntax is told with its place', async (t) => {
  const folder = await folderWith(t, { 'pipeline.ts': 'export default {\n  name: ,\n};' });
  const { stderr } = await build(['--pipeline', 'pipeline.ts', '--out', 'out'], folder);
  assert.match(stderr, /^ {4}pipeline\.ts:2:8:$/m);
});

for (const [args, code, expected] of [
  [[], 78, 'CONFIG_INVALID: --pipeline is missing'],
  [['--pipeline', devices], 78, 'CONFIG_INVALID: --out is missing'],
  [
    ['--pipelin', devices],
    78,
    "CONFIG_INVALID: there is no option --pipelin (did you mean '--pipeline'?)",
  ],
  [
    ['--pipeline', devices, '--out', 'x', '--aws-sdk', 'both'],
    78,
    "CONFIG_INVALID: --aws-sdk: got 'both'; allowed: bundled, runtime",
  ],
  [
    ['--pipeline', devices, '--out', 'x', '--only', 'lambda'],
    78,
    "CONFIG_INVALID: --only: got 'lambda'; allowed: consumer, handler",
  ],
  [
    ['--pipeline', 'nope.ts', '--out', 'x'],
    66,
    "PIPELINE_UNREADABLE: the pipeline file 'nope.ts': there is no such file",
  ],
  [
    ['--pipeline', 'docs', '--out', 'x'],
    66,
    "PIPELINE_UNREADABLE: the pipeline file 'docs': it is a folder",
  ],
] as const) {
  test(`build.mjs ${args.map((arg) => arg.replace(`${root}/`, '')).join(' ')} is refused`, async () => {
    const built = await build(args);
    assert.deepEqual([built.stdout, built.code], ['', code]);
    assert.ok(built.stderr.startsWith(expected), built.stderr);
  });
}

test('a pipeline that writes files is no function', async () => {
  const files = join(root, 'test', 'support', 'pipelines', 'files.yaml');
  for (const more of [[], ['--only', 'handler']]) {
    const built = await build(['--pipeline', files, '--out', 'x', ...more]);
    assert.deepEqual([built.stdout, built.code], ['', 78]);
    assert.match(
      built.stderr,
      /writes files \(sinks\.lines, sinks\.gz, sinks\.zst\), and a Lambda function has no folder.*--only consumer/s,
    );
  }
});

test('build.mjs --help says how it is used', async () => {
  const { stdout, code } = await build(['--help']);
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: node build\.mjs --pipeline FILE --out DIR/);
});
