import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createBucket } from '../../support/bucket.ts';
import { devicesPipeline, runConsumer } from '../../support/consumer-process.ts';
import { testKafka, testS3 } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario, sinkStore } from '../../support/scenario.ts';
import { compareWithTopic, storedEvents } from '../../support/stored-events.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from '../../support/topics.ts';
import { waitUntil } from '../../support/wait-until.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};

describe('the consumer with --until-end', { timeout: 120_000 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  for (const [codec, ending] of [
    ['none', '.ndjson'],
    ['gzip', '.ndjson.gz'],
    ['zstd', '.ndjson.zst'],
  ] as const) {
    it(`stores the whole topic once with compression ${codec}, and commits the end of the log`, async () => {
      const scenario = await begin({ partitions: 3, sink: { compression: codec } });
      await produce(scenario.topic, numbered(6_000, 3));
      const consumer = await scenario.start(['--until-end']);
      assert.deepEqual(await consumer.exit, { code: 0, signal: null });
      const events = await scenario.assertExact();
      assert.ok(events.every(({ key }) => key.endsWith(ending)));
      assert.ok(
        new Set(events.map(({ key }) => key)).size >= 6,
        'objects of 100 kB were asked for',
      );
      assert.deepEqual(await scenario.committed(), await scenario.logEnds());
    });
  }

  it('stores one array an object with the json codec', async () => {
    const scenario = await begin({ partitions: 2, sink: { encoding: { codec: 'json' } } });
    await produce(scenario.topic, numbered(3_000, 2));
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    const events = await scenario.assertExact();
    assert.ok(events.every(({ key }) => key.endsWith('.json')));
  });

  it('stores what is there when it starts, and ends although more keeps coming', async () => {
    const scenario = await begin({ partitions: 1 });
    await produce(scenario.topic, numbered(500, 1));
    const consumer = await scenario.start(['--until-end']);
    for (let round = 1; consumer.running() && round < 200; round++) {
      await produce(scenario.topic, numbered(50, 1, 500 * round));
    }
    assert.equal((await consumer.exit).code, 0);
    const [committed] = await scenario.committed();
    const stored = await storedEvents(scenario.bucket);
    assert.ok(committed !== null && committed !== undefined && committed >= 500n);
    // what was taken is stored, and nothing beside it
    assert.equal(BigInt(stored.length), committed);
  });

  it('ends with 0 where there is nothing to read', async () => {
    const scenario = await begin({ partitions: 2 });
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    assert.deepEqual(await scenario.bucket.list(), []);
  });

  it('writes to several sinks at once, each whole and in its own form', async () => {
    const second = await createBucket('run-second');
    try {
      const s3 = await testS3();
      const scenario = await begin({ partitions: 2 });
      const { sinks } = scenario.definition as { sinks: { s3: object } };
      await produce(scenario.topic, numbered(2_000, 2));
      const other = {
        ...sinks.s3,
        ...sinkStore(second, s3),
        keyPrefix: 'copy/dt=%F/',
        compression: 'gzip',
        encoding: { codec: 'json' },
        batch: { maxBytes: 30_000, timeoutSecs: 5 },
      };
      const consumer = await scenario.start(['--until-end'], { sinks: { ...sinks, other } });
      assert.equal((await consumer.exit).code, 0);
      await scenario.assertExact();
      const copies = await storedEvents(second, 'copy/dt=');
      const { missing, duplicated } = await compareWithTopic(scenario.topic, copies);
      assert.deepEqual({ missing, duplicated }, { missing: [], duplicated: [] });
      assert.ok(copies.every(({ key }) => key.endsWith('.json.gz')));
    } finally {
      await second.remove();
    }
  });

  it('reads two sources with different groups in one process', async () => {
    const scenario = await begin({ partitions: 2 });
    const topic = await createTopic({ hint: 'run-other', partitions: 2 });
    const otherGroup = uniqueName('group');
    try {
      await produce(scenario.topic, numbered(1_000, 2));
      await produce(topic, numbered(1_500, 2, 10_000));
      const { sources, sinks } = scenario.definition as {
        sources: { kafka: object };
        sinks: { s3: object };
      };
      const consumer = await scenario.start(['--until-end'], {
        sources: { ...sources, second: { ...sources.kafka, topics: topic, groupId: otherGroup } },
        sinks: { s3: { ...sinks.s3, inputs: ['kafka', 'second'] } },
      });
      assert.equal((await consumer.exit).code, 0);
      const events = await storedEvents(scenario.bucket);
      assert.equal(events.length, 2_500);
      for (const each of [scenario.topic, topic]) {
        const { missing, duplicated } = await compareWithTopic(each, events);
        assert.deepEqual({ missing, duplicated }, { missing: [], duplicated: [] });
      }
      assert.deepEqual(await scenario.committed(), [500n, 500n]);
      const committed = await committedOffsets(otherGroup, topic);
      assert.deepEqual(
        committed.map(({ offset }) => offset),
        [750n, 750n],
      );
    } finally {
      await deleteTopic(topic);
    }
  });

  it("runs the brief's pipeline from its environment alone: one line of JSON an event, by day and hour", async () => {
    const [kafka, s3] = await Promise.all([testKafka(), testS3()]);
    const topic = await createTopic({ hint: 'run-devices', partitions: 3 });
    const bucket = await createBucket('run-devices');
    const groupId = uniqueName('group');
    const timestampMs = Date.UTC(2024, 11, 28, 18, 1, 2, 239);
    const values = Array.from({ length: 300 }, (_, id) => ({
      key: 'test',
      partition: id % 3,
      timestampMs: timestampMs + id * 60_000,
      value: `{"device_name":"device_a","id":${id},"big":9007199254740993,"ratio":1.0}`,
    }));
    try {
      await produce(topic, values);
      const consumer = await runConsumer({
        pipeline: devicesPipeline,
        args: ['--until-end'],
        env: {
          KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
          KAFKA_TOPICS: topic,
          KAFKA_GROUP_ID: groupId,
          S3_BUCKET: bucket.name,
          S3_ENDPOINT: s3.endpoint,
          S3_ACCESS_KEY_ID: s3.accessKeyId,
          S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
        },
      });
      assert.equal(consumer.ended.code, 0);
      const keys = await bucket.list('raw/dt=2024-12-28/dth=2024-12-28-18/');
      assert.equal(keys.length, 3);
      const lines = Buffer.concat(
        await Promise.all(keys.map((key) => bucket.read(key))),
      ).toString();
      assert.ok(
        lines.includes(
          '{"big":9007199254740993,"device_name":"device_a","id":0,"message_key":"test","ratio":1.0,"timestamp":"2024-12-28T18:01:02.239Z"}\n',
        ) ||
          lines.includes(
            '{"device_name":"device_a","id":0,"big":9007199254740993,"ratio":1.0,"message_key":"test","timestamp":"2024-12-28T18:01:02.239Z"}\n',
          ),
        lines.slice(0, 200),
      );
      const ids = (await storedEvents(bucket)).map(({ event }) => Number(event['id']));
      assert.deepEqual(
        ids.toSorted((a, b) => a - b),
        Array.from({ length: 300 }, (_, id) => id),
      );
      const committed = await waitUntil('offsets', () => committedOffsets(groupId, topic));
      assert.deepEqual(
        committed.map(({ offset }) => offset),
        [100n, 100n, 100n],
      );
    } finally {
      await Promise.all([deleteTopic(topic), bucket.remove()]);
    }
  });
});
