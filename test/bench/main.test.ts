import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import type { CaseFigures } from './figures.ts';

const main = join(import.meta.dirname, 'main.ts');

it('the bench measures our bundle and the naive program, both of which stored every event', async () => {
  const args = [main, '--json', '--events', '20001', '--repeat', '1', '--cases', 'd,a'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, said] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  assert.equal(child.exitCode, 0, said);
  const { cases } = JSON.parse(out) as { cases: CaseFigures[] };
  assert.deepEqual(
    cases.map((one) => one.case),
    ['a', 'd'],
  );
  for (const one of cases) {
    const { events, cpuMicrosPerEvent, baselineCpuMicrosPerEvent, ratio, baseline } = one;
    assert.equal(events, 20_001);
    assert.ok(cpuMicrosPerEvent > 0 && baselineCpuMicrosPerEvent > 0);
    assert.ok(Math.abs(ratio - cpuMicrosPerEvent / baselineCpuMicrosPerEvent) < 0.001);
    for (const program of [one, baseline]) {
      assert.equal(program.runs.length, 1);
      assert.ok(program.eventsPerSecond > 0 && program.megabytesPerSecond > 0);
      assert.ok(program.peakRssMb > 20);
      assert.ok(program.gcMillis !== null && program.gcMillis > 0);
    }
  }
});
