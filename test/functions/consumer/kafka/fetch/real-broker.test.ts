import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerRequests } from '../../../../../functions/consumer/kafka/broker-requests.ts';
import { createFetchLoop } from '../../../../../functions/consumer/kafka/fetch/create-fetch-loop.ts';
import { createCluster } from '../../../../../functions/consumer/kafka/brokers/cluster.ts';
import { createFetchRequests } from '../../../../../functions/consumer/kafka/brokers/fetch-requests.ts';
import { createKafkajsWires } from '../../../../../functions/consumer/kafka/kafkajs/wire.ts';
import { testKafka } from '../../../../support/engines.ts';
import { firstOwner } from '../../../../support/fetch-loop.ts';
import { produce, produceLines, producePerf } from '../../../../support/produce.ts';
import { collect, type ReadRecord } from '../../../../support/read-records.ts';
import { createTopic } from '../../../../support/topics.ts';

interface ReadTopic {
  readonly records: readonly ReadRecord[];
  /** The position at the end, and the chunks on the way to it. */
  readonly next: bigint;
  readonly chunks: number;
}

/** Reads partition 0 of a topic from its beginning to its last stable offset. */
async function readTopic(t: TestContext, topic: string, maxBytes = 1_000_000): Promise<ReadTopic> {
  const { bootstrapServers } = await testKafka();
  const connection = {
    client: 'kafkajs' as const,
    bootstrapServers: bootstrapServers.split(','),
    clientId: 'fetch-test',
    rackId: '',
    connectTimeoutMs: 5_000,
    requestTimeoutMs: 10_000,
    tls: null,
    sasl: null,
  };
  const cluster = createCluster({ connection, createWire: createKafkajsWires({ connection }) });
  const [description] = await cluster.describe([topic]);
  const requests: BrokerRequests = {
    ...createFetchRequests(cluster, 10_000),
    leaderOf: (_topic, partition) => ({ nodeId: description?.leaders.get(partition) ?? null }),
    refreshMetadata: async () => {},
    bounds: async () => new Map(),
  };
  const limits = { maxBytes, maxPartitionBytes: maxBytes, minBytes: 1, maxWaitMs: 100, rackId: '' };
  const onRetry = (action: string, _attempt: number, _delayMs: number, cause: Error): void =>
    assert.fail(`${action}: ${cause.message}`);
  const loop = createFetchLoop({ requests, ...limits, onOutOfRange: null, onRetry });
  t.after(async () => {
    await loop.close();
    cluster.close();
  });
  const at = { topic, partition: 0 };
  loop.assign(firstOwner, [at]);
  loop.seek(firstOwner, at, 0n);
  const records: ReadRecord[] = [];
  const limit = AbortSignal.timeout(20_000);
  let next = 0n;
  let count = 0;
  for (;;) {
    // The end is known from the first answer on; an empty topic has no chunk to wait for.
    const bounds = loop.lastBounds(topic, 0, Number.POSITIVE_INFINITY);
    if (bounds !== undefined && next >= bounds.lastStable) return { records, next, chunks: count };
    assert.ok(!limit.aborted, `at ${next} of ${bounds?.lastStable} after 20 s`);
    for (const chunk of await loop.chunks(AbortSignal.any([limit, AbortSignal.timeout(1_000)]))) {
      assert.equal(chunk.start, next);
      next = chunk.next;
      count++;
      records.push(...collect(chunk.cursor(), chunk.start));
    }
  }
}

function valuesOf({ records }: ReadTopic): string[] {
  return records.map(({ value }) => value?.toString() ?? 'null');
}

for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
  test(`what Kafka’s own producer writes with ${codec} is read as it was`, async (t) => {
    const topic = await createTopic({ hint: codec });
    const lines = Array.from({ length: 3_000 }, (_, i) => ({
      key: `device_${i % 7}`,
      value: JSON.stringify({ i, text: 'wärme'.repeat(i % 11) }),
    }));
    await produceLines(topic, lines, { codec });
    const read = await readTopic(t, topic, 20_000);
    assert.deepEqual(
      read.records.map(({ offset, key, value }) => [offset, key?.toString(), value?.toString()]),
      lines.map(({ key, value }, i) => [BigInt(i), key, value]),
    );
    assert.equal(read.next, 3_000n);
  });
}

test('50,000 records in large batches come whole, a few fetches and many chunks long', async (t) => {
  const topic = await createTopic({ hint: 'perf' });
  const values = ['a', 'b', 'c'].map((letter) => letter.repeat(200));
  await producePerf(topic, 50_000, values, { codec: 'lz4' });
  const read = await readTopic(t, topic, 20_000_000);
  assert.equal(read.records.length, 50_000);
  assert.ok(read.records.every(({ value }) => values.includes(value?.toString() ?? '')));
  assert.ok(read.records.every(({ offset }, i) => offset === BigInt(i)));
  assert.ok(read.chunks > 10, `${read.chunks} chunks`);
});

test('aborted transactions are not seen, nor are markers, but the position passes them', async (t) => {
  const topic = await createTopic({ hint: 'transactions' });
  const write = async (text: string, transaction?: 'commit' | 'abort'): Promise<void> =>
    produce(
      topic,
      [{ value: `${text}1` }, { value: `${text}2` }],
      transaction === undefined ? {} : { transaction },
    );
  await write('a', 'commit');
  await write('b', 'abort');
  await write('c');
  await write('d', 'abort');
  await write('e', 'commit');
  await write('f', 'abort');
  const read = await readTopic(t, topic);
  assert.deepEqual(valuesOf(read), ['a1', 'a2', 'c1', 'c2', 'e1', 'e2']);
  // Twelve records and five markers.
  assert.equal(read.next, 17n);
});

test('a compacted topic gives what is left, with its offsets', async (t) => {
  const config = {
    'cleanup.policy': 'compact',
    'segment.ms': '200',
    'min.cleanable.dirty.ratio': '0.01',
  };
  const topic = await createTopic({ hint: 'compacted', config });
  const batch = Array.from({ length: 20 }, (_, i) => ({ key: `k${i % 3}`, value: `v${i}` }));
  await produce(topic, batch);
  const limit = AbortSignal.timeout(30_000);
  let last = 20;
  let read: ReadTopic;
  do {
    // Only segments that are no longer written are cleaned; a record begins the next one.
    await sleep(300, undefined, { signal: limit });
    await produce(topic, [{ key: 'other', value: `v${last++}` }]);
    read = await readTopic(t, topic);
  } while (read.records.length > 6);
  assert.equal(read.next, BigInt(last));
  const kept = read.records.filter(({ key }) => key?.toString() !== 'other');
  assert.deepEqual(
    kept.map(({ offset, key, value }) => `${offset} ${String(key)} ${String(value)}`),
    ['17 k2 v17', '18 k0 v18', '19 k1 v19'],
  );
});

test('headers, keys, tombstones and times come as they were sent', async (t) => {
  const topic = await createTopic({ hint: 'parts' });
  const sent = [
    {
      key: 'k',
      value: null,
      timestampMs: 1_735_408_862_239,
      headers: { a: 'x', b: ['y', 'z'] },
    },
    { key: null, value: '', timestampMs: 1_600_000_000_000 },
    { key: '', value: 'v', timestampMs: 1_999_999_999_999 },
  ];
  await produce(topic, sent);
  const { records } = await readTopic(t, topic);
  assert.deepEqual(
    records.map(({ key, value, timestampMs, headers }) => ({
      key: key?.toString() ?? null,
      value: value?.toString() ?? null,
      timestampMs,
      headers: headers.map(({ name, value: held }) => `${name}=${String(held)}`),
    })),
    [
      { key: 'k', value: null, timestampMs: 1_735_408_862_239, headers: ['a=x', 'b=y', 'b=z'] },
      { key: null, value: '', timestampMs: 1_600_000_000_000, headers: [] },
      { key: '', value: 'v', timestampMs: 1_999_999_999_999, headers: [] },
    ],
  );
});

test('where the topic stamps records, its time counts', async (t) => {
  const config = { 'message.timestamp.type': 'LogAppendTime' };
  const topic = await createTopic({ hint: 'append-time', config });
  const before = Date.now();
  await produce(topic, [
    { value: 'a', timestampMs: 1_000 },
    { value: 'b', timestampMs: 2_000 },
  ]);
  const { records } = await readTopic(t, topic);
  assert.equal(records.length, 2);
  for (const { timestampMs } of records) {
    assert.ok(timestampMs >= before - 1_000 && timestampMs <= Date.now() + 1_000);
  }
});

test('a record of 20 MB comes through a limit of 100 KB', async (t) => {
  const topic = await createTopic({ hint: 'large', config: { 'max.message.bytes': '30000000' } });
  const large = 'x'.repeat(20_000_000);
  await produce(topic, [{ value: 'before' }]);
  await produce(topic, [{ value: large }]);
  await produce(topic, [{ value: 'after' }]);
  const read = await readTopic(t, topic, 100_000);
  assert.deepEqual(
    valuesOf(read).map((value) => value.length),
    [6, 20_000_000, 5],
  );
});
