import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { environmentOf } from '../../../../infra/local/addresses.ts';
import { folderWith } from '../../../support/cli.ts';
import { noEmulator } from '../../../support/emulator.ts';
import { testKafka } from '../../../support/engines.ts';
import { produce } from '../../../support/produce.ts';
import { createTopic, deleteTopic, uniqueName, withAdmin } from '../../../support/topics.ts';

const main = join(import.meta.dirname, '../../../../infra/local/main.ts');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function poll(...args: string[]): Promise<Ended> {
  return pollWith({}, args);
}

/** @param interrupt for which output it is interrupted */
async function pollWith(
  other: Readonly<Record<string, string>>,
  args: readonly string[],
  interrupt: (said: string) => boolean = () => false,
): Promise<Ended> {
  const engines = environmentOf({ kafka: await testKafka(), s3: null });
  const env = { ...process.env, ...engines, ...other };
  const child = spawn(process.execPath, [main, 'poll', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (said: Buffer) => {
    if (interrupt(String(said))) child.kill('SIGINT');
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, out, err };
}

describe('npm run engines -- poll', { timeout: 120_000, skip: noEmulator }, () => {
  it('drives a function from a topic, and says how that went', async (t) => {
    const topic = await createTopic();
    const group = uniqueName('poll');
    t.after(async () => {
      await deleteTopic(topic);
      await withAdmin(async (admin) => admin.deleteGroups([group]));
    });
    await produce(
      topic,
      Array.from({ length: 25 }, () => ({ value: '{}' })),
    );
    const folder = await folderWith(t, {
      'index.mjs':
        'export const handler = async () => { console.log(process.env.SLUICE_REPORT_BATCH_ITEM_FAILURES); };',
    });
    const options = ['--batch-size', '10', '--group', group];
    const args = ['--handler', folder, '--topic', topic, ...options];
    const { code, out, err } = await poll(...args, '--json');
    assert.equal(code, 0, err);
    const { invocations, records, retries } = JSON.parse(out) as Record<string, number>;
    assert.deepEqual([invocations, records, retries], [3, 25, 0]);
    assert.equal(err.match(/^true$/gm)?.length, 3);
    const again = await poll(...args);
    assert.match(again.out, /^invocations {9}0$/m);
  });

  it('does what its options say', async (t) => {
    const topic = await createTopic({ partitions: 2 });
    const group = uniqueName('poll');
    t.after(async () => {
      await deleteTopic(topic);
      await withAdmin(async (admin) => admin.deleteGroups([group]));
    });
    const values = Array.from({ length: 40 }, (_, id) => ({ value: '{}', partition: id % 2 }));
    await produce(topic, values);
    const folder = await folderWith(t, {
      'index.mjs': `export const handler = async ({ records }) => {
        const { SLUICE_REPORT_BATCH_ITEM_FAILURES: items, AWS_LAMBDA_FUNCTION_TIMEOUT: timeout } = process.env;
        console.log(['told', items, timeout, process.pid, Object.keys(records).length].join(' '));
      };`,
    });
    const options = ['--batch-size', '8', '--window-ms', '100', '--functions', '2'];
    const faults = ['--faults', '5', '--rereads', '--bisect', '--without-items', '--timeout', '7'];
    const place = ['--handler', folder, '--topic', topic, '--group', group];
    const { code, out, err } = await poll(...place, ...options, ...faults, '--json');
    assert.equal(code, 0, err);
    const counts = JSON.parse(out) as Record<string, number>;
    assert.equal(counts['records'], 40);
    assert.equal(counts['partitionsReported'], 0);
    const { bisected = 0, crashed = 0, answersLost = 0, throttled = 0 } = counts;
    assert.ok(bisected > 0 && crashed + answersLost + throttled > 0, out);
    const told = err.match(/^told .*$/gm)?.map((line) => line.split(' ')) ?? [];
    assert.equal(told.length, counts['invocations']);
    assert.ok(told.every(([, items, timeout]) => items === 'false' && timeout === '7'));
    // each function has a partition of its own
    assert.ok(told.every(([, , , , partitions]) => partitions === '1'));
    assert.ok(new Set(told.map(([, , , pid]) => pid)).size >= 2);
  });

  it('ends with 130 where it is interrupted, though the function has not answered', async (t) => {
    const topic = await createTopic();
    t.after(async () => deleteTopic(topic));
    await produce(topic, [{ value: '{}' }]);
    const folder = await folderWith(t, {
      'index.mjs':
        'export const handler = () => { console.log("invoked"); return new Promise((go) => setTimeout(go, 600_000)); };',
    });
    const args = ['--handler', folder, '--topic', topic, '--timeout', '900'];
    const { code, out } = await pollWith({}, [...args, '--group', uniqueName('poll')], (line) =>
      line.includes('invoked'),
    );
    assert.deepEqual([code, /^records {13}0$/m.test(out)], [130, true]);
  });

  for (const [args, expected] of [
    [['--topic', 't'], /--handler and --topic are needed/],
    [['--handler', '.', '--topic', 't', '--batch-size', '0'], /--batch-size: got '0'/],
    [['--handler', '.', '--topic', 't', '--window-ms', '300001'], /--window-ms: got '300001'/],
    [['--handler', '.', '--topic', 't', '--functions', '17'], /got '17'; allowed: 1 to 16/],
    [['--handler', '.', '--topic', 't', '--timeout', '0'], /--timeout: got '0'; allowed: 1 to 900/],
    [['--handler', '.', '--topic', 't', '--faults', 'all'], /--faults: got 'all'/],
    [['--handler', '.', '--topic', 't', '--rereads'], /--rereads needs --faults/],
    [['--handler', '.', '--topics', 't'], /there is no option --topics \(did you mean '--topic'/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, err } = await poll(...args);
      assert.equal(code, 78);
      assert.match(err, expected);
    });
  }

  for (const [what, topic, env, code, expected] of [
    [
      'a topic that is not there',
      'nowhere',
      {},
      66,
      /^KAFKA_TOPIC_UNKNOWN: .*'nowhere' of 127\.0\.0\.1/m,
    ],
    ['a name that no topic has', 'a b', {}, 66, /^KAFKA_TOPIC_UNKNOWN: .*'a b'/m],
    [
      'a broker that is not there',
      't',
      { KAFKA_BROKERS: '127.0.0.1:1' },
      69,
      /^KAFKA_UNREACHABLE: .*'t' of 127\.0\.0\.1:1: .*ECONNREFUSED/m,
    ],
  ] as const) {
    it(`tells ${what}`, async (t) => {
      const folder = await folderWith(t, { 'index.mjs': 'export const handler = () => null;' });
      const result = await pollWith(env, ['--handler', folder, '--topic', topic]);
      assert.equal(result.code, code, result.err);
      assert.match(result.err, expected);
    });
  }
});
