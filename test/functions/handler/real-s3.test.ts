import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createHandler, type Handler } from '../../../functions/handler/create-handler.ts';
import { createBucket, type TestBucket } from '../../support/bucket.ts';
import { type HttpProxy, startHttpProxy } from '../../support/http-proxy.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';
import { invocationContext, mskEvent } from '../../support/msk-event.ts';
import { storedEvents } from '../../support/stored-events.ts';

interface Bench {
  readonly bucket: TestBucket;
  readonly proxy: HttpProxy;
  readonly handler: Handler;
}

/** The function as Lambda runs it, with its own client, and a proxy before the server. */
async function bench(t: TestContext): Promise<Bench> {
  const bucket = await createBucket('handler');
  const { accessKeyId, endpoint, region, secretAccessKey } = bucket.address;
  const proxy = await startHttpProxy(endpoint);
  t.after(async () => {
    await proxy.close();
    await bucket.remove();
  });
  const sink = {
    bucket: bucket.name,
    endpoint: proxy.endpoint,
    region,
    forcePathStyle: true,
    auth: { accessKeyId, secretAccessKey },
    keyPrefix: 'raw/dth=%F-%H/',
    compression: 'zstd',
    request: { timeoutSecs: 5 },
  };
  const handler = createHandler(minimalPipeline({ sink }), {
    env: { SLUICE_REPORT_BATCH_ITEM_FAILURES: 'true', POWERTOOLS_METRICS_DISABLED: 'true' },
    write: () => undefined,
  });
  return { bucket, proxy, handler };
}

/** One record a minute. */
function batch(length: number, first = 0): object {
  const records = Array.from({ length }, (_, index) => {
    const n = first + index;
    return {
      offset: 10 + n,
      timestamp: Date.parse('2026-05-01T00:00:00Z') + n * 60_000,
      value: JSON.stringify({ n, pad: 'x'.repeat(500) }),
    };
  });
  return mskEvent({ 'devices/0': records, 'devices/1': records });
}

async function numbersIn(bucket: TestBucket): Promise<readonly string[]> {
  const events = await storedEvents(bucket, 'raw/');
  return events
    .map(({ event }) => `${String(event['partition'])}/${String(event['n'])}`)
    .toSorted();
}

const slowDown = { do: 'answer', status: 503, code: 'SlowDown' } as const;

describe('a function over a real S3 server', () => {
  it('stores a batch once, also where it comes again, longer', async (t) => {
    const { bucket, handler } = await bench(t);
    for (const length of [90, 90, 150]) {
      assert.deepEqual(await handler(batch(length), invocationContext()), {
        batchItemFailures: [],
      });
      const numbers = await numbersIn(bucket);
      assert.equal(numbers.length, 2 * length);
      assert.equal(new Set(numbers).size, 2 * length);
    }
  });

  it('leaves what a batch that comes again shorter does not replace, which is there twice then', async (t) => {
    const { bucket, handler } = await bench(t);
    // 60 of one hour, and 30 of the next in an object of their own
    const stored = async (...events: readonly object[]): Promise<readonly string[]> => {
      for (const event of events) await handler(event, invocationContext());
      return numbersIn(bucket);
    };
    assert.equal((await stored(batch(90))).length, 180);
    // the shorter one replaces the object of its hour
    assert.equal((await stored(batch(40))).length, 2 * (40 + 30));
    const numbers = await stored(batch(50, 40));
    assert.equal(new Set(numbers).size, 180);
    assert.equal(numbers.length, 180 + 2 * 30);
  });

  it('gets over requests that fail', async (t) => {
    const { bucket, handler, proxy } = await bench(t);
    proxy.faultTimes(3, () => slowDown);
    assert.deepEqual(await handler(batch(90), invocationContext()), { batchItemFailures: [] });
    assert.equal((await numbersIn(bucket)).length, 180);
  });

  it('names everything where S3 is away until the deadline, of 2 s, and goes on after it', async (t) => {
    const { bucket, handler, proxy } = await bench(t);
    proxy.fault(() => slowDown);
    const answer = await handler(batch(90), invocationContext(2_000));
    assert.equal(answer?.batchItemFailures.length, 180);
    proxy.clear();
    assert.deepEqual(await handler(batch(90), invocationContext()), { batchItemFailures: [] });
    assert.equal((await numbersIn(bucket)).length, 180);
  });
});
