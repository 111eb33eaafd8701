import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorCode } from '../../../../shared/errors.ts';
import type { Fault } from './fault-server.ts';
import { failureOf, never, setUp, twoPieces, wholeBody } from './faulty-store.ts';

const taken: Fault = { kind: 'error', status: 412, code: 'PreconditionFailed' };
const conflict: Fault = { kind: 'error', status: 409, code: 'ConditionalRequestConflict' };
const slowDown: Fault = { kind: 'error', status: 503, code: 'SlowDown' };
const notImplemented: Fault = { kind: 'error', status: 501, code: 'NotImplemented' };
const denied: Fault = { kind: 'error', status: 403, code: 'AccessDenied' };
const cut: Fault = { kind: 'cut' };

describe('a create ends with', { concurrency: true }, () => {
  const table: [string, readonly Fault[], 'created' | 'exists', number][] = [
    ['created, where the key is free', [], 'created', 1],
    ['exists, where it is taken, at once', [taken], 'exists', 1],
    [
      'exists, where that is said before the body is read',
      [{ ...taken, early: true }],
      'exists',
      1,
    ],
    ['exists, where a server has no name for it', [{ kind: 'html', status: 412 }], 'exists', 1],
    ['created, where another create of the key was under way and failed', [conflict], 'created', 2],
    ['exists, where another create of the key was under way', [conflict, taken], 'exists', 2],
    ['exists, where the answer to its own first try was lost', [cut, taken], 'exists', 2],
    ['created, where its first try never arrived', [cut], 'created', 2],
    ['exists, where the server failed after it had stored', [slowDown, taken], 'exists', 2],
  ];
  for (const [name, faults, expected, tries] of table) {
    it(name, async (t) => {
      const { server, store } = await setUp(t, faults);
      assert.equal(await store.create(twoPieces, never), expected);
      assert.deepEqual(
        server.requests.map(({ headers }) => headers['if-none-match']),
        Array.from({ length: tries }, () => '*'),
      );
    });
  }
});

describe('a create gives up', { concurrency: true }, () => {
  const table: [string, Fault, ErrorCode, number][] = [
    ['where creates of the key stay under way', conflict, 'STORE_UNAVAILABLE', 3],
    ['where the server asks for patience', slowDown, 'STORE_UNAVAILABLE', 3],
    ['where connections are cut', cut, 'STORE_UNAVAILABLE', 3],
    ['where access is denied', denied, 'STORE_ACCESS_DENIED', 2],
    ['where the server cannot', notImplemented, 'STORE_REJECTED', 1],
    [
      'where there is no such bucket',
      { kind: 'error', status: 404, code: 'NoSuchBucket' },
      'STORE_BUCKET_MISSING',
      1,
    ],
    [
      'where the token has expired',
      { kind: 'error', status: 400, code: 'ExpiredToken' },
      'STORE_CREDENTIALS',
      3,
    ],
  ];
  for (const [name, fault, code, tries] of table) {
    it(`${name}, after ${tries} tries`, async (t) => {
      const faults = Array.from({ length: 4 }, () => fault);
      const { server, store } = await setUp(t, faults);
      const error = await failureOf(store.create(twoPieces, never));
      assert.equal(error.code, code);
      assert.match(error.message, /^PutObject on s3:\/\/lake\/raw\/dt=2026-11-22\//);
      assert.equal(server.requests.length, tries);
    });
  }

  it('when the caller does', async (t) => {
    const { store } = await setUp(t, [{ kind: 'slow', delayMs: 60_000 }]);
    const error = await failureOf(store.create(twoPieces, AbortSignal.timeout(100)));
    assert.equal(error.code, 'STORE_UNAVAILABLE');
  });
});

describe('on the wire', () => {
  it('a put asks for no condition, and 412 is no answer to it', async (t) => {
    const { server, store } = await setUp(t, [taken]);
    assert.equal((await failureOf(store.put(twoPieces, never))).code, 'STORE_REJECTED');
    assert.equal(server.requests[0]?.headers['if-none-match'], undefined);
  });

  it('the condition is signed, and the body is sent whole with each try', async (t) => {
    const { server, store } = await setUp(t, [slowDown]);
    await store.create(twoPieces, never);
    for (const { headers, body } of server.requests) {
      assert.match(String(headers.authorization), /SignedHeaders=[^,]*;if-none-match;/);
      assert.equal(body.toString(), wholeBody);
    }
    assert.equal(server.requests.length, 2);
  });

  it("a record keeps its own type and is not archived, and has the sink's other options", async (t) => {
    const { server, store } = await setUp(t, [], {
      storageClass: 'DEEP_ARCHIVE',
      contentType: 'text/plain',
      serverSideEncryption: 'AES256',
      acl: 'bucket-owner-full-control',
    });
    await store.create({ ...twoPieces, kind: 'record' }, never);
    await store.create(twoPieces, never);
    const sent = server.requests.map(({ headers }) => [
      headers['x-amz-storage-class'],
      headers['content-type'],
      headers['x-amz-server-side-encryption'],
      headers['x-amz-acl'],
    ]);
    assert.deepEqual(sent, [
      [undefined, 'application/x-ndjson', 'AES256', 'bucket-owner-full-control'],
      ['DEEP_ARCHIVE', 'text/plain', 'AES256', 'bucket-owner-full-control'],
    ]);
  });
});

describe('whether a store supports create is', () => {
  const ok: Fault = { kind: 'ok' };
  const table: [string, readonly Fault[], boolean, number][] = [
    ['yes, where the marker of a run before is refused', [taken], true, 1],
    ['yes, where the marker is refused the second time', [ok, taken], true, 2],
    ['yes, where another process was just then at it', [conflict, taken], true, 2],
    ['yes, where only the answer to the first try was lost', [cut, taken], true, 2],
    ['no, where the marker can be made twice', [ok, ok], false, 2],
    ['no, where the server says that it cannot', [notImplemented], false, 1],
  ];
  for (const [name, faults, expected, requests] of table) {
    it(`${name}, and is asked once`, async (t) => {
      const { server, store } = await setUp(t, faults);
      assert.equal(await store.supportsCreate(never), expected);
      assert.equal(await store.supportsCreate(never), expected);
      assert.equal(server.requests.length, requests);
      for (const { url, method, body } of server.requests) {
        assert.equal(method, 'PUT');
        assert.match(url, /^\/lake\/_sluice\/conditional-write-probe\?/);
        assert.equal(body.length, 0);
      }
    });
  }

  it('open where the store cannot be asked, and asked again the next time', async (t) => {
    const { store } = await setUp(t, [denied, denied, taken]);
    const error = await failureOf(store.supportsCreate(never));
    assert.equal(error.code, 'STORE_ACCESS_DENIED');
    assert.match(error.message, /s3:\/\/lake\/_sluice\/ .*s3:PutObject is allowed there/);
    assert.equal(await store.supportsCreate(never), true);
  });
});
