import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Consumer } from '../../../functions/consumer/consumer.ts';
import { createKafkaPort } from '../../../functions/consumer/kafka/kafkajs/create-kafka-port.ts';
import { partitionKey } from '../../../shared/record.ts';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';
import { testKafka } from '../../support/engines.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { load, minimalPipeline } from '../../support/minimal-pipeline.ts';
import { produce } from '../../support/produce.ts';
import {
  committedOffsets,
  createTopic,
  deleteTopic,
  growTopic,
  uniqueName,
} from '../../support/topics.ts';
import { waitUntil } from '../../support/wait-until.ts';

describe('a consumer that looks at its topics again and again', { timeout: 60_000 }, () => {
  it('reads a partition that is added, and a topic that begins to match its pattern, from their first record', async () => {
    const hint = uniqueName('appear');
    const groupId = uniqueName('group');
    const first = await createTopic({ hint });
    const { bootstrapServers } = await testKafka();
    const model = load(
      minimalPipeline({
        source: { bootstrapServers, topics: [`^${hint}-.*`], groupId },
        sink: { compression: 'none', keyPrefix: 'raw/', batch: { timeoutSecs: 1 } },
      }),
    );
    const store = memoryStore();
    const events: TelemetryEvent[] = [];
    const emit = (event: TelemetryEvent): void => void events.push(event);
    const consumer = new Consumer({
      model,
      stores: new Map([['s3', store]]),
      // the process looks once a minute
      makePort: (sourceName, source, onOutOfRange) =>
        createKafkaPort({ sourceName, source, onOutOfRange, emit, metadataMaxAgeMs: 300 }),
      untilEnd: false,
      emit,
      clock: Date.now,
    });
    const stop = new AbortController();
    const ended = consumer.run(stop.signal);
    const holds = (topic: string, partition: number): Promise<boolean> =>
      waitUntil(`it holds ${topic}/${partition}`, () =>
        consumer
          .partitions()
          .some((at) => partitionKey(at.topic, at.partition) === partitionKey(topic, partition)),
      );
    const topics = [first];
    try {
      await holds(first, 0);
      await produce(first, [{ value: '{"id":0}', partition: 0 }]);
      await growTopic(first, 2);
      // before anybody knows of it: startAt is 'earliest', so this is read
      await produce(first, [{ value: '{"id":1}', partition: 1 }]);
      await holds(first, 1);
      const second = await createTopic({ hint });
      topics.push(second);
      await produce(second, [{ value: '{"id":2}' }]);
      await holds(second, 0);
      await waitUntil('all are stored', () => store.objects.size >= 3);
      stop.abort();
      assert.equal(await ended, null);
      const ids = [...store.objects.values()].flatMap(({ text }) =>
        text
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { id: number }).id),
      );
      assert.deepEqual(
        ids.toSorted((a, b) => a - b),
        [0, 1, 2],
      );
      const committed = await committedOffsets(groupId, first);
      assert.deepEqual(
        committed.map(({ offset }) => offset),
        [1n, 1n],
      );
      assert.equal(events.filter(({ name }) => name === 'consumer_restarted').length, 0);
    } finally {
      stop.abort();
      await ended;
      for (const topic of topics) await deleteTopic(topic);
    }
  });
});
