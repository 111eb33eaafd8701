import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import type { Fault } from './fault-server.ts';
import { failureOf, never, setUp, twoPieces, wholeBody } from './faulty-store.ts';
import { storeModel, userAgent } from '../../../support/store-model.ts';

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
        // on a busy machine an answer that comes may take a while
        request: { timeoutMs: fault.kind === 'slow' ? 1_000 : 30_000, maxAttempts: 3 },
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

/** What '20261127T031500Z' says. */
function msOf(stamp: string): number {
  const [, date = '', hour, minute, second] = /^(.{8})T(..)(..)(..)Z$/.exec(stamp) ?? [];
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

describe('a put from a machine whose clock is off', () => {
  it('is dated by the clock of the server the second time', async (t) => {
    const aheadMs = 2 * 3_600_000;
    const begun = Date.now();
    const serverTime = new Date(begun + aheadMs);
    const { server, store } = await setUp(t, [
      {
        kind: 'error',
        status: 403,
        code: 'RequestTimeTooSkewed',
        headers: { date: serverTime.toUTCString() },
      },
    ]);
    await store.put(twoPieces, never);
    const tookMs = Date.now() - begun;
    const shifts = server.requests.map(
      ({ headers }) => msOf(String(headers['x-amz-date'])) - begun,
    );
    assert.equal(shifts.length, 2);
    for (const [index, shift] of [0, aheadMs].entries()) {
      // a date header says whole seconds
      const offMs = (shifts[index] ?? Number.NaN) - shift;
      assert.ok(offMs > -2_000 && offMs <= tookMs, `request ${index} is off by ${offMs} ms`);
    }
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
    assert.ok(performance.now() - begun < 30_000);
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
