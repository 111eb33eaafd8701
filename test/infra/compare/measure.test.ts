/** The measuring itself, in its smallest form: one run of each package on real servers. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { importPipeline } from '../../../functions/cli/import-pipeline.ts';
import { fillTopic, type FilledTopic, type Place } from '../../../infra/compare/measure/place.ts';
import { drainTopic } from '../../../infra/compare/measure/run-container.ts';
import { invokeOnTopic } from '../../../infra/compare/measure/run-handler.ts';
import { runVector } from '../../../infra/compare/measure/run-vector.ts';
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

// each has a group and a bucket of its own
describe('measuring on real servers', { concurrency: true }, () => {
  let place: Place;
  let topic: FilledTopic;
  let consumer: string;
  let handler: string;
  before(async () => {
    place = await placeOf();
    [topic, { path: consumer }, { path: handler }] = await Promise.all([
      fillTopic(place, deviceWorkload(null), events),
      buildBundle(folder, 'pipelines/devices.ts', 'consumer'),
      buildBundle(folder, 'pipelines/devices.ts', 'handler'),
    ]);
  });
  const program = async (name: string, ...lines: readonly string[]): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
    return path;
  };

  it('knows what a record takes in the log beyond its own bytes', () => {
    assert.ok(topic.recordBytes > 150 && topic.recordBytes < 260, String(topic.recordBytes));
    // attributes, lengths and deltas of a record, and its share of the head of a batch
    assert.ok(topic.overheadBytes > 6 && topic.overheadBytes < 20, String(topic.overheadBytes));
  });

  it('the container: every event is in the objects, and the kernel says what it took', async () => {
    const options = { bundle: consumer, compression: 'none', threads: 1, mark: 'c' } as const;
    const run = await drainTopic(place, topic, options);
    // six partitions, one hour, one object each
    assert.equal(run.objects, 6);
    assert.ok(run.storedBytes > events * topic.recordBytes, String(run.storedBytes));
    assert.ok(run.cpuSeconds > 0.1 && run.cpuSeconds < 60, String(run.cpuSeconds));
    assert.ok(run.peakBytes > 50e6 && run.peakBytes < 500e6, String(run.peakBytes));
    // {"level":"INFO", ... "event":"stored", ... }
    assert.ok(run.logLineBytes > 150 && run.logLineBytes < 600, String(run.logLineBytes));
  });

  it(
    'the function: full batches, and what is only of the first one is told apart',
    { skip: noEmulator },
    async () => {
      const options = {
        folder: dirname(handler),
        compression: 'none',
        batchSize: 500,
        memoryMb: 885,
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
      // records and bytes received, epochs, objects, records stored, the time of it, bytes raw and stored, invocations
      assert.equal(run.metrics, 9);
      assert.equal(run.memoryMb, 885);
    },
  );

  it('--vector: a program that takes its arguments drains the topic, and is told to end', async () => {
    const script = join(import.meta.dirname, 'support/vector-stand-in.ts');
    const path = await program('vector', `exec '${process.execPath}' '${script}' "$@"`);
    const run = await runVector(place, topic, path, 'none');
    assert.deepEqual([run.host, run.what, run.events], ['vector', 'none, 2 threads', events]);
    assert.ok(run.objects > 0 && run.storedBytes > events * 200, JSON.stringify(run));
    assert.ok(run.cpuSeconds > 0.1 && run.peakBytes > 30e6 && run.wallSeconds > 0);
  });

  it('--vector: one that ends before everything is stored fails, with what it said', async () => {
    const path = await program('broken', 'echo no such option: --config', 'exit 78');
    const code = 'INTERNAL';
    const message = /has not stored everything:\n.*no such option: --config/;
    await assert.rejects(runVector(place, topic, path, 'gzip'), { code, message });
  });

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
