import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { produce, produceLines, producePerf } from '../../support/produce.ts';
import {
  committedOffsets,
  createTopic,
  deleteRecordsBefore,
  deleteTopic,
  growTopic,
  testClient,
  uniqueName,
  withAdmin,
} from '../../support/topics.ts';

/** The producers of the tests put into the broker what the tests believe is there. */
const topics: string[] = [];
after(async () => {
  for (const topic of topics) await deleteTopic(topic);
});

async function newTopic(options: Parameters<typeof createTopic>[0] = {}): Promise<string> {
  const topic = await createTopic({ hint: 'produce', ...options });
  topics.push(topic);
  return topic;
}

interface Got {
  readonly offset: string;
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly timestamp: string;
  readonly headers: Record<string, string>;
}

/** The first `count` records of a one-partition topic, read_committed, by kafkajs' own consumer. */
async function read(topic: string, count: number): Promise<Got[]> {
  const consumer = (await testClient()).consumer({ groupId: uniqueName('reader') });
  const got: Got[] = [];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      got.push({
        offset: message.offset,
        key: message.key?.toString(),
        value: message.value?.toString(),
        timestamp: message.timestamp,
        headers: Object.fromEntries(
          Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
        ),
      });
      if (got.length === count) resolve(undefined);
    },
  });
  await promise;
  await consumer.disconnect();
  return got;
}

async function ends(topic: string): Promise<string[]> {
  const offsets = await withAdmin(async (admin) => admin.fetchTopicOffsets(topic));
  return offsets.toSorted((a, b) => a.partition - b.partition).map(({ high }) => high);
}

test('keys, headers, timestamps and nulls arrive as they were given, in order', async () => {
  const topic = await newTopic();
  await produce(topic, [
    { key: 'k', value: 'v', timestampMs: 1_735_408_862_239, headers: { trace: 'abc' } },
    { value: null },
  ]);
  const [first, second] = await read(topic, 2);
  assert.deepEqual(first, {
    offset: '0',
    key: 'k',
    value: 'v',
    timestamp: '1735408862239',
    headers: { trace: 'abc' },
  });
  assert.deepEqual([second?.key, second?.value], [undefined, undefined]);
});

test('of an aborted transaction nothing is read, of a committed one all', async () => {
  const topic = await newTopic();
  await produce(topic, [{ value: 'lost' }], { transaction: 'abort' });
  await produce(topic, [{ value: 'kept' }], { transaction: 'commit' });
  await produce(topic, [{ value: 'plain' }], { gzip: true });
  const got = await read(topic, 2);
  // Offsets 1 and 3 are the control records that end the transactions.
  assert.deepEqual(
    got.map(({ offset, value }) => [offset, value]),
    [
      ['2', 'kept'],
      ['4', 'plain'],
    ],
  );
});

for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
  test(`Kafka's own producer writes exactly these lines with ${codec}`, async () => {
    const topic = await newTopic({ hint: codec, config: { 'compression.type': 'producer' } });
    const lines = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: `{"n":${i}}` }));
    await produceLines(topic, lines, { codec });
    assert.deepEqual(await ends(topic), ['50']);
    // kafkajs itself reads these two only.
    if (codec !== 'none' && codec !== 'gzip') return;
    const got = await read(topic, 50);
    assert.deepEqual(
      got.map(({ key, value }) => ({ key, value })),
      lines,
    );
  });
}

test('the fast producer writes as many as it was asked for, over all partitions', async () => {
  const topic = await newTopic({ partitions: 3 });
  await producePerf(topic, 20_000, ['{"a":1}', '{"b":2}'], { codec: 'zstd' });
  const counts = (await ends(topic)).map(Number);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    20_000,
  );
});

test('topics grow, lose their first records, and know what a group committed', async () => {
  const topic = await newTopic({ partitions: 1, config: { 'cleanup.policy': 'delete' } });
  await produce(topic, [{ value: 'a' }, { value: 'b' }]);
  await growTopic(topic, 3);
  assert.deepEqual(await ends(topic), ['2', '0', '0']);
  await deleteRecordsBefore(topic, 0, 1n);
  const [first] = await withAdmin(async (admin) =>
    (await admin.fetchTopicOffsets(topic)).filter(({ partition }) => partition === 0),
  );
  assert.equal(first?.low, '1');
  const groupId = uniqueName('group');
  await withAdmin(async (admin) =>
    admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '2' }] }),
  );
  assert.deepEqual((await committedOffsets(groupId, topic))[0], {
    partition: 0,
    offset: 2n,
    metadata: '',
  });
});
