import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../../infra/local/lock-file.ts';
import { identifyProcess } from '../../../shared/process-identity.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-lock-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

const module = join(import.meta.dirname, '../../../infra/local/lock-file.ts');

/** A process that takes the lock again and again, and writes when it goes in and out. */
function contender(path: string, log: string, rounds: number): ReturnType<typeof spawn> {
  const script = `
    import { appendFileSync } from 'node:fs';
    import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
    const { withLock } = await import(${JSON.stringify(module)});
    for (let i = 0; i < ${rounds}; i++) {
      await withLock(${JSON.stringify(path)}, { timeoutMs: 20000 }, async () => {
        appendFileSync(${JSON.stringify(log)}, 'in ' + process.pid + '\\n');
        await sleep(3);
        appendFileSync(${JSON.stringify(log)}, 'out ' + process.pid + '\\n');
      });
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

test('of several processes one at a time is inside, and nothing is left of the lock', async () => {
  const path = join(folder, 'mutual.lock');
  const log = join(folder, 'mutual.log');
  // Each begins with a dead holder's lock in the way, so that taking over is part of the race.
  await writeFile(path, JSON.stringify({ pid: process.pid, startedAt: 'an earlier life' }));
  const contenders = [1, 2, 3].map(() => contender(path, log, 8));
  const ends = await Promise.all(contenders.map(async (each) => once(each, 'exit')));
  assert.deepEqual(
    ends,
    Array.from({ length: 3 }, () => [0, null]),
  );
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  assert.equal(lines.length, 3 * 8 * 2);
  for (let i = 0; i < lines.length; i += 2) {
    assert.equal(lines[i]?.replace('in ', ''), lines[i + 1]?.replace('out ', ''));
  }
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('mutual.lock')),
    [],
  );
});

test('of many that find the lock of somebody dead at once, one at a time is inside', async () => {
  const path = join(folder, 'many.lock');
  let inside = 0;
  let most = 0;
  for (let round = 0; round < 8; round++) {
    await writeFile(path, JSON.stringify({ pid: process.pid, startedAt: `life ${round}` }));
    await Promise.all(
      Array.from({ length: 10 }, async () =>
        withLock(path, { timeoutMs: 20_000 }, async () => {
          most = Math.max(most, ++inside);
          await setImmediate();
          inside--;
        }),
      ),
    );
  }
  assert.equal(most, 1);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('many.lock')),
    [],
  );
});

for (const [what, content] of [
  ['of a process that has ended', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' })],
  ['whose number belongs to another by now', JSON.stringify({ pid: process.pid, startedAt: '1' })],
  ['that nobody can read', 'not JSON'],
  ['without a holder', 'null'],
] as const) {
  test(`a lock ${what} is taken over at once`, async () => {
    const path = join(folder, 'stale.lock');
    await writeFile(path, content);
    assert.equal(await withLock(path, { timeoutMs: 1000 }, async () => 'in'), 'in');
  });
}

test('who waits in vain learns which process holds the lock', async () => {
  const path = join(folder, 'held.lock');
  const waitedFor: number[] = [];
  await withLock(path, { timeoutMs: 1000 }, async () => {
    const inner = withLock(
      path,
      { timeoutMs: 200, onWait: (holder) => waitedFor.push(holder.pid) },
      async () => sleep(0),
    );
    await assert.rejects(inner, {
      code: 'ENGINES_UNAVAILABLE',
      message: new RegExp(`process ${process.pid}`),
    });
  });
  assert.deepEqual(waitedFor, [process.pid]);
});

test('work that fails lets go of the lock', async () => {
  const path = join(folder, 'failing.lock');
  const failing = withLock(path, { timeoutMs: 100 }, async () => Promise.reject(new Error('no')));
  await assert.rejects(failing, /no/);
  assert.ok(identifyProcess(process.pid));
  assert.equal(await withLock(path, { timeoutMs: 100 }, async () => 1), 1);
});
