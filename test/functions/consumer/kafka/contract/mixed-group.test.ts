import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { KafkaClientName } from '../../../../../shared/pipeline/model.ts';
import { produce } from '../../../../support/produce.ts';
import { createTopic, uniqueName } from '../../../../support/topics.ts';
import { adapterNames, adapters } from '../adapters.ts';
import { startTestMember, type TestMember } from '../test-member.ts';
import { assertNeverTwice, outcomes, settled } from './group-state.ts';

const partitions = 6;

describe('a group whose members are of different adapters', { timeout: 120_000 }, () => {
  const open: TestMember[] = [];
  const start = async (
    adapter: KafkaClientName,
    topic: string,
    groupId: string,
  ): Promise<TestMember> => {
    const member = await startTestMember(adapters[adapter], { topics: [topic], groupId });
    open.push(member);
    return member;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((member) => member.port.close()));
  });

  for (const leader of adapterNames) {
    const other = leader === 'kafkajs' ? 'platformatic' : 'kafkajs';

    it(`shares partitions out as one of one kind does, led by ${leader}`, async () => {
      const topic = await createTopic({ partitions });
      const groupId = uniqueName('mixed');
      const a = await start(leader, topic, groupId);
      const b = await start(other, topic, groupId);
      await settled([a, b], topic, partitions);
      assert.deepEqual(sizes([a, b]), [3, 3]);
      const c = await start(leader, topic, groupId);
      const d = await start(other, topic, groupId);
      await settled([a, b, c, d], topic, partitions);
      assert.deepEqual(
        sizes([a, b, c, d]).toSorted((x, y) => x - y),
        [1, 1, 2, 2],
      );
      // now the others lead
      await a.port.leave();
      await settled([b, c, d], topic, partitions);
      await c.port.leave();
      await settled([b, d], topic, partitions);
      assert.deepEqual(sizes([b, d]), [3, 3]);
      assertNeverTwice([a, b, c, d]);
      assert.deepEqual(
        [a, b, c, d].flatMap(({ restarts }) => restarts),
        [],
      );
    });

    it(`reads on where ${leader} has committed, and its ledger; what ${leader} commits then is fenced`, async () => {
      const topic = await createTopic({ partitions: 2 });
      const groupId = uniqueName('mixed');
      const records = ['a', 'b', 'c'].flatMap((value) =>
        [0, 1].map((partition) => ({ value, partition })),
      );
      await produce(topic, records);
      const a = await start(leader, topic, groupId);
      assert.equal((await a.read(6)).length, 6);
      const old = a.now().ownership;
      const committed = [0, 1].map((partition) => ({
        topic,
        partition,
        offset: BigInt(partition + 1),
        metadata: `sluice1:{"next":"${partition + 3}"}`,
      }));
      assert.deepEqual(outcomes(await a.port.commit(old, committed)), ['ok', 'ok']);
      const b = await start(other, topic, groupId);
      await settled([a, b], topic, 2);
      await a.port.leave();
      await settled([b], topic, 2);
      assert.deepEqual(await b.port.committed(committed), committed);
      assert.deepEqual((await b.read(3)).toSorted(), ['0@1=b', '0@2=c', '1@2=c']);
      assert.deepEqual(outcomes(await a.port.commit(old, committed)), ['fenced', 'fenced']);
    });
  }
});

function sizes(members: readonly TestMember[]): number[] {
  return members.map((member) => member.now().partitions.length);
}
