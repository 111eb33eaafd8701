import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pickEphemeralPorts } from '../../../infra/local/ports.ts';
import { endProcess } from '../../../infra/local/process-identity.ts';
import { isRunning } from '../../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../../shared/process-identity.ts';
import type { SharedStatus, StartOutcome } from '../../../infra/local/shared-engines.ts';
import { defaultFolder } from '../../../infra/local/start-engines.ts';
import { readState } from '../../../infra/local/state-file.ts';

/**
 * `npm run engines` as a person uses it, with real servers, in a folder and on ports of its own. The tests build on
 * each other in order: that is the life of these engines.
 */
const main = join(import.meta.dirname, '../../../infra/local/main.ts');
let folder = '';

before(async () => {
  await mkdir(defaultFolder, { recursive: true });
  folder = await mkdtemp(join(defaultFolder, 'test-shared-'));
  await writeFile(join(folder, 'ports.json'), JSON.stringify(await pickEphemeralPorts()));
});
after(async () => {
  const { kafka, s3 } = await readState(join(folder, 'state.json'));
  for (const each of [kafka, s3]) if (each !== null) await endProcess(each, 0);
  await rm(folder, { recursive: true, force: true });
});

async function engines(...args: string[]): Promise<{ code: number; out: string; said: string }> {
  const child = spawn(process.execPath, [main, ...args, '--data-dir', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, said };
}

async function start(): Promise<StartOutcome> {
  const { code, out, said } = await engines('start', '--json');
  assert.equal(code, 0, said);
  return JSON.parse(out) as StartOutcome;
}

async function status(): Promise<{ code: number; status: SharedStatus }> {
  const { code, out } = await engines('status', '--json');
  return { code, status: JSON.parse(out) as SharedStatus };
}

function must(identity: ProcessIdentity | null): ProcessIdentity {
  assert.ok(identity);
  return identity;
}

test('before the first start nothing runs, and status says so by its exit code', async () => {
  assert.deepEqual(await status(), {
    code: 1,
    status: { kafka: null, s3: null, addresses: { kafka: null, s3: null } },
  });
});

test('two starts at once make one Kafka and one S3 server between them', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  assert.deepEqual(one.addresses, other.addresses);
  assert.equal(one.kafka?.pid, other.kafka?.pid);
  assert.equal(one.s3?.pid, other.s3?.pid);
  // Who came second found them.
  assert.notEqual(one.reused.kafka, other.reused.kafka);
});

test('a later start reuses them, and prints what to export', async () => {
  const { code, out } = await engines('start');
  assert.equal(code, 0);
  const { status: now } = await status();
  assert.match(out, /^Kafka +127\.0\.0\.1:\d+ +process \d+, ran already$/m);
  assert.match(
    out,
    new RegExp(`^export KAFKA_BROKERS=${now.addresses.kafka?.bootstrapServers}$`, 'm'),
  );
  assert.match(out, new RegExp(`^export S3_ENDPOINT=${now.addresses.s3?.endpoint}$`, 'm'));
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION']) {
    assert.match(out, new RegExp(`^export ${name}=\\S+$`, 'm'));
  }
});

test('an engine that crashed is seen by status and alone started again, on the same port', async () => {
  const { status: earlier } = await status();
  await endProcess(must(earlier.s3), 0);
  const crashed = await status();
  assert.equal(crashed.code, 1);
  assert.deepEqual([crashed.status.s3, crashed.status.kafka], [null, earlier.kafka]);
  const again = await start();
  assert.deepEqual(again.reused, { kafka: true, s3: false });
  assert.equal(again.kafka?.pid, earlier.kafka?.pid);
  assert.deepEqual(again.addresses, earlier.addresses);
});

test('a port that another program took meanwhile is named, and what ran goes on', async () => {
  const { status: earlier } = await status();
  await endProcess(must(earlier.s3), 0);
  const port = Number(new URL(earlier.addresses.s3?.endpoint ?? '').port);
  const thief = createServer().listen(port, '127.0.0.1');
  await once(thief, 'listening');
  const { code, said } = await engines('start');
  assert.equal(code, 69);
  assert.match(said, new RegExp(`port ${port} of 127\\.0\\.0\\.1 is taken by another program`));
  assert.match(said, /ports\.json/);
  assert.equal(isRunning(must(earlier.kafka)), true);
  thief.close();
  await once(thief, 'close');
});

test('stop leaves no process behind, and a second stop has nothing to do', async () => {
  const { kafka, s3 } = await start();
  const { code, out } = await engines('stop', '--json');
  assert.deepEqual([code, JSON.parse(out)], [0, { ended: 2 }]);
  assert.equal(isRunning(must(kafka)), false);
  assert.equal(isRunning(must(s3)), false);
  assert.equal((await status()).code, 1);
  assert.equal((await engines('stop')).out, '0 of 2 processes ended\n');
});

test('a stranger who got the number of an engine since is not ended', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: 'ignore',
  });
  await once(stranger, 'spawn');
  const recycled = { pid: stranger.pid, startedAt: 'before the reboot' };
  await writeFile(join(folder, 'state.json'), JSON.stringify({ kafka: recycled, s3: recycled }));
  assert.equal((await engines('stop')).out, '0 of 2 processes ended\n');
  assert.equal(stranger.exitCode ?? stranger.signalCode, null);
  stranger.kill();
  await once(stranger, 'exit');
});

test('stop --wipe takes data and ports with it', async () => {
  await engines('stop', '--wipe');
  await assert.rejects(readFile(join(folder, 'ports.json')), { code: 'ENOENT' });
  await assert.rejects(readFile(join(folder, 'kafka', 'server.properties')), { code: 'ENOENT' });
});
