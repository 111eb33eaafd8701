import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runConsumer } from '../../../infra/demo/run-consumer.ts';
import type { ConsumerRun } from '../../../infra/demo/run-consumer.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Runs a script in the place of the bundle, in a folder that is gone afterwards. */
async function inPlaceOfTheBundle(
  script: string,
  use: (run: Promise<ConsumerRun>, folder: string, stop: AbortController) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bundle-'));
  try {
    const bundle = join(folder, 'main.mjs');
    await writeFile(bundle, script);
    const stop = new AbortController();
    const env = { KAFKA_TOPICS: 'devices' };
    const run = runConsumer({ bundle, env, signal: stop.signal, onProgress: () => undefined });
    await use(run, folder, stop);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the consumer of the demo', () => {
  it('gets the environment that it is given and nothing else', async () => {
    const script = 'console.log(JSON.stringify([process.env, process.argv.slice(2)]));';
    await inPlaceOfTheBundle(script, async (run, folder) => {
      assert.equal((await run).failure, null);
      const [env, args] = JSON.parse(await readFile(join(folder, 'consumer.log'), 'utf8')) as [
        Record<string, string>,
        string[],
      ];
      assert.deepEqual(Object.keys(env).toSorted(), ['API_ADDRESS', 'KAFKA_TOPICS']);
      assert.match(env['API_ADDRESS'] ?? '', /^127\.0\.0\.1:\d+$/);
      assert.deepEqual(args, ['--until-end']);
    });
  });

  it('is measured from outside: time, CPU and memory', async () => {
    const script = `
      const held = Buffer.alloc(150_000_000, 1);
      for (let used = 0; used < 500_000; ) {
        const { user, system } = process.cpuUsage();
        used = user + system;
      }
      setTimeout(() => console.log(held.length), 100);`;
    await inPlaceOfTheBundle(script, async (run) => {
      const { cpuMicros, peakRssBytes, wallMs, measured } = await run;
      assert.ok(wallMs >= 500, `${wallMs} ms`);
      if (measured !== 'by the kernel') return;
      assert.ok(cpuMicros >= 500_000 && cpuMicros < 2_000_000, `${cpuMicros} µs`);
      assert.ok(peakRssBytes > 180e6 && peakRssBytes < 400e6, `${peakRssBytes} bytes`);
    });
  });

  it('is told with its last lines where it fails', async () => {
    const script = "console.log('one'); console.error('no such bucket'); process.exit(66);";
    await inPlaceOfTheBundle(script, async (run) => {
      assert.match(
        (await run).failure ?? '',
        /^the consumer ended with exit code 66; its last lines:\n {4}one\n {4}no such bucket$/,
      );
    });
  });

  it('is told by its signal where it was killed', async () => {
    await inPlaceOfTheBundle("process.kill(process.pid, 'SIGKILL');", async (run) => {
      assert.match((await run).failure ?? '', /^the consumer ended with SIGKILL;/);
    });
  });

  it('is ended when the demo is stopped', async () => {
    const script = 'console.log(process.pid); setInterval(() => {}, 1000);';
    await inPlaceOfTheBundle(script, async (run, folder, stop) => {
      const log = async (): Promise<string> =>
        readFile(join(folder, 'consumer.log'), 'utf8').catch(() => '');
      const pid = Number(await waitUntil('it runs', async () => (await log()).trim() || null));
      stop.abort();
      await assert.rejects(run, { name: 'AbortError' });
      await waitUntil('it is gone', () => !isThere(pid));
    });
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
