import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { testS3 } from '../../support/engines.ts';
import { type HttpFault, type HttpProxy, startHttpProxy } from '../../support/http-proxy.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { waitUntil } from '../../support/wait-until.ts';

const scenarios: Scenario[] = [];
const proxies: HttpProxy[] = [];

async function begin(
  options: Parameters<typeof makeScenario>[0] = {},
): Promise<{ readonly scenario: Scenario; readonly proxy: HttpProxy }> {
  const proxy = await startHttpProxy((await testS3()).endpoint);
  proxies.push(proxy);
  const scenario = await makeScenario({ ...options, endpoint: proxy.endpoint });
  scenarios.push(scenario);
  return { scenario, proxy };
}

const isPut = (method: string): boolean => method === 'PUT';

describe('a consumer whose object store', { timeout: 120_000, concurrency: 3 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
    for (const proxy of proxies) await proxy.close();
  });

  it('answers after 60 s does not cost the group a heartbeat: no rebalance, no restart, and all is stored', async () => {
    const { scenario, proxy } = await begin({
      partitions: 2,
      source: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 1_000 },
      sink: { request: { timeoutSecs: 120 } },
    });
    const consumer = await scenario.start();
    await consumer.untilTold('partitions_assigned');
    const isUpload = ({ method, path }: { method: string; path: string }): boolean =>
      isPut(method) && path.includes('/raw/');
    const takeBack = proxy.fault((request) =>
      isUpload(request) ? { do: 'hold', ms: 60_000 } : null,
    );
    const startedAt = performance.now();
    await produce(scenario.topic, numbered(2_000, 2));
    await waitUntil('uploads have begun', () => proxy.requests.some(isUpload));
    takeBack();
    await produce(scenario.topic, numbered(2_000, 2, 2_000));
    await scenario.untilDrained(90_000);
    assert.ok(performance.now() - startedAt > 59_000, 'the store did take its time');
    for (const event of ['rebalance_started', 'partitions_lost', 'consumer_restarted']) {
      assert.equal(consumer.told(event).length, 0, event);
    }
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });

  const passing: readonly (readonly [string, HttpFault, string])[] = [
    [
      'says 503 SlowDown for a while',
      { do: 'answer', status: 503, code: 'SlowDown' },
      'STORE_UNAVAILABLE',
    ],
    ['cuts connections for a while', { do: 'cut' }, 'STORE_UNAVAILABLE'],
    [
      'says that the credentials have expired',
      { do: 'answer', status: 403, code: 'ExpiredToken' },
      'STORE_CREDENTIALS',
    ],
  ];
  for (const [name, fault, code] of passing) {
    it(`${name} commits nothing meanwhile, then stores all of it`, async () => {
      const { scenario, proxy } = await begin({ partitions: 2 });
      const consumer = await scenario.start();
      await consumer.untilTold('partitions_assigned');
      proxy.fault(({ method }) => (isPut(method) ? fault : null));
      await produce(scenario.topic, numbered(2_000, 2));
      const retry = await consumer.untilTold('store_retry', ({ error }) => error?.code === code);
      assert.equal(retry.level, 'WARN');
      // the client gives up after its own tries, and the publisher goes on
      await consumer.untilMetrics(
        'tries have added up',
        (samples) => samples.sum('sluice_store_retries_total', { code }) >= 10,
      );
      assert.ok(consumer.running());
      assert.ok((await scenario.committed()).every((offset) => offset === null || offset === 0n));
      assert.deepEqual(await scenario.bucket.list(), []);
      proxy.clear();
      await scenario.untilDrained(60_000);
      assert.equal((await consumer.stop()).code, 0);
      await scenario.assertExact();
    });
  }

  it('does what it is asked and loses the answer stores the object again under the same key', async () => {
    const { scenario, proxy } = await begin();
    proxy.faultTimes(2, ({ method }) => (isPut(method) ? { do: 'cut', when: 'after' } : null));
    await produce(scenario.topic, numbered(100, 1));
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    await scenario.assertExact();
  });

  it('is away when it starts waits for it', async () => {
    const { scenario, proxy } = await begin();
    await produce(scenario.topic, numbered(100, 1));
    proxy.fault(() => ({ do: 'cut' }));
    const consumer = await scenario.start();
    await consumer.untilTold('store_retry');
    const ready = await consumer.get('/readyz');
    assert.equal(ready.status, 503);
    proxy.clear();
    await scenario.untilDrained();
    assert.equal((await consumer.get('/readyz')).status, 200);
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });

  it('has no such bucket ends with exit code 66 and says what to do', async () => {
    const { scenario } = await begin({ sink: { bucket: 'no-such-bucket-4711' } });
    const consumer = await scenario.start();
    assert.deepEqual(await consumer.exit, { code: 66, signal: null });
    const [fatal] = consumer.told('fatal');
    assert.equal(fatal?.error?.code, 'STORE_BUCKET_MISSING');
    assert.match(fatal.message, /no-such-bucket-4711/);
    assert.match(fatal.error.remedy, /Create the bucket/);
    assertNothingSecret(consumer.lines);
  });

  it('denies access when it starts ends with exit code 77 and names the permission', async () => {
    const { scenario, proxy } = await begin();
    proxy.fault(() => ({ do: 'answer', status: 403, code: 'AccessDenied' }));
    const consumer = await scenario.start();
    assert.equal((await consumer.exit).code, 77);
    const [fatal] = consumer.told('fatal');
    assert.equal(fatal?.error?.code, 'STORE_ACCESS_DENIED');
    assert.match(fatal.message, /s3:PutObject/);
    assertNothingSecret(consumer.lines);
  });

  it('denies access in the middle ends with exit code 77, with nothing committed that is not stored', async () => {
    const { scenario, proxy } = await begin();
    await produce(scenario.topic, numbered(500, 1));
    const consumer = await scenario.start();
    await scenario.untilDrained();
    proxy.fault(({ method }) =>
      isPut(method) ? { do: 'answer', status: 403, code: 'AccessDenied' } : null,
    );
    await produce(scenario.topic, numbered(500, 1, 500));
    assert.equal((await consumer.exit).code, 77);
    assert.deepEqual(await scenario.committed(), [500n]);
    proxy.clear();
    const next = await scenario.start(['--until-end']);
    assert.equal((await next.exit).code, 0);
    await scenario.assertExact();
  });
});

/** No credentials, and no stack: what ends the process is a message, not a defect. */
function assertNothingSecret(lines: readonly string[]): void {
  const output = lines.join('\n');
  assert.doesNotMatch(output, /sluice-local-secret/);
  assert.doesNotMatch(output, /^ +at /m);
  assert.doesNotMatch(output, /"stack"/);
}
