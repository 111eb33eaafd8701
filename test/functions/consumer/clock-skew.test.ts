import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Consumer } from '../../../functions/consumer/consumer.ts';
import { createKafkaPort } from '../../../functions/consumer/kafka/kafkajs/create-kafka-port.ts';
import { testKafka } from '../../support/engines.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { load, minimalPipeline } from '../../support/minimal-pipeline.ts';
import { produce } from '../../support/produce.ts';
import { createTopic, deleteTopic, uniqueName } from '../../support/topics.ts';

const dayMs = 86_400_000;

describe('clocks that are apart', { timeout: 60_000 }, () => {
  it('of producers, broker and two consumers lose nothing and double nothing; records lie at their own time', async () => {
    const topic = await createTopic({
      hint: 'skew',
      config: {
        'message.timestamp.before.max.ms': '9223372036854775807',
        'message.timestamp.after.max.ms': '9223372036854775807',
      },
    });
    const { bootstrapServers } = await testKafka();
    const model = load(
      minimalPipeline({
        source: { bootstrapServers, topics: topic, groupId: uniqueName('group') },
        sink: {
          compression: 'none',
          keyPrefix: 'raw/dt=%Y-%m-%d/',
          batch: { timeoutSecs: 1, maxPrefixes: 3 },
        },
      }),
    );
    const store = memoryStore();
    /** Reads to the end with a clock of its own. */
    const run = (skewMs: number): Promise<unknown> =>
      new Consumer({
        model,
        stores: new Map([['s3', store]]),
        makePort: (sourceName, source, onOutOfRange) =>
          createKafkaPort({ sourceName, source, onOutOfRange, emit: () => undefined }),
        untilEnd: true,
        emit: () => undefined,
        clock: () => Date.now() + skewMs,
      }).run(new AbortController().signal);
    const at = (time: string): number => Date.parse(time);
    try {
      const times = [at('1970-01-01T00:00:00Z'), at('2611-03-04T00:00:00Z'), 9e15];
      await produce(
        topic,
        times.map((timestampMs, id) => ({ timestampMs, value: JSON.stringify({ id }) })),
      );
      assert.equal(await run(2 * dayMs), null);
      await produce(topic, [
        { timestampMs: at('2026-05-01T00:00:00Z'), value: '{"id":3}' },
        { timestampMs: at('1971-01-01T00:00:00Z'), value: '{"id":4}' },
      ]);
      assert.equal(await run(-2 * dayMs), null);
      const places = [...store.objects]
        .filter(([key]) => !key.startsWith('_sluice/'))
        .flatMap(([key, { text }]) =>
          text
            .trim()
            .split('\n')
            .map((line) => {
              const { id, value } = JSON.parse(line) as { id?: number; value?: string };
              const place = key.startsWith('dead-letter/') ? 'dead' : key.split('/')[1];
              return [id ?? (JSON.parse(value ?? '{}') as { id: number }).id, place] as const;
            }),
        );
      assert.equal(places.length, 5);
      assert.deepEqual(Object.fromEntries(places), {
        0: 'dt=1970-01-01',
        1: 'dt=2611-03-04',
        // no date can hold it
        2: 'dead',
        3: 'dt=2026-05-01',
        4: 'dt=1971-01-01',
      });
    } finally {
      await deleteTopic(topic);
    }
  });
});
