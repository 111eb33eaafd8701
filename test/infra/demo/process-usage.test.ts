import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import {
  childrenUsage,
  finishedChildrenCpuMicros,
  peakRssBytes,
} from '../../../infra/demo/process-usage.ts';

const skip = process.platform === 'linux' ? false : 'the kernel tells it on Linux only';

it('the CPU time of an ended child is counted, that of a sleeping one is not', { skip }, () => {
  const spent = (script: string): number => {
    const before = finishedChildrenCpuMicros() ?? NaN;
    spawnSync(process.execPath, ['-e', script]);
    return (finishedChildrenCpuMicros() ?? NaN) - before;
  };
  // by its own clock of CPU time, so that a busy machine changes nothing; the kernel counts in steps of 10 ms
  const busy = spent(
    'for (let used = 0; used < 600_000; ) { const { user, system } = process.cpuUsage(); used = user + system; }',
  );
  const idle = spent('setTimeout(() => {}, 600)');
  assert.ok(busy >= 560_000 && busy < 1_500_000, `${busy} µs`);
  assert.ok(idle < busy - 200_000, `${idle} µs`);
});

it(
  'the peak of a process is at least what it holds, and null for one that is not there',
  { skip },
  () => {
    const peak = peakRssBytes(process.pid) ?? 0;
    assert.ok(peak >= process.memoryUsage.rss() * 0.9 && peak < 4e9, `${peak}`);
    assert.equal(peakRssBytes(2 ** 30), null);
  },
);

it(
  'the children of another process are counted, one that ended and one that runs',
  { skip },
  async (t) => {
    const burn =
      'for (let used = 0; used < 300_000; ) { const { user, system } = process.cpuUsage(); used = user + system; }';
    const script = `
    const { spawn, spawnSync } = require('node:child_process');
    spawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}]);
    const idle = ${JSON.stringify(`${burn} console.log('ready'); setInterval(() => {}, 1000);`)};
    const child = spawn(process.execPath, ['-e', idle]);
    child.stdout.once('data', () => console.log('ready'));
    process.stdin.once('end', () => { child.kill('SIGKILL'); process.exit(); }).resume();`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(async () => {
      parent.stdin.end();
      await once(parent, 'exit');
    });
    await once(parent.stdout, 'data');
    const { cpuMicros, peakRssBytes: peak } = childrenUsage(parent.pid ?? 0);
    assert.ok(cpuMicros >= 560_000, `${cpuMicros} µs`);
    assert.ok(peak > 20e6, `${peak} bytes`);
    assert.deepEqual(childrenUsage(2 ** 30), { cpuMicros: 0, peakRssBytes: 0 });
  },
);
