import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDataDirectory } from '../../../../shared/engine/disk/data-directory.ts';
import { identifyProcess } from '../../../../shared/process-identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-data-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let directories = 0;

async function ownedBy(holder: object | string): Promise<string> {
  const path = join(folder, String(directories++));
  await mkdir(join(path, 'sluice'), { recursive: true });
  const text = typeof holder === 'string' ? holder : JSON.stringify(holder);
  await writeFile(join(path, 'sluice', 'owner.json'), text);
  return path;
}

test('a directory is made, and is ours until it is closed', async () => {
  const path = join(folder, 'deep', 'er');
  const directory = await openDataDirectory(path, 'devices');
  assert.equal(directory.folder, join(path, 'sluice', 'devices'));
  await assert.rejects(openDataDirectory(path, 'devices'), {
    code: 'DATA_DIR_TAKEN',
    message: `the data directory ${path} is used by process ${process.pid}, which runs the same pipeline`,
  });
  await directory.close();
  await (await openDataDirectory(path, 'devices')).close();
});

test("another pipeline's directory is refused, also where that pipeline has ended", async () => {
  const path = join(folder, 'other');
  await (await openDataDirectory(path, 'orders')).close();
  await assert.rejects(openDataDirectory(path, 'devices'), {
    code: 'DATA_DIR_TAKEN',
    message: `the data directory ${path} belongs to the pipeline 'orders', and this is 'devices'`,
  });
});

test('another live process of the pipeline is refused, and taken over once it is killed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const exit = once(child, 'exit');
  const identity = identifyProcess(child.pid ?? 0);
  const path = await ownedBy({ pipeline: 'devices', host: hostname(), ...identity });
  await assert.rejects(openDataDirectory(path, 'devices'), { code: 'DATA_DIR_TAKEN' });
  child.kill('SIGKILL');
  await exit;
  await (await openDataDirectory(path, 'devices')).close();
});

for (const [what, holder] of [
  ['a process whose number is another one now', { pid: process.pid, startedAt: 'long ago' }],
  ['a process of another host, which cannot be asked', { pid: 1, startedAt: '1', host: 'other' }],
] as const) {
  test(`what ${what} has left is taken over`, async () => {
    const path = await ownedBy({ pipeline: 'devices', host: hostname(), ...holder });
    const directory = await openDataDirectory(path, 'devices');
    const owner = JSON.parse(await readFile(join(path, 'sluice', 'owner.json'), 'utf8')) as object;
    assert.deepEqual(owner, {
      pipeline: 'devices',
      host: hostname(),
      ...identifyProcess(process.pid),
    });
    await directory.close();
  });
}

test('an owner that cannot be read is nobody', async () => {
  const path = await ownedBy('{"pipe');
  await (await openDataDirectory(path, 'devices')).close();
});

test('of many that want it at once, one gets it', async () => {
  const path = await ownedBy({ pipeline: 'devices', host: hostname(), pid: 1, startedAt: 'never' });
  const tries = Array.from({ length: 20 }, () => openDataDirectory(path, 'devices'));
  const results = await Promise.allSettled(tries);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('of many that want what one has left who died while succeeding another, one gets it', async () => {
  const dead = { pipeline: 'devices', host: hostname(), pid: 1, startedAt: 'never' };
  const path = await ownedBy(dead);
  const claim = createHash('sha256').update(JSON.stringify(dead)).digest('hex').slice(0, 16);
  const file = join(path, 'sluice', `owner.json.after-${claim}`);
  await writeFile(file, JSON.stringify({ ...dead, startedAt: 'as little' }));
  const tries = Array.from({ length: 20 }, () => openDataDirectory(path, 'devices'));
  const results = await Promise.allSettled(tries);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  const left = await readdir(join(path, 'sluice'));
  assert.deepEqual(left.toSorted(), ['devices', 'owner.json']);
});

test('a directory that cannot be written is refused', async () => {
  const path = join(folder, 'a-file');
  await writeFile(path, '');
  await assert.rejects(openDataDirectory(path, 'devices'), {
    code: 'DATA_DIR_UNUSABLE',
    message: `the data directory ${path} cannot be written (ENOTDIR)`,
  });
});
