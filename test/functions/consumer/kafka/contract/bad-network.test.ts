import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProxiedBroker, startProxiedBroker } from '../../../../support/engines.ts';
import { produce } from '../../../../support/produce.ts';
import { committedOffsets, createTopic, uniqueName } from '../../../../support/topics.ts';
import { waitUntil } from '../../../../support/wait-until.ts';
import type { TestMember, TestMemberOptions } from '../test-member.ts';
import { outcomes, sameGeneration } from './group-state.ts';
import { overAdapters } from './over-adapters.ts';

let broker: ProxiedBroker;
before(async () => {
  broker = await startProxiedBroker();
});
after(async () => broker.stop());

overAdapters(
  'a broker behind a bad network',
  ({ start }) => {
    afterEach(() => broker.proxy.resume());
    const begin = async (
      options: Partial<TestMemberOptions> = {},
    ): Promise<{ topic: string; groupId: string; member: TestMember }> => {
      const topic = await createTopic({ bootstrapServers: broker.direct });
      const groupId = uniqueName('group');
      const member = await start({
        topics: [topic],
        groupId,
        bootstrapServers: broker.bootstrapServers,
        ...options,
      });
      return { topic, groupId, member };
    };

    it('a commit whose answer is lost is unknown, though the broker has it', async () => {
      const { topic, groupId, member } = await begin({
        connection: { requestTimeoutMs: 1_500 },
      });
      const offset = { topic, partition: 0, offset: 4n, metadata: 'm' };
      const { ownership } = member.now();
      assert.deepEqual(outcomes(await member.port.commit(ownership, [offset])), ['ok']);
      broker.proxy.blackHole('answers');
      const [result] = await member.port.commit(ownership, [{ ...offset, offset: 5n }]);
      assert.equal(result!.outcome, 'unknown');
      await waitUntil('the broker has it', async () => {
        const [at] = await committedOffsets(groupId, topic, broker.direct);
        return at?.offset === 5n;
      });
    });

    it('a commit that cannot be sent is refused, and succeeds when it is made again', async () => {
      const { topic, member } = await begin({ connection: { requestTimeoutMs: 1_500 } });
      const { ownership } = member.now();
      const offset = { topic, partition: 0, offset: 4n, metadata: '' };
      broker.proxy.refuse();
      // a connection whose end has not been noticed yet takes the request, and loses it: that is 'unknown'
      await sleep(300);
      const [result] = await member.port.commit(ownership, [offset]);
      assert.deepEqual([result!.outcome, result!.retryable], ['refused', true]);
      broker.proxy.resume();
      assert.deepEqual(outcomes(await member.port.commit(ownership, [offset])), ['ok']);
      assert.deepEqual(member.restarts, []);
    });

    it('connections that break are made again; the generation stays', async () => {
      const { topic, member } = await begin();
      await produce(topic, [{ value: 'a' }], { bootstrapServers: broker.direct });
      assert.deepEqual(await member.read(1), ['0@0=a']);
      for (let turn = 0; turn < 3; turn += 1) {
        broker.proxy.cut();
        await sleep(300);
      }
      await produce(topic, [{ value: 'b' }], { bootstrapServers: broker.direct });
      assert.deepEqual(await member.read(1), ['0@1=b']);
      assert.equal(member.generations.length, 1);
      assert.deepEqual(member.restarts, []);
    });

    it('a member that was away longer than its session has lost its partitions, and commits nothing', async () => {
      const { topic, groupId, member } = await begin({
        source: { sessionTimeoutMs: 1_500, heartbeatIntervalMs: 300 },
      });
      const old = member.now().ownership;
      broker.proxy.blackHole('both');
      const other = await start({ topics: [topic], groupId, bootstrapServers: broker.direct });
      assert.deepEqual(other.now().partitions, [`${topic}/0`]);
      const theirs = { topic, partition: 0, offset: 20n, metadata: 'theirs' };
      assert.deepEqual(outcomes(await other.port.commit(other.now().ownership, [theirs])), ['ok']);
      broker.proxy.cut();
      broker.proxy.resume();
      const [result] = await member.port.commit(old, [{ ...theirs, offset: 10n }]);
      assert.notEqual(result!.outcome, 'ok');
      await waitUntil('it has joined again', () => sameGeneration([member, other]));
      assert.ok(member.restarts.length > 0);
      assert.ok(member.lost.includes(`${topic}/0`));
      const [at] = await committedOffsets(groupId, topic, broker.direct);
      assert.deepEqual([at?.offset, at?.metadata], [20n, 'theirs']);
    });

    it('a broker that restarts is waited for: same generation, nothing lost', async () => {
      const { topic, member } = await begin({
        source: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 300 },
        connection: { requestTimeoutMs: 100_000 },
      });
      await produce(topic, [{ value: 'a' }], { bootstrapServers: broker.direct });
      assert.deepEqual(await member.read(1), ['0@0=a']);
      await broker.engines.broker.stop();
      const offset = { topic, partition: 0, offset: 1n, metadata: '' };
      const committing = member.port.commit(member.now().ownership, [offset]);
      await broker.engines.broker.start();
      assert.deepEqual(outcomes(await committing), ['ok']);
      await produce(topic, [{ value: 'b' }], { bootstrapServers: broker.direct });
      assert.deepEqual(await member.read(1), ['0@1=b']);
      assert.deepEqual(member.restarts, []);
    });
  },
  { together: false, timeoutMs: 240_000 },
);
