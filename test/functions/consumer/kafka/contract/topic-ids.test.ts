import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { partitionKey, type TopicPartition } from '../../../../../shared/record.ts';
import { produce } from '../../../../support/produce.ts';
import {
  committedOffsets,
  createTopic,
  recreateTopic,
  uniqueName,
} from '../../../../support/topics.ts';
import { waitUntil } from '../../../../support/wait-until.ts';
import type { TestMember, TestMemberOptions } from '../test-member.ts';
import { outcomes, sameGeneration } from './group-state.ts';
import { overAdapters } from './over-adapters.ts';

overAdapters("a topic's id", ({ prepare, closeAll }) => {
  /** Writes the id down when partitions are assigned, as the host sees it. */
  const startNoting = async (
    options: TestMemberOptions,
  ): Promise<{ member: TestMember; ids: string[] }> => {
    const [topic] = options.topics;
    const ids: string[] = [];
    const member = await prepare(options);
    await member.port.connect();
    await member.port.join({
      ...member.listener,
      onAssigned: async (ownership, partitions) => {
        ids.push(member.port.incarnationOf(topic!));
        await member.listener.onAssigned(ownership, partitions);
      },
    });
    return { member, ids };
  };

  it('is there at the first assignment, the same for all members, and stays', async () => {
    const [topic, other] = [await createTopic({ partitions: 2 }), await createTopic()];
    const groupId = uniqueName('group');
    const a = await startNoting({ topics: [topic, other], groupId });
    const b = await startNoting({ topics: [topic], groupId });
    await waitUntil('both have the same generation', () => sameGeneration([a.member, b.member]));
    await sleep(1_000);
    assert.match(a.ids[0]!, /^[\w-]{22}$/u);
    assert.deepEqual(new Set([...a.ids, ...b.ids]).size, 1);
    assert.equal(a.member.port.incarnationOf(topic), a.ids[0]);
    assert.notEqual(a.member.port.incarnationOf(other), a.ids[0]);
    assert.equal(b.member.port.incarnationOf(uniqueName('unheard-of')), '');
    assert.deepEqual([...a.member.lost, ...b.member.lost].length, 1);
  });

  it('is another after the topic was deleted and made again, for who comes then', async () => {
    const topic = await createTopic();
    const first = await startNoting({ topics: [topic], groupId: uniqueName('group') });
    await closeAll();
    await recreateTopic(topic);
    const second = await startNoting({ topics: [topic], groupId: uniqueName('group') });
    assert.match(second.ids[0]!, /^[\w-]{22}$/u);
    assert.notEqual(second.ids[0], first.ids[0]);
  });

  // the old position lies within the new log, at its end, and behind it
  for (const [what, values] of [
    ['more', ['e', 'f', 'g', 'h']],
    ['as many', ['e', 'f']],
    ['fewer', ['e']],
  ] as const) {
    it(`that changes under a member which holds the topic: it loses it, is asked again, and reads the new one from its beginning (${what} records than the old had)`, async () => {
      const topic = await createTopic();
      const groupId = uniqueName('group');
      await produce(topic, [{ value: 'a' }, { value: 'b' }]);
      const { member, ids } = await startNoting({ topics: [topic], groupId });
      assert.deepEqual(await member.read(2), ['0@0=a', '0@1=b']);
      const old = member.now().ownership;
      const offset = { topic, partition: 0, offset: 2n, metadata: 'old' };
      assert.deepEqual(outcomes(await member.port.commit(old, [offset])), ['ok']);
      const reading = member.read(values.length);
      await recreateTopic(topic);
      await produce(
        topic,
        values.map((value) => ({ value })),
      );
      assert.deepEqual(
        await reading,
        values.map((value, n) => `0@${n}=${value}`),
      );
      assert.deepEqual(member.lost, [`${topic}/0`]);
      assert.equal(new Set(ids).size, 2);
      assert.equal(member.port.incarnationOf(topic), ids.at(-1));
      assert.deepEqual(outcomes(await member.port.commit(old, [offset])), ['fenced']);
      assert.deepEqual(
        (await committedOffsets(groupId, topic)).map((at) => at.offset),
        [null],
      );
      assert.deepEqual(member.restarts, []);
    });
  }

  it('that changes is noticed without a fetch, and by every member that holds a part', async () => {
    const topic = await createTopic({ partitions: 2 });
    const stays = await createTopic({ partitions: 2 });
    const groupId = uniqueName('group');
    const a = await startNoting({ topics: [topic, stays], groupId });
    const b = await startNoting({ topics: [topic, stays], groupId });
    const members = [a.member, b.member];
    await waitUntil(
      'both hold two partitions',
      () => sameGeneration(members) && members.every((one) => one.now().partitions.length === 2),
    );
    for (const { now, port } of members) {
      port.pause(now().partitions.map((key) => toPartition(key)));
    }
    for (const { lost } of members) lost.length = 0;
    const former = a.ids.at(-1);
    await recreateTopic(topic, { partitions: 2 });
    await waitUntil('both were asked again', () =>
      [a, b].every(
        ({ ids, member }) => ids.at(-1) !== former && member.now().partitions.length === 2,
      ),
    );
    assert.deepEqual(
      members.flatMap(({ lost }) => lost).toSorted(),
      [0, 1].map((partition) => partitionKey(topic, partition)),
    );
    assert.equal(a.ids.at(-1), b.ids.at(-1));
  });
});

function toPartition(key: string): TopicPartition {
  const slash = key.lastIndexOf('/');
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
}
