import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { createBucket, testS3Client } from '../../support/bucket.ts';
import type { TestBucket } from '../../support/bucket.ts';
import { testS3 } from '../../support/engines.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import type { HttpFault, HttpProxy } from '../../support/http-proxy.ts';

/** The real S3 server through the fault proxy: signatures hold, and each fault is what a client would see of it. */
let bucket: TestBucket;
let proxy: HttpProxy;
let client: S3Client;
before(async () => {
  bucket = await createBucket('faults');
  proxy = await startHttpProxy((await testS3()).endpoint);
  client = testS3Client({ ...bucket.address, endpoint: proxy.endpoint }, 1);
});
after(async () => {
  client.destroy();
  await proxy.close();
  await bucket.remove();
});

async function put(key: string, body = 'content'): Promise<string> {
  const command = new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: body });
  try {
    await client.send(command);
    return 'stored';
  } catch (error) {
    return (error as Error).name;
  }
}

test('a signed request passes, with keys that need encoding and a body of 20 MB', async () => {
  const key = 'raw/dt=2026-11-22/device=ä b+c/1.json';
  const body = 'x'.repeat(20_000_000);
  assert.equal(await put(key, body), 'stored');
  assert.equal((await bucket.read(key)).byteLength, body.length);
  assert.deepEqual(await bucket.list('raw/'), [key]);
  const seen = proxy.requests.at(-1);
  assert.deepEqual([seen?.method, seen?.path], ['PUT', `/${bucket.name}/${key}`]);
});

test('a wrong secret is refused by the server, through the proxy', async () => {
  const stranger = testS3Client({
    ...bucket.address,
    endpoint: proxy.endpoint,
    secretAccessKey: 'wrong',
  });
  const command = new PutObjectCommand({ Bucket: bucket.name, Key: 'no', Body: 'no' });
  await assert.rejects(stranger.send(command), { name: 'SignatureDoesNotMatch' });
  stranger.destroy();
});

test('a conditional create of a key that is taken gets 412', async () => {
  const create = async (body: string): Promise<unknown> =>
    client.send(
      new PutObjectCommand({ Bucket: bucket.name, Key: 'once', Body: body, IfNoneMatch: '*' }),
    );
  await create('first');
  await assert.rejects(create('second'), { name: 'PreconditionFailed' });
  assert.equal(String(await bucket.read('once')), 'first');
});

const faults: readonly (readonly [
  name: string,
  fault: HttpFault,
  seen: string,
  stored: boolean,
])[] = [
  ['503', { do: 'answer', status: 503, code: 'SlowDown' }, 'SlowDown', false],
  ['500', { do: 'answer', status: 500, code: 'InternalError' }, 'InternalError', false],
  ['403', { do: 'answer', status: 403, code: 'AccessDenied' }, 'AccessDenied', false],
  [
    '500 after it was stored',
    { do: 'answer', status: 500, code: 'InternalError', when: 'after' },
    'InternalError',
    true,
  ],
  ['a connection cut before', { do: 'cut' }, 'Error', false],
  ['a connection cut after it was stored', { do: 'cut', when: 'after' }, 'Error', true],
  ['an answer held', { do: 'hold', ms: 300 }, 'stored', true],
  ['a request held', { do: 'hold', ms: 300, when: 'before' }, 'stored', true],
];

for (const [name, fault, seen, stored] of faults) {
  test(`${name}: the client sees it, and the object is ${stored ? '' : 'not '}there`, async () => {
    const key = `fault/${name}`;
    proxy.faultTimes(1, (request) => (request.path.includes(key) ? fault : null));
    const startMs = performance.now();
    const result = await put(key);
    assert.ok(result.includes(seen) || (seen === 'Error' && result === 'TimeoutError'), result);
    if (fault.do === 'hold') assert.ok(performance.now() - startMs >= 295);
    assert.deepEqual(await bucket.list(key), stored ? [key] : []);
    // The rule has had its one request.
    assert.equal(await put(key), 'stored');
  });
}
