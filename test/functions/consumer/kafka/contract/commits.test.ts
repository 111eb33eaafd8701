import assert from 'node:assert/strict';
import { it } from 'node:test';
import { committedOffsets, createTopic, uniqueName } from '../../../../support/topics.ts';
import type { TestMember } from '../test-member.ts';
import { outcomes, settled } from './group-state.ts';
import { overAdapters } from './over-adapters.ts';

overAdapters('commits', ({ start }) => {
  it('are ok on the broker, with their metadata, and come back from committed()', async () => {
    const topic = await createTopic({ partitions: 2 });
    const groupId = uniqueName('group');
    const member = await start({ topics: [topic], groupId });
    const at = [0, 1].map((partition) => ({ topic, partition }));
    const results = await member.port.commit(member.now().ownership, [
      { ...at[0]!, offset: 7n, metadata: 'sluice1:ü' },
      { ...at[1]!, offset: 9_007_199_254_740_993n, metadata: '' },
    ]);
    assert.deepEqual(outcomes(results), ['ok', 'ok']);
    assert.deepEqual(await member.port.committed(at), [
      { ...at[0]!, offset: 7n, metadata: 'sluice1:ü' },
      { ...at[1]!, offset: 9_007_199_254_740_993n, metadata: '' },
    ]);
    assert.deepEqual(
      (await committedOffsets(groupId, topic)).map(({ offset }) => offset),
      [7n, 9_007_199_254_740_993n],
    );
  });

  it('of a partition that was never committed read as -1', async () => {
    const topic = await createTopic({});
    const member = await start({ topics: [topic], groupId: uniqueName('group') });
    assert.deepEqual(await member.port.committed([{ topic, partition: 0 }]), [
      { topic, partition: 0, offset: -1n, metadata: '' },
    ]);
  });

  it('are refused one by one, with the reason', async () => {
    const topic = await createTopic({ partitions: 2 });
    const member = await start({ topics: [topic], groupId: uniqueName('group') });
    const results = await member.port.commit(member.now().ownership, [
      { topic, partition: 0, offset: 1n, metadata: 'x'.repeat(4097) },
      { topic, partition: 1, offset: 1n, metadata: 'x'.repeat(4096) },
    ]);
    assert.deepEqual(outcomes(results), ['refused', 'ok']);
    assert.equal(results[0]!.reason, 'OFFSET_METADATA_TOO_LARGE');
    assert.equal(results[0]!.retryable, false);
  });

  it('of a partition that belongs to another member are fenced, though the broker would take them', async () => {
    const topic = await createTopic({ partitions: 2 });
    const groupId = uniqueName('group');
    const a = await start({ topics: [topic], groupId });
    const b = await start({ topics: [topic], groupId });
    await settled([a, b], topic, 2);
    const other = Number(b.now().partitions[0]!.split('/')[1]);
    const [result] = await a.port.commit(a.now().ownership, [
      { topic, partition: other, offset: 5n, metadata: '' },
    ]);
    assert.equal(result!.outcome, 'fenced');
    assert.equal((await committedOffsets(groupId, topic))[other]!.offset, null);
  });

  it('are never ok on a client that has left or was closed', async () => {
    const topic = await createTopic({});
    const groupId = uniqueName('group');
    const member = await start({ topics: [topic], groupId });
    const { ownership } = member.now();
    const offset = { topic, partition: 0, offset: 3n, metadata: '' };
    await member.port.leave();
    assert.deepEqual(outcomes(await member.port.commit(ownership, [offset])), ['fenced']);
    await member.port.join(member.listener);
    // joined again, and the old ownership still does not count
    assert.deepEqual(outcomes(await member.port.commit(ownership, [offset])), ['fenced']);
    await member.port.close();
    assert.deepEqual(outcomes(await member.port.commit(ownership, [offset])), ['fenced']);
    assert.equal((await committedOffsets(groupId, topic))[0]!.offset, null);
  });

  it('under a generation that is over are fenced, also for a partition that stayed', async () => {
    const topic = await createTopic({ partitions: 2 });
    const groupId = uniqueName('group');
    const a = await start({ topics: [topic], groupId });
    const old = a.now().ownership;
    const b = await start({ topics: [topic], groupId });
    await settled([a, b], topic, 2);
    const kept = Number(a.now().partitions[0]!.split('/')[1]);
    const offset = { topic, partition: kept, offset: 3n, metadata: '' };
    assert.deepEqual(outcomes(await a.port.commit(old, [offset])), ['fenced']);
    assert.equal((await committedOffsets(groupId, topic))[kept]!.offset, null);
    assert.deepEqual(outcomes(await a.port.commit(a.now().ownership, [offset])), ['ok']);
  });

  it('under the old generation still count while the host prepares for a rebalance', async () => {
    const topic = await createTopic({ partitions: 2 });
    const groupId = uniqueName('group');
    const during: string[] = [];
    const a: TestMember = await start({
      topics: [topic],
      groupId,
      listener: {
        onRebalance: async (ownership) => {
          const offset = { topic, partition: 0, offset: 11n, metadata: '' };
          during.push(...outcomes(await a.port.commit(ownership, [offset])));
        },
      },
    });
    const b = await start({ topics: [topic], groupId });
    await settled([a, b], topic, 2);
    assert.deepEqual(during, ['ok']);
    assert.equal((await committedOffsets(groupId, topic))[0]!.offset, 11n);
  });
});
