import { randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { ListMultipartUploadsCommand, ListPartsCommand } from '@aws-sdk/client-s3';
import type { TestBucket } from '../../support/bucket.ts';
import { cli } from '../../support/cli.ts';
import { scenarioPipeline } from '../../support/consumer-process.ts';
import { producePerf } from '../../support/produce.ts';
import { makeScenario, type Scenario } from '../../support/scenario.ts';
import { waitUntil } from '../../support/wait-until.ts';

const objectBytes = 100_000_000;
const recordBytes = 50_000;

describe('an object that is larger than the memory', { timeout: 600_000 }, () => {
  const scenarios: Scenario[] = [];
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  it('goes up while it grows, and is there once although the first consumer is killed half-way', async (t) => {
    const scenario = await makeScenario({
      sink: {
        batch: { maxBytes: objectBytes, timeoutSecs: 3600 },
        multipart: { partBytes: 5 * 1024 * 1024 },
      },
      top: {
        buffer: { maxBytes: 32 * 1024 * 1024 },
        watchdog: { stuckAfterSecs: 0 },
        log: { level: 'INFO' },
      },
    });
    scenarios.push(scenario);
    const { bucket } = scenario;
    const values = Array.from({ length: 20 }, (_, id) =>
      JSON.stringify({ id, pad: randomBytes(recordBytes / 2).toString('hex') }),
    );
    await producePerf(scenario.topic, objectBytes / recordBytes, values);

    const killed = await scenario.start();
    await waitUntil('two parts are stored', async () => (await partsStored(bucket)) >= 2, {
      timeoutMs: 240_000,
    });
    killed.kill('SIGKILL');
    await killed.exit;
    assert.deepEqual(await bucket.list(), []);
    assert.deepEqual(await scenario.committed(), [0n]);

    const startedAt = performance.now();
    const consumer = await scenario.start(['--until-end']);
    await consumer.untilTold('partitions_assigned');
    const idle = consumer.peakRssMb();
    assert.equal((await consumer.exit).code, 0, consumer.lines.join('\n'));
    const events = await scenario.assertExact();
    const keys = await bucket.list();
    const sizes = await Promise.all(
      keys.map(async (key) => (await bucket.head(key)).ContentLength),
    );
    const largest = Math.max(...sizes.map((size) => size ?? 0));
    const audited = await audit(scenario);
    assert.deepEqual(
      [audited.ok, audited.partitions.map(({ verdict }) => verdict)],
      [true, ['complete']],
    );
    assert.equal(audited.uploads.length, 1, 'what the killed one has left is told');
    const peak = consumer.peakRssMb();
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    t.diagnostic(
      `${events.length} events in ${keys.length} objects, the largest of ${Math.round(largest / 1e6)} MB; peak memory ${peak} MB, ${idle} MB of it before the first record; ${seconds} s`,
    );
    assert.ok(largest > objectBytes * 0.95, `the largest object has ${largest} bytes`);
    if (peak === null || idle === null) return;
    assert.ok(peak - idle < (objectBytes / 1e6) * 0.8, `memory grew from ${idle} to ${peak} MB`);
  });
});

interface Audited {
  readonly ok: boolean;
  readonly partitions: readonly { readonly verdict: string }[];
  readonly uploads: readonly { readonly place: string; readonly startedAt: string }[];
}

/** What the audit says that reads every object. */
async function audit({ definition }: Scenario): Promise<Audited> {
  // read where the pipeline's file is imported
  process.env['SLUICE_SCENARIO'] = JSON.stringify(definition);
  const env = { API_ADDRESS: '127.0.0.1:0' };
  const { out, err } = await cli(['audit', scenarioPipeline, '--deep', '--json'], { env });
  assert.equal(err, '');
  return JSON.parse(out) as Audited;
}

/** Of all uploads that nobody has ended. */
async function partsStored({ client, name }: TestBucket): Promise<number> {
  const { Uploads: uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: name, Prefix: 'raw/' }),
  );
  let parts = 0;
  for (const { Key: key, UploadId: id } of uploads) {
    const upload = { Bucket: name, Key: key, UploadId: id };
    parts += (await client.send(new ListPartsCommand(upload))).Parts?.length ?? 0;
  }
  return parts;
}
