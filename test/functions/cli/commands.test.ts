import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { configurationReference } from '../../../shared/pipeline/reference.ts';
import { version } from '../../../shared/version.ts';
import { cli, folderWith } from '../../support/cli.ts';
import { codeCache } from '../../support/code-cache.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = join(root, 'functions/cli/main.ts');
const devices = join(root, 'pipelines/devices.ts');
const execute = promisify(execFile);

for (const args of [[], ['--help'], ['-h'], ['help']]) {
  test(`sluice ${args.join(' ')} lists the commands`, async () => {
    const { code, out, err } = await cli(args);
    assert.deepEqual([code, err], [0, '']);
    for (const name of [
      'validate',
      'run',
      'test',
      'migrate',
      'graph',
      'init',
      'options',
      'ddl',
      'columns',
      'audit',
      'reset',
      'replay',
      'events',
      'invoke',
      'tap',
      'top',
    ])
      assert.match(out, new RegExp(`^  ${name} `, 'm'));
  });
}

for (const name of [
  'validate',
  'run',
  'test',
  'migrate',
  'graph',
  'init',
  'options',
  'ddl',
  'columns',
  'audit',
  'reset',
  'replay',
  'events',
  'invoke',
  'tap',
  'top',
]) {
  test(`sluice ${name} --help says how it is used`, async () => {
    const { code, out, err } = await cli([name, '--help']);
    assert.deepEqual([code, err], [0, '']);
    assert.ok(out.startsWith(`Usage: sluice ${name}`));
  });
}

test('sluice --version tells the version of the package', async () => {
  assert.deepEqual(await cli(['--version']), { code: 0, out: `${version}\n`, err: '' });
});

test('sluice options prints the reference', async () => {
  assert.equal((await cli(['options'])).out, configurationReference());
});

for (const [args, expected] of [
  [
    ['validat'],
    "there is no command 'validat' (did you mean 'validate'?); allowed: validate, run, test, init, migrate, graph, options, ddl, columns, group, audit, reset, replay, events, invoke, advise, vrl, tap, top, --help, --version",
  ],
  [['--hepl'], "there is no option '--hepl' (did you mean '--help'?)"],
  [['validate'], 'PIPELINE is missing'],
  [['validate', 'a.ts', 'b.ts'], "'b.ts' is one word too many; allowed: PIPELINE"],
  [
    ['validate', '--strict', 'a.ts'],
    'there is no option --strict; allowed: --no-environment, --timeout, --rate',
  ],
  [
    ['run', 'a.ts', '--inptu', 'x'],
    'there is no option --inptu (did you mean --input'.replace('--input', "'--input'"),
  ],
  [['run', 'a.ts', '--output', 'o'], "--input is missing; give a file, or '-' for stdin"],
  [['run', 'a.ts', '--input', '-'], '--output is missing; give a folder'],
  [
    ['run', 'a.ts', '--input', '-', '--output', 'o', '--format', 'csv'],
    "--format: got 'csv'; allowed: values or records",
  ],
  [
    ['run', 'a.ts', '--input', '-', '--output', 'o', '--timestamp', 'now'],
    "--timestamp: got 'now'; allowed: a time like",
  ],
  [['run', 'a.ts', '--input'], '--input wants a value'],
  [['run', 'a.ts', '--help=x'], '--help takes no value'],
  [['init', '--name', '../x'], "--name: got '../x'; allowed: a-z 0-9 _ -"],
] as const) {
  test(`sluice ${args.join(' ')} is refused`, async () => {
    const { code, out, err } = await cli(args);
    assert.deepEqual([code, out], [78, '']);
    assert.ok(err.startsWith(`CONFIG_INVALID: ${expected}`), err);
    const help = args[0] === 'validat' || args[0] === '--hepl' ? '--help' : `${args[0]} --help`;
    assert.ok(err.endsWith(`\n  how it is used: sluice ${help}\n`), err);
  });
}

for (const [what, name, text, expected] of [
  [
    'is not there',
    'other.ts',
    '',
    "the pipeline file 'pipeline.ts' cannot be used: there is no such file",
  ],
  [
    'is empty',
    'pipeline.ts',
    '',
    "the pipeline file 'pipeline.ts' cannot be used: it exports nothing, but a pipeline is the default export",
  ],
  [
    'exports something else',
    'pipeline.ts',
    'export const pipeline = {};',
    'it exports pipeline, but a pipeline is the default export',
  ],
  [
    'does not compile',
    'pipeline.ts',
    'export default {\n  name: ,\n};',
    'it does not compile at line 2: ',
  ],
  [
    'uses what types cannot be taken off from',
    'pipeline.ts',
    'enum A { b }\nexport default A;',
    'it does not compile at line 1: ',
  ],
  [
    'imports a file that is not there',
    'pipeline.ts',
    "import a from './a.ts';\nexport default a;",
    'it imports what is not there',
  ],
  [
    'imports a name that is not there',
    'pipeline.ts',
    "import { remp } from 'sluice';\nexport default remp;",
    "it does not compile at line 1: The requested module 'sluice'",
  ],
  [
    'throws',
    'pipeline.ts',
    "throw new Error('boom');\nexport default 1;",
    'it fails while it loads\n  because: boom',
  ],
] as const) {
  test(`a pipeline file that ${what} is told as such`, async (t) => {
    const folder = await folderWith(t, { [name]: text });
    const { stdout, stderr, code } = await sluice(['validate', 'pipeline.ts'], folder);
    assert.deepEqual([code, stdout], [66, '']);
    assert.ok(stderr.startsWith('PIPELINE_UNREADABLE: '));
    assert.ok(stderr.includes(expected), stderr);
  });
}

async function sluice(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number }> {
  try {
    return {
      ...(await execute(process.execPath, [main, ...args], { cwd, env: codeCache })),
      code: 0,
    };
  } catch (thrown) {
    return thrown as { readonly stdout: string; readonly stderr: string; readonly code: number };
  }
}

test('a folder and a file of another kind are no pipelines', async (t) => {
  const folder = await folderWith(t, { 'pipeline.txt': 'name: x' });
  const asFolder = await cli(['validate', '.'], { cwd: folder });
  assert.match(asFolder.err, /it is a folder, not a file/);
  const asText = await cli(['validate', 'pipeline.txt'], { cwd: folder });
  assert.match(asText.err, /it ends neither in \.ts or \.js nor in \.yaml, \.toml or \.json/);
});

test('sluice validate prints what a pipeline comes to, without secrets', async () => {
  const env = { S3_ACCESS_KEY_ID: 'AKIAEXAMPLE', S3_SECRET_ACCESS_KEY: 'hunter2' };
  const { code, out, err } = await cli(['validate', devices, '--no-environment'], { env });
  assert.deepEqual([code, err], [0, `ok: ${devices}: no fault in it; no server was asked\n`]);
  assert.doesNotMatch(out, /AKIAEXAMPLE|hunter2/);
  assert.equal((JSON.parse(out) as { name: string }).name, 'devices');
});

test('sluice validate tells all faults, and ends with 78', async () => {
  const env = { BATCH_TIMEOUT_SECS: 'soon', S3_BUCKET: 'No' };
  const { code, out, err } = await cli(['validate', devices, '--no-environment'], { env });
  assert.deepEqual([code, out], [78, '']);
  assert.match(err, /^CONFIG_INVALID: The pipeline 'devices' has 2 faults:$/m);
  assert.match(err, /^ {2}- sinks\.s3\.bucket: got the text 'No'/m);
  assert.match(err, /^ {2}- sinks\.s3\.batch\.timeoutSecs: got the text 'soon'/m);
});

test('sluice validate warns of what is allowed but seldom meant', async () => {
  const env = {
    KAFKA_SASL_MECHANISM: 'PLAIN',
    KAFKA_SASL_USERNAME: 'u',
    KAFKA_SASL_PASSWORD: 'p',
    S3_KEY_PREFIX: 'raw/%H%M%S/',
  };
  const { code, err } = await cli(['validate', devices, '--no-environment'], { env });
  assert.equal(code, 0);
  assert.match(
    err,
    /^warning: sources\.kafka\.sasl: PLAIN without TLS sends the password as it is$/m,
  );
  assert.match(err, /^warning: sinks\.s3\.keyPrefix: changes every second/m);
});

test('sluice init writes a pipeline that is valid, and overwrites nothing', async (t) => {
  const folder = await folderWith(t);
  const first = await cli(['init', 'pipes', '--name', 'events'], { cwd: folder });
  assert.deepEqual([first.code, first.err], [0, '']);
  const files = await readdir(join(folder, 'pipes'));
  assert.deepEqual(files.toSorted(), ['events.sample.ndjson', 'events.test.ts', 'events.ts']);
  assert.match(first.out, /npx sluice run pipes\/events\.ts --input pipes\/events\.sample\.ndjson/);
  const text = await readFile(join(folder, 'pipes/events.ts'), 'utf8');
  assert.doesNotMatch(text, /my-pipeline/);
  const { code, stdout } = await sluice(
    ['validate', 'pipes/events.ts', '--no-environment'],
    folder,
  );
  assert.equal(code, 0);
  assert.equal((JSON.parse(stdout) as { name: string }).name, 'events');

  const second = await cli(['init', 'pipes', '--name', 'events'], { cwd: folder });
  assert.equal(second.code, 78);
  assert.match(second.err, /events\.ts' is there already, and nothing is overwritten/);
  assert.equal(await readFile(join(folder, 'pipes/events.ts'), 'utf8'), text);
});
