import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { maxGetBytes, type ObjectStore } from '../../../../shared/sink/object-store.ts';
import type { Fault } from './fault-server.ts';
import { failureOf, never, setUp } from './faulty-store.ts';

const key = '_sluice/devices/t/0/17.json';
const record = Buffer.from('{"next":42}');
const found: Fault = { kind: 'answer', body: record };
const slowDown: Fault = { kind: 'error', status: 503, code: 'SlowDown' };

/** A page of a listing as S3 writes it. */
function page(keys: readonly string[], more: string, encoding = 'url'): Fault {
  const contents = keys.map((each) => `<Contents><Key>${each}</Key><Size>7</Size></Contents>`);
  const encodingType = encoding === '' ? '' : `<EncodingType>${encoding}</EncodingType>`;
  return {
    kind: 'answer',
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(
      `<?xml version="1.0"?><ListBucketResult>${encodingType}${more}${contents.join('')}</ListBucketResult>`,
    ),
  };
}

async function listed(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const each of store.list('_sluice/', never)) keys.push(each.key);
  return keys;
}

const readers: Readonly<Record<string, (store: ObjectStore) => Promise<unknown>>> = {
  HeadObject: (store) => store.head(key, never),
  GetObject: (store) => store.get(key, never),
  ListObjectsV2: listed,
};

function all(code: ErrorCode): Readonly<Record<string, ErrorCode>> {
  return { HeadObject: code, GetObject: code, ListObjectsV2: code };
}

describe('head', () => {
  it('tells length, time and metadata, whatever case the server gives its names', async (t) => {
    const { store } = await setUp(t, [
      {
        kind: 'answer',
        headers: {
          'content-length': record.length,
          'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT',
          'X-Amz-Meta-Sluice-First': '17',
          'x-amz-meta-sluice-crc32': 'ab==',
          etag: '"x"',
        },
        body: record,
      },
    ]);
    assert.deepEqual(await store.head(key, never), {
      byteLength: record.length,
      metadata: { 'sluice-first': '17', 'sluice-crc32': 'ab==' },
      lastModified: new Date('2026-11-22T10:00:00Z'),
    });
  });
});

describe('get', () => {
  const table: [string, readonly Fault[], string][] = [
    ['at once', [found], record.toString()],
    ['after an answer cut in the middle', [{ ...found, ending: 'cut' }, found], record.toString()],
    [
      'after one that stops in the middle',
      [{ ...found, ending: 'stall' }, found],
      record.toString(),
    ],
    ['empty', [{ kind: 'answer', body: Buffer.alloc(0) }], ''],
  ] as [string, readonly Fault[], string][];
  for (const [name, faults, expected] of table) {
    it(`gives the bytes, ${name}`, async (t) => {
      const { server, store } = await setUp(t, faults, {
        request: { timeoutMs: 400, maxAttempts: 3 },
      });
      assert.equal(String(await store.get(key, never)), expected);
      assert.equal(server.requests.length, faults.length);
    });
  }

  it('ends when the caller does, in the middle of the body', async (t) => {
    const { store } = await setUp(t, [{ kind: 'answer', body: record, ending: 'stall' }], {
      request: { timeoutMs: 60_000, maxAttempts: 3 },
    });
    const error = await failureOf(store.get(key, AbortSignal.timeout(100)));
    assert.equal(error.code, 'STORE_UNAVAILABLE');
  });

  it('takes 16 MiB and refuses a byte more, also where no length is given', async (t) => {
    const chunked = { 'transfer-encoding': 'chunked' } as const;
    const most = Buffer.alloc(maxGetBytes, 'x');
    const { server, store } = await setUp(t, [
      { kind: 'answer', body: most },
      { kind: 'answer', body: Buffer.alloc(maxGetBytes + 1) },
      { kind: 'answer', body: Buffer.alloc(maxGetBytes + 1), headers: chunked },
    ]);
    assert.deepEqual(await store.get(key, never), most);
    for (const _ of ['length', 'no length']) {
      const error = await failureOf(store.get(key, never));
      assert.equal(error.code, 'STORE_REJECTED');
      assert.match(error.message, /17\.json: the object has more than 16777216 bytes/);
    }
    assert.equal(server.requests.length, 3);
  });
});

describe('list', () => {
  const truncated = (token: string): string =>
    `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;

  it('goes through all pages, and tries each again where that can help', async (t) => {
    const { server, store } = await setUp(t, [
      page(['_sluice/a', '_sluice/b'], truncated('t1')),
      slowDown,
      page([], truncated('t2')),
      page(['_sluice/c'], '<IsTruncated>false</IsTruncated>'),
    ]);
    assert.deepEqual(await listed(store), ['_sluice/a', '_sluice/b', '_sluice/c']);
    const asked = server.requests.map(({ url }) => new URL(url, 'http://s3').searchParams);
    assert.deepEqual(
      asked.map((query) => [query.get('prefix'), query.get('continuation-token')]),
      [null, 't1', 't1', 't2'].map((token) => ['_sluice/', token]),
    );
  });

  it('asks for no page that nobody wants', async (t) => {
    const { server, store } = await setUp(t, [page(['_sluice/a'], truncated('t1'))]);
    for await (const { byteLength } of store.list('_sluice/', never)) {
      assert.equal(byteLength, 7);
      break;
    }
    assert.equal(server.requests.length, 1);
  });

  it('decodes keys where the server has encoded them, and only there', async (t) => {
    const raw = '_sluice/a%2Bb+c';
    const { store } = await setUp(t, [page([raw], ''), page([raw], '', '')]);
    assert.deepEqual([await listed(store), await listed(store)], [['_sluice/a+b c'], [raw]]);
  });

  for (const [name, more] of [
    ['does not say where', '<IsTruncated>true</IsTruncated>'],
    ['stays where it is', truncated('t1')],
  ] as const) {
    it(`is not endless where a server has more and ${name}`, async (t) => {
      const { store } = await setUp(t, [page([], truncated('t1')), page([], more)]);
      const error = await failureOf(listed(store));
      assert.equal(error.code, 'STORE_REJECTED');
      assert.match(error.message, /says that there is more, but not where it goes on/);
    });
  }
});

describe('an object that is not there is null, by', () => {
  it('HEAD, whose answer has no name', async (t) => {
    const { server, store } = await setUp(t, [{ kind: 'error', status: 404, code: '' }]);
    assert.equal(await store.head(key, never), null);
    assert.equal(server.requests.length, 1);
  });

  it('GET', async (t) => {
    const { store } = await setUp(t, [{ kind: 'error', status: 404, code: 'NoSuchKey' }]);
    assert.equal(await store.get(key, never), null);
  });
});

describe('reading fails', { concurrency: true }, () => {
  const table: [string, Fault, Readonly<Record<string, ErrorCode>>, RegExp][] = [
    ['where the server asks for patience', slowDown, all('STORE_UNAVAILABLE'), /HTTP 503/],
    [
      'where connections are cut',
      { kind: 'cut' },
      all('STORE_UNAVAILABLE'),
      /ECONNRESET|socket hang up/,
    ],
    [
      'where access is denied, or a missing object is kept secret',
      { kind: 'error', status: 403, code: 'AccessDenied' },
      all('STORE_ACCESS_DENIED'),
      /s3:ListBucket/,
    ],
    [
      'where the bucket is gone',
      { kind: 'error', status: 404, code: 'NoSuchBucket' },
      { GetObject: 'STORE_BUCKET_MISSING', ListObjectsV2: 'STORE_BUCKET_MISSING' },
      /NoSuchBucket/,
    ],
    [
      'where a 404 is not from S3',
      { kind: 'html', status: 404 },
      { GetObject: 'STORE_BUCKET_MISSING', ListObjectsV2: 'STORE_BUCKET_MISSING' },
      /HTTP 404/,
    ],
    [
      'where the token has expired',
      { kind: 'error', status: 400, code: 'ExpiredToken' },
      all('STORE_CREDENTIALS'),
      /HTTP 400/,
    ],
    [
      'where the bucket is elsewhere',
      {
        kind: 'error',
        status: 301,
        code: 'PermanentRedirect',
        headers: { 'x-amz-bucket-region': 'eu-west-1' },
      },
      all('CONFIG_INVALID'),
      /set region: 'eu-west-1'/,
    ],
  ];
  for (const [name, fault, codes, message] of table) {
    for (const [action, code] of Object.entries(codes)) {
      it(`${name}: ${action}`, async (t) => {
        const { store } = await setUp(
          t,
          Array.from({ length: 4 }, () => fault),
          {
            request: { timeoutMs: 5000, maxAttempts: 2 },
          },
        );
        const error = await failureOf(readers[action]?.(store) ?? assert.fail());
        assert.equal(error.code, code);
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(`${action} on s3://lake/_sluice/`), error.message);
      });
    }
  }
});
