import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { demoBucket } from '../../../infra/demo/bucket.ts';
import { environmentOf } from '../../../infra/local/addresses.ts';
import { testS3Client } from '../../support/bucket.ts';
import { noEmulator } from '../../support/emulator.ts';
import { testKafka, testS3 } from '../../support/engines.ts';
import { withAdmin } from '../../support/topics.ts';
import { waitUntil } from '../../support/wait-until.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'infra', 'demo', 'main.ts');
/** A folder of this test's own for the demo's files, by which its processes are known, too. */
const folder = mkdtempSync(join(tmpdir(), 'sluice-demo-test-'));
const children = new Set<ChildProcess>();
after(async () => {
  // of a test that failed half-way: it would go on, and produce for ever
  for (const child of children) child.kill('SIGKILL');
  // of the runs that were killed or told to keep it
  for (const left of await leftovers()) await remove(left);
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

async function start(env: Record<string, string>, ...args: string[]): Promise<Running> {
  const environment = environmentOf({ kafka: await testKafka(), s3: await testS3() });
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...environment, ...env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(([code]) => {
    children.delete(child);
    return { code: code as number | null, stdout, stderr };
  });
  return { child, stderr: () => stderr, ended };
}

const runWith = async (...args: Parameters<typeof start>): Promise<Ended> =>
  (await start(...args)).ended;
const run = async (...args: string[]): Promise<Ended> => runWith({}, ...args);

/** What the demo has made and not removed; its names are unique by their beginning. */
async function leftovers(): Promise<string[]> {
  const topics = await withAdmin(async (admin) => admin.listTopics());
  const groups = await withAdmin(async (admin) => admin.listGroups());
  const client = testS3Client(await testS3());
  const { Buckets: buckets = [] } = await client.send(new ListBucketsCommand({}));
  client.destroy();
  return [
    ...topics.map((topic) => `topic ${topic}`),
    ...groups.groups.map(({ groupId }) => `group ${groupId}`),
    ...buckets.map(({ Name: name }) => `bucket ${name}`),
    ...readdirSync(folder).map((name) => `file ${name}`),
  ].filter((name) => name.includes('sluice-demo-'));
}

async function remove(left: string): Promise<void> {
  const [kind = '', name = ''] = left.split(' ');
  if (kind === 'topic') await withAdmin(async (admin) => admin.deleteTopics({ topics: [name] }));
  if (kind === 'group') await withAdmin(async (admin) => admin.deleteGroups([name]));
  if (kind === 'bucket')
    await demoBucket({ ...(await testS3()), sessionToken: null }, name).remove();
}

/** Command lines of processes that are told of this test's folder, or work in it. */
function processes(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ line: commandLine(pid), cwd: workingFolder(pid) }))
    .filter(({ line, cwd }) => line.includes(folder) || cwd.startsWith(folder))
    .map(({ line }) => line);
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // it has ended since, or is of somebody else
    return '';
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    // it has ended since
    return '';
  }
}

describe('npm run demo', () => {
  it('moves every event once, says so in one JSON object, and leaves nothing behind', async () => {
    const before = await leftovers();
    const { code, stdout, stderr } = await run('--events', '20000', '--json');
    assert.equal(code, 0, stderr);
    assert.equal(stdout.split('\n').length, 2);
    const { objects, bytesIn, bytesOut, ...rest } = JSON.parse(stdout) as Record<string, number>;
    const { eventsPerSecond, cpuMicrosPerEvent, peakRssMb, ...counts } = rest;
    assert.deepEqual(counts, {
      produced: 20_000,
      stored: 19_990,
      deadLettered: 10,
      missing: 0,
      duplicated: 0,
    });
    for (const [name, value, least, most] of [
      ['objects', objects, 7, 400],
      ['bytesIn', bytesIn, 3.6e6, 4.6e6],
      ['bytesOut', bytesOut, 4e6, 7e6],
      ['eventsPerSecond', eventsPerSecond, 100, 1e6],
      ['cpuMicrosPerEvent', cpuMicrosPerEvent, 1, 1000],
      ['peakRssMb', peakRssMb, 50, 250],
    ] as const) {
      assert.ok(value !== undefined && value >= least && value <= most, `${name}: ${value}`);
    }
    assert.deepEqual(await leftovers(), before);
  });

  it('does so with messages of protobuf', async () => {
    const args = ['--decode', 'protobuf', '--events', '5000', '--json'];
    const { code, stdout, stderr } = await run(...args);
    assert.equal(code, 0, stderr);
    const { produced, stored, deadLettered, missing, duplicated } = JSON.parse(stdout) as Record<
      string,
      number
    >;
    assert.deepEqual(
      [produced, stored, deadLettered, missing, duplicated],
      [5_000, 4_990, 10, 0, 0],
    );
  });

  it(
    'does so through the Lambda function, whatever is done to that',
    { skip: noEmulator },
    async () => {
      const before = await leftovers();
      const { code, stdout, stderr } = await run('--handler', '--events', '3000', '--json');
      assert.equal(code, 0, stderr);
      const figures = JSON.parse(stdout) as Record<string, number>;
      const { produced, stored, deadLettered, missing, duplicated } = figures;
      assert.deepEqual(
        [produced, stored, deadLettered, missing, duplicated],
        [3_000, 2_990, 10, 0, 0],
      );
      for (const name of ['crashed', 'answersLost', 'throttled', 'partitionsReported', 'grown']) {
        assert.ok((figures[name] ?? 0) > 0, `${name}: ${stdout}`);
      }
      assert.equal(figures['bisected'], 0);
      assert.deepEqual(await leftovers(), before);
    },
  );

  it(
    'counts the copies that bisecting leaves, and misses nothing',
    { skip: noEmulator },
    async () => {
      const args = ['--handler', '--bisect', '--events', '2000', '--json'];
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 0, stderr);
      const { missing, bisected, stored, duplicated } = JSON.parse(stdout) as Record<
        string,
        number
      >;
      assert.equal(missing, 0);
      assert.ok((bisected ?? 0) > 0);
      assert.ok((stored ?? 0) >= 1_990 && (stored ?? 0) <= 1_990 + (duplicated ?? 0));
    },
  );

  it('prints the table, and keeps topic, group and bucket where asked to', async () => {
    const { code, stdout, stderr } = await run('--events=2000', '--keep', '--compression=gzip');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {2}missing +0$/m);
    assert.match(stdout, /^ {2}SELECT device_name, dth AS hour/m);
    const name = /kept: topic and group (\S+)/.exec(stderr)?.[1] ?? assert.fail(stderr);
    const kept = await leftovers();
    for (const kind of ['topic', 'group', 'bucket']) {
      assert.ok(kept.includes(`${kind} ${name}`), `${kind} ${name} in ${kept.join(', ')}`);
    }
  });

  it('refuses an option that does not exist, before anything is started', async () => {
    for (const [args, told] of [
      [['--pipelines', 'other.ts'], /there is no option --pipelines.*allowed: --events/],
      [['--pipeline', 'other.ts'], /--pipeline: there is no file 'other\.ts'/],
    ] as const) {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 78);
      assert.equal(stdout, '');
      assert.match(stderr, told);
      assert.doesNotMatch(stderr, /engines/);
    }
  });

  it('says which server it cannot reach', async () => {
    const { code, stderr } = await runWith({ KAFKA_BROKERS: '127.0.0.1:1' }, '--events', '200');
    assert.equal(code, 69);
    assert.match(stderr, /ENGINES_UNAVAILABLE: the demo cannot make a topic on 127\.0\.0\.1:1/);
    assert.doesNotMatch(stderr, /defect of Sluice/);
  });

  it('says how to call it', async () => {
    const { code, stdout } = await run('--help');
    assert.equal(code, 0);
    assert.match(stdout, /--compression C/);
  });

  it('stops at SIGINT while it produces, and removes what it has made', async () => {
    const before = await leftovers();
    const { child, stderr, ended } = await start({}, '--events', '50000000');
    await waitUntil('it has built', () => /^ {2}build/m.test(stderr()), { timeoutMs: 120_000 });
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    assert.equal(code, 130);
    assert.equal(stdout, '');
    assert.deepEqual(await leftovers(), before);
  });

  const skip = existsSync('/proc/self/cmdline') ? false : 'processes are found by /proc';

  it('takes the functions with it when it is killed', { skip: noEmulator }, async () => {
    const { child, stderr, ended } = await start({}, '--handler', '--events', '30000');
    const functions = (): string[] =>
      processes().filter((line) => line.includes('runtime-client.mjs'));
    await waitUntil('the functions run', () => functions().length > 1, {
      timeoutMs: 120_000,
    }).catch(() => assert.fail(stderr()));
    child.kill('SIGKILL');
    assert.equal((await ended).code, null);
    await waitUntil('no process is left', () => processes().length === 0);
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`takes the consumer with it when it gets ${signal}`, { skip }, async () => {
      const { child, stderr, ended } = await start({}, '--events', '30000');
      const consumes = (): boolean => processes().some((line) => line.includes('--until-end'));
      await waitUntil('the consumer runs', consumes, { timeoutMs: 120_000 }).catch(() =>
        assert.fail(stderr()),
      );
      child.kill(signal);
      const { code } = await ended;
      assert.equal(code, signal === 'SIGINT' ? 130 : null);
      await waitUntil('no process is left', () => processes().length === 0);
    });
  }
});
