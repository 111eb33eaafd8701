import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SluiceError } from '../../../shared/errors.ts';
import { memoryStore, type StoreCall } from '../../support/memory-store.ts';
import { objectOf } from '../../support/store-model.ts';

const never = new AbortController().signal;
const broken = (): never => {
  throw new SluiceError('STORE_UNAVAILABLE', 'planned');
};

describe('a store in memory', () => {
  it('keeps what it was given, though the memory is used again', async () => {
    const store = memoryStore();
    const object = objectOf('a', ['one ', 'two']);
    await store.create(object, never);
    for (const piece of object.body) piece.fill(0);
    (await store.get('a', never))?.fill(0);
    assert.equal(String(await store.get('a', never)), 'one two');
    assert.equal(store.objects.get('a')?.text, 'one two');
  });

  for (const action of ['put', 'create'] as const) {
    it(`that fails before a ${action} has stored nothing`, async () => {
      for (const hook of ['before', 'beforePut'] as const) {
        const store = memoryStore({ [hook]: broken });
        await assert.rejects(store[action](objectOf('a', ['x']), never), {
          code: 'STORE_UNAVAILABLE',
        });
        assert.equal(store.objects.size, 0);
      }
    });

    it(`that loses the answer to a ${action} has stored the object`, async () => {
      let left = 1;
      const store = memoryStore({ after: () => (left-- > 0 ? broken() : undefined) });
      await assert.rejects(store[action](objectOf('a', ['x']), never), {
        code: 'STORE_UNAVAILABLE',
      });
      assert.equal(await store.create(objectOf('a', ['y']), never), 'exists');
      assert.equal(store.objects.get('a')?.text, 'x');
    });
  }

  it('shows its hooks every call, in order', async () => {
    const calls: string[] = [];
    const note =
      (when: string) =>
      ({ action, key }: StoreCall): void => {
        calls.push(`${when} ${action} ${key}`);
      };
    const store = memoryStore({ before: note('before'), after: note('after') });
    await store.create(objectOf('a', []), never);
    await store.put(objectOf('a', []), never);
    await store.head('a', never);
    await store.get('a', never);
    await Array.fromAsync(store.list('p', never));
    const expected = ['create a', 'put a', 'head a', 'get a', 'list p'];
    assert.deepEqual(
      calls,
      expected.flatMap((call) => [`before ${call}`, `after ${call}`]),
    );
  });

  it('that ignores conditions replaces at each create, and says so', async () => {
    const store = memoryStore({ ignoresConditions: true });
    for (const body of ['x', 'y']) {
      assert.equal(await store.create(objectOf('a', [body]), never), 'created');
      assert.equal(store.objects.get('a')?.text, body);
    }
    assert.equal(await store.supportsCreate(never), false);
  });
});
