import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { startEngines, type Engines } from '../../../../infra/local/start-engines.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import type { S3StoreModel } from '../../../../shared/pipeline/model.ts';
import type { ObjectStore } from '../../../../shared/sink/object-store.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import { headOf, objectOf, storeModel, userAgent } from '../../../support/store-model.ts';

const never = new AbortController().signal;

describe('against a real S3 server', () => {
  let engines: Engines;
  let client: S3Client;
  let model: S3StoreModel;
  const stores: ObjectStore[] = [];

  before(async () => {
    engines = await startEngines({ ephemeral: true, kafka: false });
    const { endpoint, accessKeyId, secretAccessKey, region } = engines.s3;
    model = storeModel({
      endpoint,
      region,
      auth: { type: 'static', accessKeyId, secretAccessKey, sessionToken: null },
    });
    client = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    await client.send(new CreateBucketCommand({ Bucket: model.bucket }));
  });

  after(async () => {
    for (const store of stores) store.close();
    client.destroy();
    await engines.stop();
  });

  function open(changes: Partial<S3StoreModel> = {}): ObjectStore {
    const store = createS3Store({ ...model, ...changes }, { userAgent, checkPrefix: 'raw/' });
    stores.push(store);
    return store;
  }

  async function bodyOf(key: string): Promise<string | undefined> {
    const got = await client.send(new GetObjectCommand({ Bucket: model.bucket, Key: key }));
    return got.Body?.transformToString();
  }

  it('a check leaves nothing behind', async () => {
    await open().check(never);
    const objects = await client.send(new ListObjectsV2Command({ Bucket: model.bucket }));
    const uploads = await client.send(new ListMultipartUploadsCommand({ Bucket: model.bucket }));
    assert.deepEqual([objects.KeyCount, uploads.Uploads ?? []], [0, []]);
  });

  for (const [name, pieces] of [
    ['no piece', []],
    ['one piece', ['{"a":1}\n']],
    ['many pieces', Array.from({ length: 300 }, (_, i) => `{"a":${i}}\n`.repeat(500))],
  ] as const) {
    it(`an object of ${name} comes back as it went`, async () => {
      const key = `raw/dt=2026-11-22/ü +&%/${name}.ndjson`;
      await open().put(objectOf(key, pieces), never);
      assert.equal(await bodyOf(key), pieces.join(''));
    });
  }

  it('type and metadata are kept, and no content encoding is set', async () => {
    await open().put(objectOf('raw/meta', ['x']), never);
    const got = await client.send(new GetObjectCommand({ Bucket: model.bucket, Key: 'raw/meta' }));
    assert.deepEqual(
      [got.ContentType, got.ContentEncoding, got.Metadata],
      ['application/x-ndjson', undefined, { 'first-offset': '17' }],
    );
  });

  it('type and encoding are kept as they were given, also of an object in parts', async () => {
    const store = open({ contentType: 'text/x-log', contentEncoding: 'gzip' });
    await store.put(objectOf('raw/said', ['{}\n']), never);
    const upload = await store.startUpload(headOf('raw/said-in-parts'), never);
    await upload.uploadPart(1, [Buffer.from('{}\n')], never);
    await upload.complete('replace', never);
    for (const key of ['raw/said', 'raw/said-in-parts']) {
      const object = { Bucket: model.bucket, Key: key };
      const got = await client.send(new HeadObjectCommand(object));
      assert.deepEqual([got.ContentType, got.ContentEncoding], ['text/x-log', 'gzip']);
    }
  });

  it('an object of the same key is replaced', async () => {
    const store = open();
    for (const body of ['short', 'longer than before']) {
      await store.put(objectOf('raw/again', [body]), never);
      assert.equal(await bodyOf('raw/again'), body);
    }
  });

  it('twenty at once arrive', async () => {
    const store = open();
    const keys = Array.from({ length: 20 }, (_, i) => `raw/many/${i}`);
    await Promise.all(keys.map((key) => store.put(objectOf(key, [key, '\n']), never)));
    assert.deepEqual(
      await Promise.all(keys.map(bodyOf)),
      keys.map((key) => `${key}\n`),
    );
  });

  const wrong: [string, (model: S3StoreModel) => Partial<S3StoreModel>, ErrorCode][] = [
    ['a bucket that does not exist', () => ({ bucket: 'no-such-bucket' }), 'STORE_BUCKET_MISSING'],
    [
      'an access key that is not known',
      ({ auth }) => ({ auth: { ...auth, accessKeyId: 'other' } as S3StoreModel['auth'] }),
      'STORE_CREDENTIALS',
    ],
    [
      'a wrong secret',
      ({ auth }) => ({ auth: { ...auth, secretAccessKey: 'other' } as S3StoreModel['auth'] }),
      'STORE_CREDENTIALS',
    ],
    [
      'a storage class that does not exist',
      () => ({ storageClass: 'NONE_SUCH' }),
      'STORE_REJECTED',
    ],
  ];
  for (const [name, change, code] of wrong) {
    it(`${name} is found by the check and by the put`, async () => {
      const store = open({ ...change(model), request: { timeoutMs: 5000, maxAttempts: 2 } });
      await assert.rejects(store.check(never), { code });
      await assert.rejects(store.put(objectOf('raw/wrong', ['x']), never), { code });
    });
  }
});
