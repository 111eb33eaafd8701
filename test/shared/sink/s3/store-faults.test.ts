import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import type { S3StoreModel } from '../../../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../../../shared/sink/object-store.ts';
import type { S3Retry } from '../../../../shared/sink/s3/retry.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import { startFaultServer, type Fault, type FaultServer } from './fault-server.ts';
import { objectOf, storeModel, userAgent } from './store-model.ts';

interface Setup {
  readonly server: FaultServer;
  readonly store: ObjectStore;
  readonly retries: S3Retry[];
}

async function setUp(
  t: TestContext,
  faults: readonly Fault[],
  changes: Partial<S3StoreModel> = {},
): Promise<Setup> {
  const server = await startFaultServer(faults);
  const retries: S3Retry[] = [];
  const store = createS3Store(storeModel({ endpoint: server.endpoint, ...changes }), {
    userAgent,
    checkPrefix: 'raw/',
    onRetry: (retry) => retries.push(retry),
  });
  t.after(async () => {
    store.close();
    await server.close();
  });
  return { server, store, retries };
}

const never = new AbortController().signal;
const twoPieces = objectOf('raw/dt=2026-11-22/17.ndjson', ['{"a":1}\n', '{"a":2}\n']);
const wholeBody = '{"a":1}\n{"a":2}\n';

async function failureOf(work: Promise<unknown>): Promise<SluiceError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof SluiceError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'it succeeded' });
}

describe('a put heals by itself from', () => {
  const passing: [string, Fault, ErrorCode][] = [
    ['throttling', { kind: 'error', status: 503, code: 'SlowDown' }, 'STORE_UNAVAILABLE'],
    [
      'throttling before the body is read',
      { kind: 'error', status: 503, code: 'SlowDown', early: true },
      'STORE_UNAVAILABLE',
    ],
    [
      'too many requests',
      { kind: 'error', status: 429, code: 'TooManyRequests' },
      'STORE_UNAVAILABLE',
    ],
    [
      'an internal error',
      { kind: 'error', status: 500, code: 'InternalError' },
      'STORE_UNAVAILABLE',
    ],
    ['a page from a proxy', { kind: 'html', status: 502 }, 'STORE_UNAVAILABLE'],
    ['a connection that is cut', { kind: 'cut' }, 'STORE_UNAVAILABLE'],
    ['an answer that takes too long', { kind: 'slow', delayMs: 5000 }, 'STORE_UNAVAILABLE'],
    [
      'a body damaged on its way',
      { kind: 'error', status: 400, code: 'XAmzContentSHA256Mismatch' },
      'STORE_UNAVAILABLE',
    ],
    ['an expired token', { kind: 'error', status: 400, code: 'ExpiredToken' }, 'STORE_CREDENTIALS'],
    [
      'a clock that is off',
      { kind: 'error', status: 403, code: 'RequestTimeTooSkewed' },
      'STORE_CREDENTIALS',
    ],
    [
      'one denial, which some servers say of an expired session',
      { kind: 'error', status: 403, code: 'AccessDenied' },
      'STORE_ACCESS_DENIED',
    ],
  ];
  for (const [name, fault, code] of passing) {
    it(name, async (t) => {
      const { server, store, retries } = await setUp(t, [fault], {
        request: { timeoutMs: 500, maxAttempts: 3 },
      });
      await store.put(twoPieces, never);
      assert.deepEqual(
        retries.map(({ attempt, error }) => [attempt, error.code]),
        [[1, code]],
      );
      assert.equal(server.requests.at(-1)?.body.toString(), wholeBody);
    });
  }
});

describe('a put from a machine whose clock is off', () => {
  it('is dated by the clock of the server the second time', async (t) => {
    const serverTime = new Date(Date.now() + 2 * 3_600_000);
    const { server, store } = await setUp(t, [
      {
        kind: 'error',
        status: 403,
        code: 'RequestTimeTooSkewed',
        headers: { date: serverTime.toUTCString() },
      },
    ]);
    await store.put(twoPieces, never);
    const hours = server.requests.map(({ headers }) => String(headers['x-amz-date']).slice(0, 11));
    const stamp = (date: Date): string => date.toISOString().replaceAll(/[-:]/g, '').slice(0, 11);
    assert.deepEqual(hours, [stamp(new Date()), stamp(serverTime)]);
  });
});

describe('a put gives up', () => {
  const lasting: [string, Fault, ErrorCode, number, RegExp][] = [
    [
      'after its tries, and may be called again',
      { kind: 'error', status: 503, code: 'SlowDown' },
      'STORE_UNAVAILABLE',
      3,
      /SlowDown, HTTP 503/,
    ],
    [
      'where there is no such bucket, at once',
      { kind: 'error', status: 404, code: 'NoSuchBucket' },
      'STORE_BUCKET_MISSING',
      1,
      /NoSuchBucket/,
    ],
    [
      'where access is denied, after one more look',
      { kind: 'error', status: 403, code: 'AccessDenied' },
      'STORE_ACCESS_DENIED',
      2,
      /s3:PutObject/,
    ],
    [
      'where the request is refused, at once',
      { kind: 'error', status: 400, code: 'InvalidStorageClass' },
      'STORE_REJECTED',
      1,
      /InvalidStorageClass/,
    ],
    [
      'where the bucket is elsewhere, at once',
      {
        kind: 'error',
        status: 301,
        code: 'PermanentRedirect',
        headers: { 'x-amz-bucket-region': 'eu-west-1' },
      },
      'CONFIG_INVALID',
      1,
      /set region: 'eu-west-1'/,
    ],
    [
      'where the signature names the wrong region',
      {
        kind: 'error',
        status: 400,
        code: 'AuthorizationHeaderMalformed',
        xml: '<Region>eu-west-1</Region>',
      },
      'CONFIG_INVALID',
      1,
      /set region: 'eu-west-1'/,
    ],
    [
      'with expired credentials that stay so, and may be called again',
      { kind: 'error', status: 400, code: 'ExpiredToken' },
      'STORE_CREDENTIALS',
      3,
      /ExpiredToken/,
    ],
  ];
  for (const [name, fault, code, tries, message] of lasting) {
    it(name, async (t) => {
      const { server, store } = await setUp(
        t,
        Array.from({ length: 5 }, () => fault),
      );
      const error = await failureOf(store.put(twoPieces, never));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.match(error.message, /^PutObject on s3:\/\/lake\/raw\/dt=2026-11-22\/ at http:/);
      assert.doesNotMatch(error.message, /test-secret|\{"a"/);
      assert.equal(server.requests.length, tries);
    });
  }

  it('at once when the caller does, in the middle of a request', async (t) => {
    const { store } = await setUp(t, [{ kind: 'slow', delayMs: 60_000 }], {
      request: { timeoutMs: 60_000, maxAttempts: 3 },
    });
    const begun = performance.now();
    const error = await failureOf(store.put(twoPieces, AbortSignal.timeout(100)));
    assert.equal(error.code, 'STORE_UNAVAILABLE');
    assert.ok(performance.now() - begun < 2000);
  });

  it('at once when the caller does, while it waits for the next try', async (t) => {
    const { store, retries, server } = await setUp(
      t,
      Array.from({ length: 9 }, (): Fault => ({ kind: 'error', status: 503, code: 'SlowDown' })),
      { request: { timeoutMs: 1000, maxAttempts: 9 } },
    );
    const caller = new AbortController();
    const failed = failureOf(store.put(twoPieces, caller.signal));
    while (retries.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    caller.abort();
    assert.equal((await failed).code, 'STORE_UNAVAILABLE');
    assert.equal(server.requests.length, 3);
  });

  it('when nobody listens', async () => {
    const store = createS3Store(
      storeModel({ endpoint: 'http://127.0.0.1:1', request: { timeoutMs: 500, maxAttempts: 2 } }),
      { userAgent },
    );
    const error = await failureOf(store.put(twoPieces, never));
    assert.equal(error.code, 'STORE_UNAVAILABLE');
    assert.match(error.message, /ECONNREFUSED/);
    store.close();
  });
});

describe('on the wire', () => {
  it('each option of the sink is a header, and the payload is signed', async (t) => {
    const { server, store } = await setUp(t, [], {
      storageClass: 'STANDARD_IA',
      serverSideEncryption: 'aws:kms',
      ssekmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/k',
      bucketKeyEnabled: true,
      acl: 'bucket-owner-full-control',
      tags: { team: 'data lake', 'cost+centre': 'a&b=c' },
      expectedBucketOwner: '123456789012',
      contentType: 'text/plain',
    });
    await store.put({ ...twoPieces, contentEncoding: 'gzip' }, never);
    const [{ headers, url, method } = assert.fail()] = server.requests;
    assert.equal(method, 'PUT');
    assert.equal(url, '/lake/raw/dt%3D2026-11-22/17.ndjson?x-id=PutObject');
    const sent = Object.fromEntries(
      Object.entries(headers).filter(
        ([name]) => name.startsWith('x-amz-') || name.startsWith('content-') || name === 'expect',
      ),
    );
    delete sent['x-amz-date'];
    assert.deepEqual(sent, {
      'content-type': 'text/plain',
      'content-encoding': 'gzip',
      'content-length': String(wholeBody.length),
      'x-amz-acl': 'bucket-owner-full-control',
      'x-amz-content-sha256': createHash('sha256').update(wholeBody).digest('hex'),
      'x-amz-expected-bucket-owner': '123456789012',
      'x-amz-meta-first-offset': '17',
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:us-east-1:123456789012:key/k',
      'x-amz-server-side-encryption-bucket-key-enabled': 'true',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-tagging': 'team=data%20lake&cost%2Bcentre=a%26b%3Dc',
      'x-amz-user-agent': sent['x-amz-user-agent'],
    });
    assert.match(String(headers['user-agent']), /sluice\/0\.0\.0-test/);
  });

  it('what is not set is not sent', async (t) => {
    const { server, store } = await setUp(t, []);
    await store.put(objectOf('raw/empty', []), never);
    const names = Object.keys(server.requests[0]?.headers ?? {}).filter((name) =>
      name.startsWith('x-amz-'),
    );
    assert.deepEqual(names.toSorted(), [
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-meta-first-offset',
      'x-amz-user-agent',
    ]);
    assert.equal(server.requests[0]?.headers['content-length'], '0');
  });

  it('connections are kept, also over large bodies', async (t) => {
    const { server, store } = await setUp(t, []);
    const large = objectOf('raw/large', ['a'.repeat(3_000_000), 'b'.repeat(3_000_000)]);
    for (let i = 0; i < 5; i++) await store.put(large, never);
    assert.equal(server.connections(), 1);
    assert.deepEqual(
      server.requests.map(({ body }) => body.length),
      Array.from({ length: 5 }, () => 6_000_000),
    );
  });

  it('nothing is written on the console', async (t) => {
    const error = t.mock.method(console, 'error', () => undefined);
    const warn = t.mock.method(console, 'warn', () => undefined);
    const { store } = await setUp(t, [{ kind: 'cut' }, { kind: 'slow', delayMs: 2000 }], {
      request: { timeoutMs: 300, maxAttempts: 3 },
    });
    await store.put(twoPieces, never);
    assert.equal(error.mock.callCount() + warn.mock.callCount(), 0);
  });
});

describe('a check', () => {
  const notImplemented: Fault = { kind: 'error', status: 501, code: 'NotImplemented' };

  it('asks for the bucket where the server has no multipart uploads', async (t) => {
    const { server, store } = await setUp(t, [notImplemented]);
    await store.check(never);
    assert.deepEqual(
      server.requests.map(({ method }) => method),
      ['POST', 'HEAD'],
    );
  });

  it('takes a forbidden look at the bucket for no answer', async (t) => {
    const { store } = await setUp(t, [
      notImplemented,
      ...Array.from({ length: 3 }, (): Fault => ({ kind: 'error', status: 403, code: '' })),
    ]);
    await store.check(never);
  });

  it('finds the bucket missing by its look at it', async (t) => {
    const { store } = await setUp(t, [notImplemented, { kind: 'error', status: 404, code: '' }]);
    assert.equal((await failureOf(store.check(never))).code, 'STORE_BUCKET_MISSING');
  });

  it('is denied where storing is, and says what is needed where', async (t) => {
    const { store } = await setUp(
      t,
      Array.from({ length: 3 }, (): Fault => ({
        kind: 'error',
        status: 403,
        code: 'AccessDenied',
      })),
      { expectedBucketOwner: '123456789012' },
    );
    const error = await failureOf(store.check(never));
    assert.equal(error.code, 'STORE_ACCESS_DENIED');
    assert.equal(error.retryable, false);
    assert.match(
      error.message,
      /s3:\/\/lake\/raw\/ .*s3:PutObject is allowed.*account 123456789012 owns/,
    );
  });
});
