import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { endProcess } from '../../../infra/local/process-identity.ts';
import { identifyProcess, isRunning } from '../../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../../shared/process-identity.ts';

async function sleeper(script: string): Promise<[ChildProcess, ProcessIdentity]> {
  const child = spawn(
    process.execPath,
    ['-e', `${script}; console.log('up'); setInterval(() => {}, 1000)`],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  await once(child.stdout, 'data');
  const identity = identifyProcess(child.pid ?? 0);
  assert.ok(identity);
  return [child, identity];
}

test('this very process runs, and a number that nobody has does not', () => {
  const own = identifyProcess(process.pid);
  assert.ok(own);
  assert.equal(isRunning(own), true);
  assert.equal(identifyProcess(2 ** 22 + 1), null);
});

test('a process with the same number that started at another time is another process, and is left alone', async () => {
  const [child, identity] = await sleeper('');
  const stranger = { ...identity, startedAt: 'an earlier life' };
  assert.equal(isRunning(stranger), false);
  await endProcess(stranger, 0);
  assert.equal(isRunning(identity), true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(isRunning(identity), false);
});

test('a process that obeys is asked, one that does not is killed when its grace is over', async () => {
  for (const [script, signal] of [
    ['', 'SIGTERM'],
    ["process.on('SIGTERM', () => {})", 'SIGKILL'],
  ] as const) {
    const [child, identity] = await sleeper(script);
    const exited = once(child, 'exit');
    await endProcess(identity, 300);
    assert.equal(isRunning(identity), false);
    assert.deepEqual(await exited, [null, signal]);
  }
});
