import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createBucket } from '../../support/bucket.ts';
import { cli, folderWith } from '../../support/cli.ts';
import { startConsumer } from '../../support/consumer-process.ts';
import { testKafka, testS3 } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { storedEvents } from '../../support/stored-events.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from '../../support/topics.ts';

const pipeline = join(import.meta.dirname, '..', '..', 'support', 'pipelines', 'reduce.yaml');
const requests = 400;
const linesOf = 5;

/** Lines of requests, four of which are under way at a time; every twentieth has a bad one. */
const records = Array.from({ length: requests * linesOf }, (_, id) => {
  const request = 4 * Math.floor(id / (4 * linesOf)) + (id % 4);
  const line = Math.floor((id % (4 * linesOf)) / 4);
  const isBad = request % 20 === 0 && line === 2;
  return {
    partition: request % 2,
    timestampMs: Date.UTC(2026, 4, 1) + id,
    value: JSON.stringify({
      id,
      request,
      line: `line ${line}`,
      last: line === linesOf - 1,
      ...(isBad ? { bad: true } : {}),
    }),
  };
});

test(
  'what records give to groups is in the bucket once after a kill, and dead letters of groups come with a replay',
  { timeout: 120_000 },
  async (t) => {
    const [kafka, s3] = [await testKafka(), await testS3()];
    const topic = await createTopic({ partitions: 2 });
    const bucket = await createBucket('reduce');
    t.after(() => Promise.all([deleteTopic(topic), bucket.remove()]));
    const groupId = uniqueName('reduce');
    await produce(topic, records);
    const env = {
      KAFKA_BROKERS: kafka.bootstrapServers,
      TOPIC: topic,
      GROUP_ID: groupId,
      BUCKET: bucket.name,
      S3_ENDPOINT: s3.endpoint,
      S3_REGION: s3.region,
      S3_KEY: s3.accessKeyId,
      S3_SECRET: s3.secretAccessKey,
    };
    const first = await startConsumer({ pipeline, env });
    await first.untilTold('object_stored');
    first.kill('SIGKILL');
    await first.exit;
    const second = await startConsumer({ pipeline, env, args: ['--until-end'] });
    assert.equal((await second.exit).code, 0, second.lines.slice(-10).join('\n'));
    const committed = await committedOffsets(groupId, topic);
    assert.deepEqual(
      committed.map(({ offset, metadata }) => [offset, metadata]),
      [0, 1].map(() => [BigInt(records.length / 2), '']),
    );
    const good = await idsOf('raw/');
    const dead = (await storedEvents(bucket, 'dead-letter/')).map(
      ({ event }) => (JSON.parse(String(event['value'])) as { id: number }).id,
    );
    const all = records.map((_, id) => id);
    assert.deepEqual(sorted([...good, ...dead]), all);
    // the epochs of so little hold nearly all groups whole
    const lengths = (await storedEvents(bucket, 'raw/')).map(
      ({ event }) => (event['ids'] as number[]).length,
    );
    assert.ok(lengths.filter((length) => length === linesOf).length > requests / 2);
    assert.ok(dead.length >= requests / 20 && dead.length <= (requests / 20) * linesOf);

    const mended = (await readFile(pipeline, 'utf8')).replace(/assert!.*/, '.checked = true');
    assert.ok(mended.includes('.checked = true'));
    // by the same name it is the same pipeline
    const cwd = await folderWith(t, { 'reduce.yaml': mended });
    const tools = { cwd, env: { ...env, API_ADDRESS: '127.0.0.1:0' } };
    const audited = await cli(['audit', 'reduce.yaml', '--deep'], tools);
    assert.equal(audited.code, 0, audited.out);
    const replayed = await cli(['replay', 'reduce.yaml', '--dead-letters'], tools);
    assert.equal(replayed.code, 0, replayed.err);
    assert.deepEqual(await idsOf('raw/'), all);
    const again = await cli(['replay', 'reduce.yaml', '--dead-letters', '--json'], tools);
    assert.equal((JSON.parse(again.out) as { tried: number }).tried, 0);

    async function idsOf(prefix: string): Promise<readonly number[]> {
      const events = await storedEvents(bucket, prefix);
      return sorted(events.flatMap(({ event }) => event['ids'] as number[]));
    }
  },
);

function sorted(ids: readonly number[]): readonly number[] {
  return ids.toSorted((a, b) => a - b);
}
