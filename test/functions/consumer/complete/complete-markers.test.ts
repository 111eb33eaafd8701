import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hourName,
  hourOf,
  startOfHourMs,
} from '../../../../functions/consumer/complete/marker-keys.ts';
import { Consumer } from '../../../../functions/consumer/consumer.ts';
import { createKafkaPort } from '../../../../functions/consumer/kafka/kafkajs/create-kafka-port.ts';
import type { ObjectStore } from '../../../../shared/sink/object-store.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import type { TelemetryEvent } from '../../../../shared/telemetry/events.ts';
import { createBucket } from '../../../support/bucket.ts';
import { testKafka } from '../../../support/engines.ts';
import { load, minimalPipeline } from '../../../support/minimal-pipeline.ts';
import { produce } from '../../../support/produce.ts';
import { sinkStore } from '../../../support/scenario.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from '../../../support/topics.ts';
import { waitUntil } from '../../../support/wait-until.ts';

/** Held back until it is opened: what comes of one partition is not stored. */
function gate() {
  const opened = Promise.withResolvers<void>();
  const before = (store: ObjectStore): ObjectStore => ({
    ...store,
    create: async (object, signal) => {
      if (/\+2\+\d{20}/.test(object.key)) await opened.promise;
      return store.create(object, signal);
    },
  });
  return { before, open: () => opened.resolve() };
}

for (const delivery of ['exact', 'dense'] as const) {
  describe(
    `the hours of a topic that two consumers share, ${delivery}`,
    { timeout: 120_000 },
    () => {
      it('are marked once each, when all partitions are stored: one that lags holds them up, an idle one does not', async () => {
        const bucket = await createBucket('complete');
        const topic = await createTopic({ hint: 'complete', partitions: 4 });
        const { bootstrapServers } = await testKafka();
        const groupId = uniqueName('group');
        const model = load(
          minimalPipeline({
            source: {
              bootstrapServers,
              topics: topic,
              groupId,
              completeMarkers: { graceSecs: 60, key: 'raw/dth=%Y-%m-%d-%H/_SUCCESS' },
            },
            sink: {
              ...sinkStore(bucket, bucket.address),
              keyPrefix: 'raw/',
              compression: 'none',
              batch: { timeoutSecs: 1 },
            },
            top: { delivery },
          }),
        );
        const sink = model.sinks.get('s3');
        assert.ok(sink);
        const { before, open } = gate();
        // in dense mode objects are not named after partitions: there nothing is held back
        const lags = delivery === 'exact';
        let aheadMs = 0;
        const clock = (): number => Date.now() + aheadMs;
        const events: TelemetryEvent[] = [];
        const emit = (event: TelemetryEvent): void => void events.push(event);
        const start = () => {
          const stop = new AbortController();
          const consumer = new Consumer({
            model,
            stores: new Map([
              ['s3', before(createS3Store(sink.store, { userAgent: { name: 't', version: '1' } }))],
            ]),
            makePort: (sourceName, source, onOutOfRange) =>
              createKafkaPort({ sourceName, source, onOutOfRange, emit }),
            untilEnd: false,
            emit,
            clock,
          });
          const ended = consumer.run(stop.signal);
          const held = (): number => consumer.partitions().length;
          const look = (): Promise<void> => consumer.markComplete(stop.signal);
          return { held, look, stop: async () => (stop.abort(), ended) };
        };
        const running = [start(), start()];
        const look = async (): Promise<void> => {
          for (const one of running) await one.look();
        };
        const folder = `_sluice/devices/${groupId}/${topic}/complete/`;
        const markers = async (): Promise<string[]> =>
          (await bucket.list(folder)).map((key) => key.slice(folder.length));
        try {
          await waitUntil('each holds two', () => running.every(({ held }) => held() === 2), {
            timeoutMs: 30_000,
          });
          await waitUntil('the beginning is noted', async () => {
            await look();
            return (await markers()).includes('begin.json');
          });
          const hour = hourOf(Date.now());
          const timestampMs = startOfHourMs(hour) + 1;
          // partition 1 and 3 stay empty
          const values = [0, 0, 0, 2, 2].map((partition, id) => ({
            partition,
            timestampMs,
            value: JSON.stringify({ id }),
          }));
          await produce(topic, values);
          await waitUntil('partition 0 is committed', async () => {
            const [zero] = await committedOffsets(groupId, topic);
            return zero?.offset === 3n;
          });
          assert.deepEqual(await markers(), ['begin.json']);

          aheadMs = startOfHourMs(hour + 1) + 2 * 65_000 - Date.now();
          if (lags) {
            for (let looks = 0; looks < 3; looks++) await look();
            assert.deepEqual(await markers(), ['begin.json']);
          }
          open();
          await waitUntil(
            'the hour is marked',
            async () => {
              await look();
              return (await markers()).includes(`${hourName(hour)}.json`);
            },
            { timeoutMs: 30_000 },
          );
          const marker = JSON.parse(
            (await bucket.read(`${folder}${hourName(hour)}.json`)).toString('utf8'),
          ) as Record<string, unknown>;
          assert.deepEqual(marker['offsets'], { 0: '3', 1: '0', 2: '2', 3: '0' });
          assert.equal(marker['topic'], topic);
          assert.equal(marker['fingerprint'], model.fingerprint);
          assert.equal(marker['to'], new Date(startOfHourMs(hour + 1)).toISOString());
          const success = `raw/dth=${hourName(hour).replace('T', '-')}/_SUCCESS`;
          assert.ok((await bucket.list('raw/')).includes(success));

          // another consumer takes over: what is marked stays, and it goes on with the next hour
          for (const one of running.splice(0)) assert.equal(await one.stop(), null);
          aheadMs += 3_600_000;
          const next = start();
          running.push(next);
          await waitUntil(
            'the next hour is marked',
            async () => {
              await look();
              return (await markers()).includes(`${hourName(hour + 1)}.json`);
            },
            { timeoutMs: 30_000 },
          );
          const told = events.flatMap((event) =>
            event.name === 'hour_complete' ? [event.hour] : [],
          );
          assert.deepEqual(told, [hourName(hour), hourName(hour + 1)]);
        } finally {
          open();
          for (const one of running) await one.stop();
          await deleteTopic(topic);
          await bucket.remove();
        }
      });
    },
  );
}
