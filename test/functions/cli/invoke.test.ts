import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { buildBundle } from '../../../infra/demo/build-bundle.ts';
import { cli, folderWith } from '../../support/cli.ts';
import { codeCache } from '../../support/code-cache.ts';
import { createBucket, type TestBucket } from '../../support/bucket.ts';
import { noEmulator } from '../../support/emulator.ts';
import { testKafka } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { createTopic, deleteTopic } from '../../support/topics.ts';

interface Event {
  readonly records: Readonly<Record<string, readonly { readonly offset: number }[]>>;
}

const timeMs = Date.parse('2026-05-01T10:20:30Z');
const count = 40;

describe('sluice events and sluice invoke', { timeout: 200_000, skip: noEmulator }, () => {
  let topic: string;
  let bucket: TestBucket;
  let servers: string;
  let cwd: string;
  let handler: string;
  let env: Record<string, string>;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    topic = await createTopic({ hint: 'events-1', partitions: 3 });
    bucket = await createBucket();
    ({ bootstrapServers: servers } = await testKafka());
    handler = dirname((await buildBundle(cwd, undefined, 'handler')).path);
    env = {
      KAFKA_TOPICS: topic,
      KAFKA_BOOTSTRAP_SERVERS: servers,
      S3_ENDPOINT: bucket.address.endpoint,
      S3_BUCKET: bucket.name,
      S3_ACCESS_KEY_ID: bucket.address.accessKeyId,
      S3_SECRET_ACCESS_KEY: bucket.address.secretAccessKey,
    };
    await produce(
      topic,
      Array.from({ length: count }, (_, id) => ({
        key: id % 5 === 0 ? null : `device-${id}`,
        value: JSON.stringify({ id }),
        partition: id % 2,
        timestampMs: timeMs + id,
        headers: id === 1 ? { where: Buffer.from('Zürich') } : {},
      })),
    );
  });
  after(async () => {
    await Promise.all([bucket.remove(), deleteTopic(topic)]);
    await rm(cwd, { recursive: true, force: true });
  });

  const eventsOf = async (...args: string[]): Promise<Event> => {
    const { code, out, err } = await cli(['events', ...args], { cwd: '.', env });
    assert.deepEqual([code, err], [0, '']);
    return JSON.parse(out) as Event;
  };
  const bare = (): string[] => ['--topic', topic, '--bootstrap-servers', servers];
  const offsets = ({ records }: Event): Record<string, number[]> =>
    Object.fromEntries(
      Object.entries(records).map(([name, some]) => [name, some.map(({ offset }) => offset)]),
    );
  const range = (first: number, next: number): number[] =>
    Array.from({ length: next - first }, (_, index) => first + index);

  it('takes records of all partitions, from the topic alone', async () => {
    const event = await eventsOf(...bare());
    assert.deepEqual(offsets(event), {
      [`${topic}-0`]: range(0, 20),
      [`${topic}-1`]: range(0, 20),
    });
    assert.deepEqual(event.records[`${topic}-1`]?.[0], {
      topic,
      partition: 1,
      offset: 0,
      timestamp: timeMs + 1,
      timestampType: 'CREATE_TIME',
      key: Buffer.from('device-1').toString('base64'),
      value: Buffer.from('{"id":1}').toString('base64'),
      headers: [{ where: [90, -61, -68, 114, 105, 99, 104] }],
    });
  });

  it('takes a part, by the source of a pipeline', async () => {
    const pipeline = 'pipelines/devices.ts';
    const some = await eventsOf(pipeline, '--max-records', '7');
    assert.deepEqual(offsets(some), { [`${topic}-0`]: range(0, 4), [`${topic}-1`]: range(0, 3) });
    const part = await eventsOf(pipeline, '--partition', '1', '--from', '15');
    assert.deepEqual(offsets(part), { [`${topic}-1`]: range(15, 20) });
    const since = await eventsOf(pipeline, '--from', '2026-05-01T10:20:30.036Z');
    assert.deepEqual(offsets(since), { [`${topic}-0`]: [18, 19], [`${topic}-1`]: [18, 19] });
  });

  it('ends the event at 6 MB, and says so', async (t) => {
    const large = await createTopic({ hint: 'large' });
    t.after(async () => deleteTopic(large));
    const value = 'x'.repeat(1_500_000);
    for (let sent = 0; sent < 4; sent++) await produce(large, [{ value }]);
    const args = ['events', '--topic', large, '--bootstrap-servers', servers];
    const { code, out, err } = await cli(args);
    assert.equal(code, 0);
    assert.deepEqual(offsets(JSON.parse(out) as Event), { [`${large}-0`]: [0, 1, 2] });
    assert.equal(err, 'the event ends at 6291456 bytes, after 3 of 100 records\n');
  });

  it('refuses a record that no event can hold', async (t) => {
    const large = await createTopic({ hint: 'large' });
    t.after(async () => deleteTopic(large));
    await produce(large, [{ value: 'x'.repeat(5_000_000) }]);
    const { code, out, err } = await cli([
      'events',
      '--topic',
      large,
      '--bootstrap-servers',
      servers,
    ]);
    assert.deepEqual([code, out], [65, '']);
    assert.match(
      err,
      /offset 0 of large-\w+\/0 takes 6666\d{3} bytes; allowed: 6291456 .*--from 1 begins behind it/,
    );
  });

  it('stores what the event holds, and prints the answer', async () => {
    const event = await cli(['events', ...bare()]);
    const run = () =>
      cli(['invoke', '--handler', handler, '--event', '-'], { cwd, env, stdin: event.out });
    for (const time of ['once', 'once more']) {
      const { code, out, err } = await run();
      assert.deepEqual([code, out], [0, 'null\n'], `${time}: ${err}`);
      assert.match(err, /^START RequestId/m);
      assert.match(err, /"CloudWatchMetrics"/);
    }
    const keys = await bucket.list();
    assert.deepEqual(keys, [
      `raw/dt=2026-05-01/dth=2026-05-01-10/${topic}+0+00000000000000000000.log`,
      `raw/dt=2026-05-01/dth=2026-05-01-10/${topic}+1+00000000000000000000.log`,
    ]);
    const texts = await Promise.all(keys.map(async (key) => String(await bucket.read(key))));
    const ids = texts.flatMap((text) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    );
    assert.deepEqual(
      ids.toSorted((a, b) => a - b),
      range(0, count),
    );
  });

  it('prints why the function failed, or what it names, and ends with 1', async (t) => {
    const file = join(cwd, 'event.json');
    await writeFile(file, '{"eventSource":"aws:sqs","Records":[]}');
    const failed = await cli(['invoke', '--handler', handler, '--event', file], { env });
    assert.equal(failed.code, 1);
    const { errorType, errorMessage } = JSON.parse(failed.out) as Record<string, string>;
    assert.equal(errorType, 'SluiceError');
    assert.match(errorMessage ?? '', /its eventSource is 'aws:sqs'/);
    const items = '{"batchItemFailures":[{"itemIdentifier":{"partition":"t-0","offset":1}}]}';
    const folder = await folderWith(t, {
      'index.mjs': `export const handler = async () => (${items});`,
    });
    const named = await cli(['invoke', '--handler', folder, '--event', file]);
    assert.deepEqual([named.code, named.out], [1, `${items}\n`]);
  });

  it('gives the function as long as it is told', async (t) => {
    const folder = await folderWith(t, {
      'index.mjs': 'export const handler = () => new Promise((go) => setTimeout(go, 60_000));',
    });
    const args = ['invoke', '--handler', folder, '--event', '-', '--timeout', '1'];
    const { code, out } = await cli(args, { stdin: '{}' });
    assert.equal(code, 1);
    assert.match(out, /"Sandbox\.Timedout".*after 1\.00 seconds/);
  });

  for (const [when, delayed] of [
    ['before the function runs', false],
    ['while it runs', true],
  ] as const) {
    it(`ends with 130 and without an answer, where it is interrupted ${when}`, async (t) => {
      const stop = new AbortController();
      const folder = await folderWith(t, {
        'index.mjs':
          'export const handler = () => { console.log("here"); return new Promise((go) => setTimeout(go, 60_000)); };',
      });
      if (!delayed) stop.abort();
      const { code, out } = await cli(['invoke', '--handler', folder, '--event', '-'], {
        stdin: '{}',
        signal: stop.signal,
        onErr: (text) => text === 'here\n' && stop.abort(),
      });
      assert.deepEqual([code, out], [130, '']);
    });
  }

  it('refuses an event that Lambda would not take', async (t) => {
    const folder = await folderWith(t, { 'index.mjs': 'export const handler = async () => 1;' });
    const args = ['invoke', '--handler', folder, '--event', '-'];
    const { code, err } = await cli(args, { stdin: JSON.stringify('x'.repeat(6_291_455)) });
    assert.equal(code, 65);
    assert.match(err, /the event has 6291457 bytes; allowed: 6291456/);
  });

  it('says what is missing on a machine without Python', async (t) => {
    const folder = await folderWith(t, { 'index.mjs': 'export const handler = async () => 1;' });
    const main = join(import.meta.dirname, '../../../functions/cli/main.ts');
    const child = spawn(process.execPath, [main, 'invoke', '--handler', folder, '--event', '-'], {
      env: { ...codeCache, PATH: folder, SLUICE_ENGINES_CACHE: join(folder, 'cache') },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stdin.end('{}');
    const [err, [code]] = await Promise.all([textOf(child.stderr), once(child, 'close')]);
    assert.equal(code, 69, err);
    assert.match(err, /no Lambda emulator to run the function in: there is no python3/);
  });

  for (const [args, code, expected] of [
    [['events'], 78, /give PIPELINE, or --topic with --bootstrap-servers/],
    [['events', 'a.ts', '--bootstrap-servers', 'b'], 78, /exclude each other/],
    [['events', 'a.ts', '--max-records', '10001'], 78, /--max-records: got '10001'/],
    [['events', 'a.ts', '--partition', '-1'], 78, /--partition: got '-1'/],
    [['events', 'a.ts', '--from', 'then'], 78, /--from: got 'then'/],
    [['invoke', '--event', '-'], 78, /--handler is missing/],
    [['invoke', '--handler', '.'], 78, /--event is missing/],
    [['invoke', '--handler', '.', '--event', '-', '--timeout', '901'], 78, /got '901'/],
    [['invoke', '--handler', '.', '--event', '-'], 66, /the event in '-' is no JSON/],
    [['invoke', '--handler', '.', '--event', 'none.json'], 66, /there is no such file/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const result = await cli(args, { stdin: 'no' });
      assert.equal(result.code, code, result.err);
      assert.match(result.err, expected);
    });
  }
});
