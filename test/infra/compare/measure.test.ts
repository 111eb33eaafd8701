/** The measuring itself, in its smallest form: one run of each package on real servers. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { importPipeline } from '../../../functions/cli/import-pipeline.ts';
import { fillTopic, type FilledTopic, type Place } from '../../../infra/compare/measure/place.ts';
import { drainTopic } from '../../../infra/compare/measure/run-container.ts';
import { invokeOnTopic } from '../../../infra/compare/measure/run-handler.ts';
import { topicWorkload } from '../../../infra/compare/measure/topic-workload.ts';
import { deviceWorkload } from '../../../infra/compare/measure/workload.ts';
import { buildBundle } from '../../../infra/demo/build-bundle.ts';
import { createCleanup } from '../../../infra/demo/cleanup.ts';
import { demoKafka } from '../../../infra/demo/kafka-client.ts';
import { createSteps } from '../../../infra/demo/steps.ts';
import { noEmulator } from '../../support/emulator.ts';
import { testKafka, testS3 } from '../../support/engines.ts';

const events = 3_000;
const cleanup = createCleanup();
const folder = await mkdtemp(join(tmpdir(), 'sluice-measure-'));
after(async () => {
  await cleanup.run((error) => assert.fail(error));
  await rm(folder, { recursive: true, force: true });
});

async function placeOf(): Promise<Place> {
  const { bootstrapServers } = await testKafka();
  const s3 = { ...(await testS3()), sessionToken: null };
  const stop = (): Promise<void> => Promise.resolve();
  const origin = 'named by the environment';
  return {
    engines: { bootstrapServers, s3, origin, lasting: true, stop },
    kafka: demoKafka(bootstrapServers),
    context: {
      env: process.env,
      steps: createSteps({ write: () => true }),
      signal: new AbortController().signal,
      cleanup,
    },
  };
}

describe('measuring on real servers', () => {
  let place: Place;
  let topic: FilledTopic;
  before(async () => {
    place = await placeOf();
    topic = await fillTopic(place, deviceWorkload(null), events);
  });

  it('knows what a record takes in the log beyond its own bytes', () => {
    assert.ok(topic.recordBytes > 150 && topic.recordBytes < 260, String(topic.recordBytes));
    // attributes, lengths and deltas of a record, and its share of the head of a batch
    assert.ok(topic.overheadBytes > 6 && topic.overheadBytes < 20, String(topic.overheadBytes));
  });

  it('the container: every event is in the objects, and the kernel says what it took', async () => {
    const { path } = await buildBundle(folder, 'pipelines/devices.ts', 'consumer');
    const options = { bundle: path, compression: 'none', threads: 1, mark: 'c' } as const;
    const run = await drainTopic(place, topic, options);
    // six partitions, one hour, one object each
    assert.equal(run.objects, 6);
    assert.ok(run.storedBytes > events * topic.recordBytes, String(run.storedBytes));
    assert.ok(run.cpuSeconds > 0.1 && run.cpuSeconds < 60, String(run.cpuSeconds));
    assert.ok(run.peakBytes > 50e6 && run.peakBytes < 500e6, String(run.peakBytes));
  });

  it(
    'the function: full batches, and what is only of the first one is told apart',
    { skip: noEmulator },
    async () => {
      const { path } = await buildBundle(folder, 'pipelines/devices.ts', 'handler');
      const options = {
        folder: dirname(path),
        compression: 'none',
        batchSize: 500,
        mark: 'h',
      } as const;
      const run = await invokeOnTopic(place, topic, options);
      assert.deepEqual([run.events, run.invocations], [events, 6]);
      assert.deepEqual([run.warmEvents, run.warmInvocations], [2_500, 5]);
      assert.ok(run.warmCpuMicros > 0 && run.warmCpuMicros < run.cpuSeconds * 1e6);
      assert.ok(
        run.eventBytes > events * ((topic.recordBytes * 4) / 3 + 100),
        String(run.eventBytes),
      );
      assert.ok(run.peakBytes > 50e6 && run.logBytes > 0);
    },
  );

  it('takes records of a topic that is there, and commits nothing', async () => {
    const pipeline = await importPipeline(
      'pipelines/devices.ts',
      join(import.meta.dirname, '../../..'),
    );
    const { signal } = place.context;
    const { recordOf } = await topicWorkload(place.kafka, topic.name, pipeline, signal);
    const values = new Set(
      Array.from({ length: events }, (_, at) => recordOf(at).value.toString()),
    );
    const all = deviceWorkload(null);
    const produced = Array.from({ length: events }, (_, at) => all.recordOf(at).value.toString());
    assert.deepEqual(values, new Set(produced));
    const unknown = topicWorkload(place.kafka, 'no-such-topic', pipeline, signal);
    await assert.rejects(unknown, { code: 'KAFKA_TOPIC_UNKNOWN' });
  });
});

it('filled up records are as long as asked for, and of other words each', () => {
  const { recordOf } = deviceWorkload(2_000);
  const some = Array.from({ length: 200 }, (_, number) => recordOf(number));
  const bytes = some.map(({ key, value }) => value.length + (key?.length ?? 0));
  const mean = bytes.reduce((sum, each) => sum + each, 0) / bytes.length;
  assert.ok(Math.abs(mean - 2_000) < 40, String(mean));
  const notes = some.map(({ value }) => (JSON.parse(value.toString()) as { note?: string }).note);
  assert.ok(new Set(notes).size > 190);
});
