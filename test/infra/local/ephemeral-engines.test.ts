import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeEphemeral, sweepOrphans } from '../../../infra/local/ephemeral-engines.ts';
import { endProcess } from '../../../infra/local/process-identity.ts';
import { isRunning } from '../../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../../shared/process-identity.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** The keeper with a small program in a server's place; kafka-faults.test.ts has the real ones. */
let parent = '';
before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sluice-ephemeral-'));
});
after(async () => rm(parent, { recursive: true, force: true }));

const stubborn =
  "for (const s of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(s, () => {}); console.log('up'); setInterval(() => {}, 1000)";
const module = join(import.meta.dirname, '../../../infra/local/ephemeral-engines.ts');

interface Told {
  readonly server: ProcessIdentity;
  readonly folder: string;
}

/** A process that starts a server which obeys no signal, tells who it is, and then does as it is told. */
async function hostThat(then: string): Promise<{ told: Told; ended: Promise<unknown> }> {
  const script = `
    import { join } from 'node:path';
    const { makeEphemeral } = await import(${JSON.stringify(module)});
    const place = await makeEphemeral(${JSON.stringify(parent)});
    const server = await place.launch({
      argv: [process.execPath, '-e', ${JSON.stringify(stubborn)}],
      logFile: join(place.folder, 'log'),
    });
    console.log(JSON.stringify({ server, folder: place.folder }));
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { told: JSON.parse(line) as Told, ended };
}

for (const [what, then] of [
  ['is killed', "process.kill(process.pid, 'SIGKILL');"],
  ['is asked to end', "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);"],
  ['throws', "throw new Error('as planned');"],
  ['just ends, having stopped nothing', ''],
  ['disposes', 'await place.dispose();'],
]) {
  test(`when the process that started a server ${what}, server and folder go`, async () => {
    const { told, ended } = await hostThat(then ?? '');
    await ended;
    await waitUntil('the server is gone', () => !isRunning(told.server), { timeoutMs: 10_000 });
    await waitUntil('the folder is gone', async () => (await readdir(parent)).length === 0);
  });
}

test('what a killed keeper leaves is removed by the next one', async () => {
  const place = await makeEphemeral(parent);
  const server = await place.launch({
    argv: [process.execPath, '-e', stubborn],
    logFile: join(place.folder, 'log'),
  });
  await waitUntil('the server is up', async () =>
    (await readFile(join(place.folder, 'log'), 'utf8')).includes('up'),
  );
  const owner = JSON.parse(await readFile(`${place.folder}.json`, 'utf8')) as {
    keeper: ProcessIdentity;
    servers: ProcessIdentity[];
  };
  assert.deepEqual(owner.servers, [server]);
  await endProcess({ ...owner.keeper }, 0);
  await sweepOrphans(parent);
  assert.equal(isRunning(server), false);
  assert.deepEqual(await readdir(parent), []);
});

test('an instance whose keeper lives is not swept', async () => {
  const place = await makeEphemeral(parent);
  await sweepOrphans(parent);
  const [name] = place.folder.split('/').slice(-1);
  assert.deepEqual((await readdir(parent)).toSorted(), [name, `${name}.json`]);
  await place.dispose();
  assert.deepEqual(await readdir(parent), []);
});

test('a program that is not there is told, and the place can still be used', async () => {
  const place = await makeEphemeral(parent);
  const command = { argv: [join(place.folder, 'none')], logFile: join(place.folder, 'log') };
  const outcome = await place.launch(command).catch((error: Error) => error);
  // With `setpriv` before it the process exists for a moment, and its log says what is missing.
  if (!(outcome instanceof Error)) {
    await waitUntil('it ended', () => !isRunning(outcome));
    assert.match(await readFile(command.logFile, 'utf8'), /No such file/);
  } else assert.match(outcome.message, /ENOENT/);
  const server = await place.launch({
    argv: [process.execPath, '-e', stubborn],
    logFile: join(place.folder, 'log2'),
  });
  assert.equal(isRunning(server), true);
  await place.dispose();
  assert.equal(isRunning(server), false);
});
