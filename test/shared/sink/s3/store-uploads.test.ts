import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { ObjectStore } from '../../../../shared/sink/object-store.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import { createBucket, type TestBucket } from '../../../support/bucket.ts';
import { startHttpProxy, type HttpFault, type HttpProxy } from '../../../support/http-proxy.ts';
import { bucketModel, headOf, objectOf, userAgent } from '../../../support/store-model.ts';

const never = new AbortController().signal;

/** The operation of a request on an upload, by its method and query. */
function operationOf({
  method,
  query,
}: {
  readonly method: string;
  readonly query: string;
}): string {
  if (method === 'PUT') return query.includes('partNumber=') ? 'part' : 'put';
  if (method === 'POST') return query.includes('uploadId=') ? 'complete' : 'start';
  return method === 'DELETE' ? 'abort' : method;
}

describe('an upload to a real S3 server', () => {
  let bucket: TestBucket;
  let proxy: HttpProxy;
  before(async () => {
    bucket = await createBucket('uploads');
    proxy = await startHttpProxy(bucket.address.endpoint);
  });
  after(async () => {
    await proxy.close();
    await bucket.remove();
  });

  function open(t: TestContext, maxAttempts = 3): ObjectStore {
    const model = bucketModel(bucket, proxy.endpoint);
    const store = createS3Store(
      { ...model, request: { timeoutMs: 10_000, maxAttempts } },
      { userAgent },
    );
    t.after(() => {
      store.close();
      proxy.clear();
    });
    return store;
  }

  const failing = (operation: string, fault: HttpFault, times = 1): void => {
    proxy.faultTimes(times, (request) => (operationOf(request) === operation ? fault : null));
  };
  const internalError = (when: 'before' | 'after'): HttpFault => ({
    do: 'answer',
    when,
    status: 500,
    code: 'InternalError',
  });

  const passing: readonly (readonly [string, string, HttpFault])[] = [
    ['a beginning that fails', 'start', internalError('before')],
    ['a part that fails', 'part', internalError('before')],
    ['a part that is answered 500 after it was stored', 'part', internalError('after')],
    ['a part whose connection is cut', 'part', { do: 'cut', when: 'after' }],
    ['a completion that fails', 'complete', internalError('before')],
    [
      'a completion that conflicts with another',
      'complete',
      { do: 'answer', status: 409, code: 'ConditionalRequestConflict' },
    ],
  ];
  for (const [name, operation, fault] of passing) {
    it(`heals from ${name}, and has stored the object`, async (t) => {
      const store = open(t);
      const key = `heals/${name}`;
      failing(operation, fault);
      const upload = await store.startUpload(headOf(key), never);
      await upload.uploadPart(1, [Buffer.from('first '), Buffer.from('part')], never);
      assert.equal(await upload.complete('create', never), 'created');
      assert.equal(String(await bucket.read(key)), 'first part');
      assert.deepEqual((await store.head(key, never))?.metadata, { 'first-offset': '17' });
    });
  }

  for (const condition of ['create', 'replace'] as const) {
    it(`to ${condition} whose completion loses its answer has stored the object, and says so`, async (t) => {
      const store = open(t);
      const key = `lost/${condition}`;
      if (condition === 'replace') await store.put(objectOf(key, ['older']), never);
      const upload = await store.startUpload(headOf(key), never);
      await upload.uploadPart(1, [Buffer.from('whole')], never);
      failing('complete', { do: 'cut', when: 'after' });
      // S3 may take the second try for the first one's, or for one that finds the key taken
      const answer = await upload.complete(condition, never);
      assert.ok(answer === 'created' || condition === 'create', answer);
      assert.equal(String(await bucket.read(key)), 'whole');
    });

    it(`to ${condition} that is gone after a lost answer finds what it has stored`, async (t) => {
      const store = open(t);
      const key = `forgotten/${condition}`;
      const upload = await store.startUpload(headOf(key), never);
      await upload.uploadPart(1, [Buffer.from('whole')], never);
      failing('complete', { do: 'answer', when: 'after', status: 404, code: 'NoSuchUpload' });
      const answer = await upload.complete(condition, never);
      assert.equal(answer, condition === 'create' ? 'exists' : 'created');
      assert.equal(String(await bucket.read(key)), 'whole');
    });
  }

  it('that somebody else has aborted says so, also where an older object has its key', async (t) => {
    const store = open(t);
    for (const older of [false, true]) {
      const key = `gone/${older}`;
      if (older) await store.put(objectOf(key, ['older']), never);
      const upload = await store.startUpload(headOf(key), never);
      await upload.uploadPart(1, [Buffer.from('newer content')], never);
      await upload.abort(never);
      await assert.rejects(upload.complete('replace', never), { code: 'STORE_UPLOAD_GONE' });
    }
    const upload = await store.startUpload(headOf('gone/part'), never);
    failing('part', { do: 'answer', status: 404, code: 'NoSuchUpload' });
    await assert.rejects(upload.uploadPart(1, [Buffer.from('x')], never), {
      code: 'STORE_UPLOAD_GONE',
      retryable: false,
    });
    await upload.abort(never);
  });

  it('that finds its key taken throws its parts away', async (t) => {
    const store = open(t);
    await store.put(objectOf('taken', ['first']), never);
    const upload = await store.startUpload(headOf('taken'), never);
    await upload.uploadPart(1, [Buffer.from('second')], never);
    assert.equal(await upload.complete('create', never), 'exists');
    assert.equal(
      proxy.requests.filter((request) => operationOf(request) === 'abort').at(-1)?.path,
      `/${bucket.name}/taken`,
    );
    assert.equal(String(await bucket.read('taken')), 'first');
  });

  it('ends with the signal, and can be aborted after it', async (t) => {
    const store = open(t);
    const upload = await store.startUpload(headOf('called/off'), never);
    failing('part', { do: 'hold', when: 'before', ms: 5000 });
    const ending = AbortSignal.timeout(100);
    await assert.rejects(upload.uploadPart(1, [Buffer.from('x')], ending));
    await upload.abort(never);
    assert.deepEqual(await Array.fromAsync(store.listUploads('called/', never)), []);
  });

  it('that nobody has ended is listed with its time, below its prefix, also under an odd name', async (t) => {
    const store = open(t);
    const keys = ['open/a b+c%2B&d=1/ü', 'open/b', 'open-not/a'];
    const uploads = [];
    for (const key of keys) uploads.push(await store.startUpload(headOf(key), never));
    const found = await Array.fromAsync(store.listUploads('open/', never));
    assert.deepEqual(found.map(({ key }) => key).toSorted(), keys.slice(0, 2));
    for (const { startedAt } of found) assert.ok(Math.abs(Date.now() - Number(startedAt)) < 60_000);
    for (const upload of uploads) await upload.abort(never);
  });

  it('is asked about once: whether it never replaces', async (t) => {
    const store = open(t);
    const earlier = proxy.requests.length;
    assert.equal(await store.supportsUploads('create', never), true);
    const asked = proxy.requests.slice(earlier).map(operationOf);
    assert.deepEqual(asked, ['start', 'put', 'part', 'complete', 'abort']);
    assert.equal(await store.supportsUploads('replace', never), true);
    assert.equal(proxy.requests.length, earlier + asked.length);
  });

  it('that may replace is asked about below the prefix of the sink alone', async (t) => {
    const store = open(t);
    const earlier = proxy.requests.length;
    assert.equal(await store.supportsUploads('replace', never), true);
    const asked = proxy.requests.slice(earlier);
    assert.deepEqual(asked.map(operationOf), ['start', 'abort']);
    assert.ok(asked.every(({ path }) => path === `/${bucket.name}/_sluice-check`));
  });

  it('is told apart on a server without such uploads', async (t) => {
    const store = open(t);
    failing('start', { do: 'answer', status: 501, code: 'NotImplemented' }, 2);
    assert.equal(await store.supportsUploads('replace', never), false);
    assert.equal(await store.supportsUploads('create', never), false);
  });
});
