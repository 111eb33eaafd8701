import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createFolderStore } from '../../../functions/cli/run/folder-store.ts';
import { createMemoryStore } from '../../../shared/sink/memory-store.ts';
import { maxGetBytes, type ObjectStore } from '../../../shared/sink/object-store.ts';
import { minPartBytes } from '../../../shared/sink/object-upload.ts';
import { createS3Store } from '../../../shared/sink/s3/store.ts';
import { createBucket } from '../../support/bucket.ts';
import { bucketModel, headOf, objectOf, userAgent } from '../../support/store-model.ts';

/** A store of a test's own, empty. */
interface Opened {
  readonly store: ObjectStore;
  readonly remove: () => Promise<void>;
}

const kinds: readonly {
  readonly name: string;
  readonly keepsMetadata: boolean;
  readonly runs: number;
  readonly open: () => Promise<Opened>;
}[] = [
  {
    name: 'a store in memory',
    keepsMetadata: true,
    runs: 100,
    open: () => Promise.resolve({ store: createMemoryStore(), remove: () => Promise.resolve() }),
  },
  {
    name: 'a folder',
    keepsMetadata: false,
    runs: 20,
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
      return {
        store: createFolderStore(join(folder, 'lake')),
        remove: () => rm(folder, { recursive: true }),
      };
    },
  },
  {
    name: 'a bucket on a real S3 server',
    keepsMetadata: true,
    runs: 15,
    open: async () => {
      const bucket = await createBucket('contract');
      const store = createS3Store(bucketModel(bucket), { userAgent });
      return {
        store,
        remove: async () => {
          store.close();
          await bucket.remove();
        },
      };
    },
  },
];

const never = new AbortController().signal;

async function listed(store: ObjectStore, prefix: string): Promise<[string, number][]> {
  const found: [string, number][] = [];
  for await (const { key, byteLength } of store.list(prefix, never)) found.push([key, byteLength]);
  return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

for (const { name, keepsMetadata, runs, open } of kinds) {
  describe(name, () => {
    let opened: Opened;
    let store: ObjectStore;
    before(async () => {
      opened = await open();
      store = opened.store;
    });
    after(() => opened.remove());

    it('lists nothing while it is empty', async () => {
      assert.deepEqual(await listed(store, ''), []);
    });

    it('knows nothing of an object that was never stored', async () => {
      assert.equal(await store.head('none/here', never), null);
      assert.equal(await store.get('none/here', never), null);
    });

    it('creates an object once, and keeps the first', async () => {
      const second = { ...objectOf('once', ['second, longer']), metadata: { other: '2' } };
      assert.equal(await store.create(objectOf('once', ['fir', 'st']), never), 'created');
      assert.equal(await store.create(second, never), 'exists');
      assert.equal(String(await store.get('once', never)), 'first');
      const head = await store.head('once', never);
      assert.equal(head?.byteLength, 5);
      assert.deepEqual(head.metadata, keepsMetadata ? { 'first-offset': '17' } : {});
    });

    it('replaces a created object by a put, and does not create what was put', async () => {
      await store.create(objectOf('put/a', ['created']), never);
      await store.put(objectOf('put/a', ['put']), never);
      assert.equal(await store.create(objectOf('put/a', ['again']), never), 'exists');
      assert.equal(String(await store.get('put/a', never)), 'put');
    });

    it('tells exactly one of twenty creators that it is the one, and has what that one brought', async () => {
      for (const round of ['1', '2', '3']) {
        const key = `race/${round}`;
        const answers = await Promise.all(
          Array.from({ length: 20 }, (_, creator) =>
            store.create(objectOf(key, [`creator ${creator} `.repeat(2000)]), never),
          ),
        );
        const winner = answers.indexOf('created');
        assert.deepEqual(answers.toSorted(), ['created', ...answers.slice(1).fill('exists')]);
        assert.equal(String(await store.get(key, never)), `creator ${winner} `.repeat(2000));
      }
    });

    it('lists what lies below a prefix, with lengths, also under odd names', async () => {
      const keys = ['list/a b+c%2B&d=1/ü', 'list/a/b', 'list/z', 'list-not/a'];
      for (const key of keys) await store.create(objectOf(key, [key]), never);
      assert.deepEqual(
        await listed(store, 'list/'),
        keys.slice(0, 3).map((key) => [key, Buffer.byteLength(key)]),
      );
      assert.deepEqual(
        (await listed(store, 'list')).map(([key]) => key),
        ['list-not/a', ...keys.slice(0, 3)],
      );
    });

    it('gives the bytes of an object of up to 16 MiB, or of what is asked for', async () => {
      const most = Buffer.alloc(maxGetBytes, 'x');
      await store.put({ ...objectOf('large', []), body: [most], byteLength: most.length }, never);
      assert.deepEqual(await store.get('large', never), most);
      const body = [most, Buffer.from('y')];
      await store.put({ ...objectOf('large', []), body, byteLength: most.length + 1 }, never);
      await assert.rejects(store.get('large', never), { code: 'STORE_REJECTED' });
      assert.equal((await store.get('large', never, most.length + 1))?.length, most.length + 1);
    });

    it('says whether exactly once can rest on it, and shows no object of data for it', async () => {
      assert.equal(await store.supportsCreate(never), keepsMetadata);
      assert.equal(await store.supportsCreate(never), keepsMetadata);
      for (const [key, byteLength] of await listed(store, '_')) {
        assert.deepEqual([key, byteLength], ['_sluice/conditional-write-probe', 0]);
      }
    });

    it('gives a piece of an object from anywhere', async () => {
      await store.put(objectOf('piece', ['0123', '456789']), never);
      const piece = (start: number, end: number): Promise<Buffer | null> =>
        store.getRange('piece', { start, end }, never);
      assert.equal(String(await piece(0, 10)), '0123456789');
      assert.equal(String(await piece(3, 5)), '34');
      assert.equal(await store.getRange('none/here', { start: 0, end: 1 }, never), null);
    });

    it('makes parts an object when they are complete, in the order of their numbers', async () => {
      const head = headOf('grown/object');
      const upload = await store.startUpload(head, never);
      const large = (fill: string): Buffer[] => [
        Buffer.alloc(minPartBytes - 3, fill),
        Buffer.from('end'),
      ];
      await Promise.all([
        upload.uploadPart(2, large('b'), never),
        upload.uploadPart(1, large('x'), never),
        upload.uploadPart(3, [Buffer.from('c')], never),
      ]);
      await upload.uploadPart(1, large('a'), never);
      assert.equal(await store.head(head.key, never), null);
      assert.deepEqual(await listed(store, 'grown/'), []);
      assert.equal(await upload.complete('create', never), 'created');
      const expected = Buffer.concat([...large('a'), ...large('b'), Buffer.from('c')]);
      assert.deepEqual(await store.get(head.key, never), expected);
      assert.deepEqual(
        (await store.head(head.key, never))?.metadata,
        keepsMetadata ? head.metadata : {},
      );
      assert.deepEqual(await listed(store, 'grown/'), [[head.key, expected.length]]);
    });

    it('completes an upload over nothing that is there, unless it should replace it', async () => {
      const head = headOf('taken');
      await store.put(objectOf(head.key, ['first']), never);
      for (const [condition, answer, content] of [
        ['create', 'exists', 'first'],
        ['replace', 'created', 'second'],
      ] as const) {
        const upload = await store.startUpload(head, never);
        await upload.uploadPart(1, [Buffer.from('second')], never);
        assert.equal(await upload.complete(condition, never), answer);
        assert.equal(String(await store.get(head.key, never)), content);
      }
      assert.deepEqual(await Array.fromAsync(store.listUploads('taken', never)), []);
    });

    it('has nothing of an upload that was aborted, which may be done twice', async () => {
      const upload = await store.startUpload(headOf('aborted'), never);
      await upload.uploadPart(1, [Buffer.from('gone')], never);
      await upload.abort(never);
      await upload.abort(never);
      await assert.rejects(upload.complete('create', never), { code: 'STORE_UPLOAD_GONE' });
      assert.equal(await store.head('aborted', never), null);
      assert.deepEqual(await listed(store, 'aborted'), []);
      assert.deepEqual(await Array.fromAsync(store.listUploads('aborted', never)), []);
    });

    it('tells exactly one of eight uploads to a key that it is the one', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, async (_, creator) => {
          const upload = await store.startUpload(headOf('upload/race'), never);
          await upload.uploadPart(1, [Buffer.from(`creator ${creator}`)], never);
          return upload.complete('create', never);
        }),
      );
      const winner = answers.indexOf('created');
      assert.deepEqual(answers.toSorted(), ['created', ...answers.slice(1).fill('exists')]);
      assert.equal(String(await store.get('upload/race', never)), `creator ${winner}`);
    });

    it('says that objects can grow in it, and leaves nothing of the question', async () => {
      assert.equal(await store.supportsUploads('create', never), true);
      assert.equal(await store.supportsUploads('replace', never), true);
      assert.deepEqual(await Array.fromAsync(store.listUploads('', never)), []);
      for (const [key, byteLength] of await listed(store, '_')) {
        assert.deepEqual([key, byteLength], ['_sluice/conditional-write-probe', 0]);
      }
    });

    it('is, after any puts and creates, what a map would be', async () => {
      const step = fc.record({
        action: fc.constantFrom('put', 'create', 'create'),
        key: fc.constantFrom('a', 'b/c', 'b/d', '_sluice/e'),
        body: fc.string({ maxLength: 20 }),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const prefix = `property/${run++}/`;
          const model = new Map<string, string>();
          for (const { action, key, body } of steps) {
            const object = objectOf(prefix + key, [body]);
            if (action === 'put') await store.put(object, never);
            else {
              const answer = await store.create(object, never);
              assert.equal(answer, model.has(key) ? 'exists' : 'created');
            }
            if (action === 'put' || !model.has(key)) model.set(key, body);
          }
          const lengths = new Map(await listed(store, prefix));
          assert.equal(lengths.size, model.size);
          for (const [key, body] of model) {
            assert.equal(lengths.get(prefix + key), Buffer.byteLength(body));
            assert.equal(String(await store.get(prefix + key, never)), body);
          }
        }),
        { numRuns: runs },
      );
    });
  });
}
