import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { describe, it } from 'node:test';
import type { Fault } from './fault-server.ts';
import { never, setUp, twoPieces, wholeBody } from './faulty-store.ts';
import { objectOf } from '../../../support/store-model.ts';

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
      contentEncoding: 'gzip',
    });
    await store.put(twoPieces, never);
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
      /^x-amz-|^content-encoding/.test(name),
    );
    assert.deepEqual(names.toSorted(), [
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-meta-first-offset',
      'x-amz-user-agent',
    ]);
    assert.equal(server.requests[0]?.headers['content-length'], '0');
  });

  it('grants are headers of every object, its uploads and records, and the encoding of data alone', async (t) => {
    const { server, store } = await setUp(t, [], {
      contentEncoding: 'gzip',
      grantFullControl: 'id="79a5"',
      grantRead: 'uri="http://acs.amazonaws.com/groups/global/AllUsers", id="ab"',
      grantReadAcp: 'emailAddress="a@b.example"',
      grantWriteAcp: 'id="cd"',
    });
    await store.put(twoPieces, never);
    await store.put({ ...twoPieces, kind: 'record' }, never);
    const [data, record] = server.requests.map(({ headers }) => headers);
    for (const headers of [data, record]) {
      assert.deepEqual(
        Object.entries(headers ?? {}).filter(([name]) => name.startsWith('x-amz-grant-')),
        [
          ['x-amz-grant-full-control', 'id="79a5"'],
          ['x-amz-grant-read', 'uri="http://acs.amazonaws.com/groups/global/AllUsers", id="ab"'],
          ['x-amz-grant-read-acp', 'emailAddress="a@b.example"'],
          ['x-amz-grant-write-acp', 'id="cd"'],
        ],
      );
      assert.match(String(headers?.authorization), /x-amz-grant-full-control;x-amz-grant-read;/);
    }
    assert.deepEqual(
      [data?.['content-encoding'], record?.['content-encoding']],
      ['gzip', undefined],
    );
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

  it('an upload begins with the options of the sink, and each part is signed with its payload', async (t) => {
    const begun = `<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>`;
    const done = '<CompleteMultipartUploadResult/>';
    const answers: Fault[] = [
      { kind: 'answer', body: Buffer.from(begun) },
      { kind: 'ok' },
      { kind: 'answer', body: Buffer.from(done) },
    ];
    const { server, store } = await setUp(t, answers, {
      storageClass: 'STANDARD_IA',
      serverSideEncryption: 'AES256',
      contentEncoding: 'zstd',
      grantRead: 'id="ab"',
      tags: { team: 'lake' },
      expectedBucketOwner: '123456789012',
    });
    const { key, contentType, metadata, body } = twoPieces;
    const upload = await store.startUpload({ key, contentType, metadata }, never);
    await upload.uploadPart(1, body, never);
    assert.equal(await upload.complete('create', never), 'created');
    const [start, part, complete] = server.requests;
    const named = (headers: IncomingHttpHeaders = {}): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(headers).filter(([name]) =>
          /^x-amz-(?!date|user-agent|content-sha256)|^content-(?:type|encoding)|^if-/.test(name),
        ),
      );
    assert.deepEqual(named(start?.headers), {
      'content-encoding': 'zstd',
      'content-type': 'application/x-ndjson',
      'x-amz-expected-bucket-owner': '123456789012',
      'x-amz-grant-read': 'id="ab"',
      'x-amz-meta-first-offset': '17',
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-tagging': 'team=lake',
    });
    assert.equal(part?.body.toString(), wholeBody);
    assert.equal(
      part.headers['x-amz-content-sha256'],
      createHash('sha256').update(wholeBody).digest('hex'),
    );
    assert.equal(named(part.headers)['x-amz-expected-bucket-owner'], '123456789012');
    assert.equal(complete?.headers['if-none-match'], '*');
    assert.match(complete.body.toString(), /<Part><ETag>&quot;x&quot;<\/ETag><PartNumber>1</);
  });
});
