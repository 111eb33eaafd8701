import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { keepToShare } from '../../../infra/compare/measure/share-of-core.ts';
import { childrenCpuMicros } from '../../../infra/demo/process-usage.ts';

describe('a share of a core', { skip: process.platform !== 'linux' && 'Linux only' }, () => {
  // a shell whose child does nothing but count
  const parent = spawn('sh', ['-c', 'sh -c "while :; do :; done" & wait'], {
    stdio: 'ignore',
    detached: true,
  });
  const pid = parent.pid ?? 0;
  before(async () => {
    while (childrenCpuMicros(pid) === 0) await sleep(10);
  });
  after(async () => {
    const ended = once(parent, 'exit');
    // both: they are a group of their own
    process.kill(-pid, 'SIGKILL');
    await ended;
  });

  it('is not exceeded, and what is stopped goes on afterwards', async () => {
    const end = keepToShare(pid, 0.2);
    const [fromMicros, fromMs] = [childrenCpuMicros(pid), performance.now()];
    await sleep(1_000);
    const ms = performance.now() - fromMs;
    const usedMs = (childrenCpuMicros(pid) - fromMicros) / 1e3;
    end();
    // the kernel counts in steps of 10 ms
    assert.ok(usedMs <= ms * 0.2 + 30, `${usedMs} of ${ms} ms`);
    assert.ok(usedMs >= ms * 0.05, `${usedMs} of ${ms} ms`);
    const stoppedAt = childrenCpuMicros(pid);
    while (childrenCpuMicros(pid) < stoppedAt + 50_000) await sleep(10);
  });
});
