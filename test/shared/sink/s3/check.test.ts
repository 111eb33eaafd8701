import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fault } from './fault-server.ts';
import { failureOf, never, setUp } from './faulty-store.ts';

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
