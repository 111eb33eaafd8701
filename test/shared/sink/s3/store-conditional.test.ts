import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { ObjectStore } from '../../../../shared/sink/object-store.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import { createBucket, type TestBucket } from '../../../support/bucket.ts';
import { startHttpProxy, type HttpFault, type HttpProxy } from '../../../support/http-proxy.ts';
import { bucketModel, objectOf, userAgent } from '../../../support/store-model.ts';
import { startUnconditionalServer } from './unconditional-server.ts';

const never = new AbortController().signal;
const probe = '_sluice/conditional-write-probe';

describe('conditional creates on a real S3 server', () => {
  let bucket: TestBucket;
  let proxy: HttpProxy;
  before(async () => {
    bucket = await createBucket('create');
    proxy = await startHttpProxy(bucket.address.endpoint);
  });
  after(async () => {
    await proxy.close();
    await bucket.remove();
  });

  function open(t: TestContext, endpoint: string, maxAttempts = 3): ObjectStore {
    const model = bucketModel(bucket, endpoint);
    const request = { timeoutMs: 2000, maxAttempts };
    const store = createS3Store({ ...model, request }, { userAgent });
    t.after(() => {
      store.close();
      proxy.clear();
    });
    return store;
  }

  const lost: [string, HttpFault][] = [
    ['the connection is cut', { do: 'cut', when: 'after' }],
    ['the server says 500', { do: 'answer', when: 'after', status: 500, code: 'InternalError' }],
    ['a proxy says 504', { do: 'answer', when: 'after', status: 504, code: '' }],
    ['the answer takes too long', { do: 'hold', when: 'after', ms: 4000 }],
  ];
  for (const [name, fault] of lost) {
    it(`where ${name} after the object was stored, it exists, and head shows that it is ours`, async (t) => {
      const store = open(t, proxy.endpoint);
      const object = {
        ...objectOf(`lost/${name}`, ['a'.repeat(300_000), 'b'.repeat(300_000)]),
        metadata: { 'sluice-crc32': 'q1w2e3==', 'sluice-events': '7' },
      };
      proxy.faultTimes(1, ({ method }) => (method === 'PUT' ? fault : null));
      assert.equal(await store.create(object, never), 'exists');
      const head = await store.head(object.key, never);
      assert.equal(head?.byteLength, object.byteLength);
      assert.deepEqual(head.metadata, object.metadata);
      assert.ok(Math.abs(Date.now() - Number(head.lastModified)) < 60_000);
    });
  }

  it('where a request never arrived, the object is created', async (t) => {
    const store = open(t, proxy.endpoint);
    proxy.faultTimes(2, () => ({ do: 'cut' }));
    assert.equal(await store.create(objectOf('never/arrived', ['x']), never), 'created');
  });

  it('of twenty stores that lose every other answer, at most one is told that it created', async (t) => {
    const stores = Array.from({ length: 20 }, () => open(t, proxy.endpoint, 10));
    let puts = 0;
    proxy.fault(({ method }) =>
      method === 'PUT' && puts++ % 2 === 0 ? { do: 'cut', when: 'after' } : null,
    );
    const answers = await Promise.all(
      stores.map((store, i) => store.create(objectOf('lost/race', [`creator ${i}`]), never)),
    );
    assert.ok(answers.filter((answer) => answer === 'created').length <= 1, String(answers));
    assert.match(String(await bucket.read('lost/race')), /^creator \d+$/);
  });

  it('support is found by one marker, made twice the first time and once by whoever comes later', async (t) => {
    assert.equal(await open(t, proxy.endpoint).supportsCreate(never), true);
    const puts = (): number => proxy.requests.filter(({ path }) => path.endsWith(probe)).length;
    const first = puts();
    assert.equal(first, 2);
    const made = await bucket.head(probe);
    assert.equal(made.ContentLength, 0);
    assert.equal(await open(t, proxy.endpoint).supportsCreate(never), true);
    assert.equal(puts(), first + 1);
    assert.deepEqual((await bucket.head(probe)).LastModified, made.LastModified);
    assert.deepEqual(await bucket.list('_sluice/'), [probe]);
  });

  it('support is found by many at once', async (t) => {
    await bucket.delete(probe);
    const stores = Array.from({ length: 12 }, () => open(t, bucket.address.endpoint));
    const answers = await Promise.all(stores.map((store) => store.supportsCreate(never)));
    assert.deepEqual(
      answers,
      Array.from(stores, () => true),
    );
  });

  it('a server that ignores the condition is found out, on a bucket without the marker and with it', async (t) => {
    const server = await startUnconditionalServer(bucket);
    t.after(server.close);
    await bucket.delete(probe);
    for (const _ of ['without', 'with']) {
      assert.equal(await open(t, server.endpoint).supportsCreate(never), false);
      assert.deepEqual(await bucket.list('_sluice/'), [probe]);
    }
  });
});
