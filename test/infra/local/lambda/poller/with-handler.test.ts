import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { buildBundle } from '../../../../../infra/demo/build-bundle.ts';
import type { Outcome } from '../../../../../infra/local/lambda/invoke-emulator.ts';
import type {
  PollerCounts,
  PollerOptions,
} from '../../../../../infra/local/lambda/poller/run-poller.ts';
import { startFunction } from '../../../../../infra/local/lambda/start-function.ts';
import { createBucket, type TestBucket } from '../../../../support/bucket.ts';
import { noEmulator } from '../../../../support/emulator.ts';
import { testS3 } from '../../../../support/engines.ts';
import { type HttpProxy, startHttpProxy } from '../../../../support/http-proxy.ts';
import { pollTopic } from '../../../../support/poller.ts';
import { produce } from '../../../../support/produce.ts';
import { createTopic, deleteTopic } from '../../../../support/topics.ts';

const count = 20;
const hourMs = 3_600_000;
const timeMs = Date.parse('2026-05-01T10:20:30Z');

describe('the handler under the poller', { timeout: 200_000, skip: noEmulator }, () => {
  let folder: string;
  let handler: string;
  let proxy: HttpProxy;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-handler-'));
    handler = dirname((await buildBundle(folder, undefined, 'handler')).path);
    proxy = await startHttpProxy((await testS3()).endpoint);
  });
  after(async () => {
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** S3 answers 503 to what the pattern matches, during the first invocation. */
  async function run(
    t: TestContext,
    failing: RegExp,
    reportsItems: boolean,
    options: Partial<PollerOptions> = {},
  ): Promise<{ counts: PollerCounts; ids: readonly number[]; outcomes: readonly Outcome[] }> {
    const topic = await createTopic({ hint: 'handler', partitions: 2 });
    const bucket = await createBucket();
    const started = await startFunction({
      folder: handler,
      env: {
        KAFKA_TOPICS: topic,
        S3_ENDPOINT: proxy.endpoint,
        S3_BUCKET: bucket.name,
        S3_ACCESS_KEY_ID: bucket.address.accessKeyId,
        S3_SECRET_ACCESS_KEY: bucket.address.secretAccessKey,
        SLUICE_REPORT_BATCH_ITEM_FAILURES: String(reportsItems),
      },
      timeoutSecs: 6,
    });
    let invocations = 0;
    t.after(async () => {
      proxy.clear();
      await started.stop();
      await Promise.all([bucket.remove(), deleteTopic(topic)]);
    });
    proxy.fault(({ method, path }) =>
      invocations === 1 && method === 'PUT' && failing.test(path)
        ? { do: 'answer', status: 503, code: 'SlowDown' }
        : null,
    );
    await produce(
      topic,
      Array.from({ length: count }, (_, id) => ({
        value: JSON.stringify({ id }),
        partition: id % 2,
        // of each partition the second half is of another hour
        timestampMs: timeMs + (id < count / 2 ? 0 : hourMs),
      })),
    );
    const outcomes: Outcome[] = [];
    const invoke: typeof started.invoke = async (...args) => {
      invocations++;
      const outcome = await started.invoke(...args);
      outcomes.push(outcome);
      return outcome;
    };
    const functions = [{ invoke }];
    const { counts, committed } = await pollTopic(t, {
      topic,
      functions,
      reportsItems,
      ...options,
    });
    assert.deepEqual(committed, [10n, 10n]);
    return { counts, ids: await idsIn(bucket), outcomes };
  }

  async function idsIn(bucket: TestBucket): Promise<number[]> {
    const texts = await Promise.all(
      (await bucket.list()).map(async (key) => String(await bucket.read(key))),
    );
    return texts
      .flatMap((text) => text.trimEnd().split('\n'))
      .map((line) => (JSON.parse(line) as { id: number }).id)
      .toSorted((a, b) => a - b);
  }
  const all = Array.from({ length: count }, (_, id) => id);

  it('where S3 fails for one partition: its records alone come again, and all is stored once', async (t) => {
    const { counts, ids } = await run(t, /\+1\+\d{20}\.log$/, true);
    assert.deepEqual(ids, all);
    const { invocations, retries, itemsReported } = counts;
    assert.deepEqual([invocations, retries, itemsReported], [2, 1, 10]);
  });

  it('where S3 fails for all, under a mapping without item reporting: the batch comes again, and is stored once', async (t) => {
    const { counts, ids, outcomes } = await run(t, /./, false);
    assert.deepEqual(ids, all);
    const { invocations, retries, itemsReported } = counts;
    assert.deepEqual([invocations, retries, itemsReported], [2, 1, 0]);
    // its own answer, before Lambda ends it
    const [first] = outcomes;
    assert.ok(first?.ok === false && first.errorType === 'SluiceError', JSON.stringify(first));
  });

  it('where batches are read anew and shorter: nothing is missing', async (t) => {
    const faults = { seed: 12, share: 0.9, atMost: 6, rereads: true };
    const { counts, ids } = await run(t, /never/, true, { faults, batchSize: 15 });
    assert.ok(counts.shrunk > 0, JSON.stringify(counts));
    assert.deepEqual([...new Set(ids)], all);
  });
});
