/**
 * What every adapter of the Kafka port must do, on a real broker. A function over the adapter: all adapters pass the
 * same, and members of different adapters can share a group.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateKafkaPort } from '../../../../functions/consumer/kafka/port.ts';
import type { SluiceError } from '../../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../../shared/record.ts';
import { type ProxiedBroker, startProxiedBroker } from '../../../support/engines.ts';
import { produce } from '../../../support/produce.ts';
import {
  committedOffsets,
  createTopic,
  deleteRecordsBefore,
  growTopic,
  recreateTopic,
  uniqueName,
} from '../../../support/topics.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import {
  createTestMember,
  startTestMember,
  type TestMember,
  type TestMemberOptions,
} from './test-member.ts';

export function kafkaPortContract(adapter: string, create: CreateKafkaPort): void {
  const open: TestMember[] = [];
  const start = async (options: TestMemberOptions): Promise<TestMember> => {
    const member = await startTestMember(create, options);
    open.push(member);
    return member;
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all(open.splice(0).map((member) => member.port.close()));
  };

  describe(`a Kafka port over ${adapter}: commits`, { timeout: 60_000 }, () => {
    afterEach(closeAll);

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
      await member.port.join(listenerOf(member));
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

  describe(`a Kafka port over ${adapter}: the group`, { timeout: 90_000 }, () => {
    afterEach(closeAll);

    it('shares partitions out; a third joins and leaves; nothing is owned twice, and what can stay stays', async () => {
      const topic = await createTopic({ partitions: 6 });
      const groupId = uniqueName('group');
      const a = await start({ topics: [topic], groupId });
      assert.equal(a.now().partitions.length, 6);
      const b = await start({ topics: [topic], groupId });
      await settled([a, b], topic, 6);
      const two = [a, b].map((member) => member.now().partitions);
      assert.deepEqual(
        two.map((list) => list.length),
        [3, 3],
      );
      const c = await start({ topics: [topic], groupId });
      await settled([a, b, c], topic, 6);
      const three = [a, b, c].map((member) => member.now().partitions);
      assert.deepEqual(
        three.map((list) => list.length),
        [2, 2, 2],
      );
      for (const index of [0, 1]) assertWithin(three[index]!, two[index]!);
      await c.port.leave();
      await settled([a, b], topic, 6);
      for (const index of [0, 1]) assertWithin(three[index]!, [a, b][index]!.now().partitions);
      assertNeverTwice([a, b, c]);
      assert.deepEqual(
        [a, b, c].flatMap((member) => member.restarts),
        [],
      );
    });

    it('leaves at once also while a join is under way, and holds up nobody', async () => {
      const topic = await createTopic({ partitions: 2 });
      const groupId = uniqueName('group');
      const a = await start({
        topics: [topic],
        groupId,
        listener: { onRebalance: () => sleep(2_000) },
      });
      const b = await createTestMember(create, { topics: [topic], groupId });
      open.push(b);
      await b.port.connect();
      const joining = assert.rejects(b.port.join(b.listener), { code: 'KAFKA_UNREACHABLE' });
      await sleep(700);
      const startedAt = performance.now();
      await b.port.leave();
      await joining;
      assert.ok(performance.now() - startedAt < 1_000);
      assert.equal(b.generations.length, 0);
      await waitUntil('a has it all again', () => a.generations.length === 2);
      assert.equal(a.now().partitions.length, 2);
    });

    it('gives members only the topics that they asked for', async () => {
      const [one, two] = [
        await createTopic({ partitions: 2 }),
        await createTopic({ partitions: 4 }),
      ];
      const groupId = uniqueName('group');
      const a = await start({ topics: [one], groupId });
      const b = await start({ topics: [one, two], groupId });
      await waitUntil('both have the same generation', () => sameGeneration([a, b]));
      assert.ok(a.now().partitions.every((key) => key.startsWith(`${one}/`)));
      assert.deepEqual(a.now().partitions.length, 2);
      assert.deepEqual(b.now().partitions.length, 4);
    });

    it('reads a partition that is added, without a restart', async () => {
      const topic = await createTopic({ partitions: 1 });
      const member = await start({ topics: [topic], groupId: uniqueName('group') });
      await growTopic(topic, 3);
      await waitUntil('three partitions are assigned', () => member.now().partitions.length === 3);
      await produce(topic, [{ value: 'new', partition: 2 }]);
      assert.deepEqual(await member.read(1), ['2@0=new']);
    });

    it('finds a topic that begins to match a pattern, and no other', async () => {
      const prefix = uniqueName('match');
      const first = await createTopic({ hint: prefix });
      const member = await start({ topics: [`^${prefix}.*`], groupId: uniqueName('group') });
      assert.deepEqual(member.now().partitions, [`${first}/0`]);
      const second = await createTopic({ hint: prefix });
      await waitUntil('both topics are assigned', () => member.now().partitions.length === 2);
      assert.deepEqual(member.now().partitions, [`${first}/0`, `${second}/0`].toSorted());
    });

    it('gives a static member that comes back its place, unnoticed by the others', async () => {
      const topic = await createTopic({ partitions: 4 });
      const groupId = uniqueName('group');
      const a = await start({ topics: [topic], groupId, groupInstanceId: 'pod-a' });
      const b = await start({ topics: [topic], groupId, groupInstanceId: 'pod-b' });
      await settled([a, b], topic, 4);
      const place = a.now();
      const seenByB = b.generations.length;
      await a.port.close();
      const again = await start({ topics: [topic], groupId, groupInstanceId: 'pod-a' });
      assert.deepEqual(again.now().partitions, place.partitions);
      await sleep(1_000);
      assert.equal(b.generations.length, seenByB);
      assert.notEqual(again.now().ownership.memberId, place.ownership.memberId);
    });

    it('ends a member whose groupInstanceId is taken by another process', async () => {
      const topic = await createTopic({});
      const groupId = uniqueName('group');
      const old = await start({ topics: [topic], groupId, groupInstanceId: 'pod-a' });
      const { ownership } = old.now();
      await start({ topics: [topic], groupId, groupInstanceId: 'pod-a' });
      await assert.rejects(
        waitUntil('it is told', async () => (await old.read(1, 200)).length > 0),
        (error: SluiceError) =>
          error.code === 'GROUP_INCONSISTENT' && error.message.includes('groupInstanceId'),
      );
      const offset = { topic, partition: 0, offset: 1n, metadata: '' };
      assert.deepEqual(outcomes(await old.port.commit(ownership, [offset])), ['fenced']);
    });

    it('keeps a member whose host is busy for much longer than the session: publishing, and not asking for chunks', async () => {
      const topic = await createTopic({});
      await produce(topic, [{ value: 'a' }]);
      const member = await start({
        topics: [topic],
        groupId: uniqueName('group'),
        // a fetch that stays open for longer than the session must not hold up heartbeats either
        source: {
          sessionTimeoutMs: 1_500,
          heartbeatIntervalMs: 300,
          fetch: {
            maxBytes: 1_048_576,
            maxPartitionBytes: 1_048_576,
            minBytes: 1,
            maxWaitMs: 4_000,
          },
        },
      });
      assert.deepEqual(await member.read(1), ['0@0=a']);
      await sleep(6_000);
      assert.deepEqual(member.restarts, []);
      assert.equal(member.generations.length, 1);
      const offset = { topic, partition: 0, offset: 1n, metadata: '' };
      assert.deepEqual(outcomes(await member.port.commit(member.now().ownership, [offset])), [
        'ok',
      ]);
    });

    it('waits for a host that publishes in a rebalance no longer than half the rebalance timeout', async () => {
      const topic = await createTopic({ partitions: 2 });
      const groupId = uniqueName('group');
      const a = await start({
        topics: [topic],
        groupId,
        source: { rebalanceTimeoutMs: 4_000, sessionTimeoutMs: 1_500 },
        listener: { onRebalance: () => sleep(30_000, undefined, { ref: false }) },
      });
      const startedAt = performance.now();
      const b = await start({ topics: [topic], groupId });
      await settled([a, b], topic, 2);
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs > 1_800 && tookMs < 4_000, `${tookMs} ms`);
      assert.deepEqual(a.restarts, []);
    });
  });

  describe(`a Kafka port over ${adapter}: a topic's id`, { timeout: 90_000 }, () => {
    afterEach(closeAll);

    /** Writes the id down when partitions are assigned, as the host sees it. */
    const startNoting = async (
      options: TestMemberOptions,
    ): Promise<{ member: TestMember; ids: string[] }> => {
      const [topic] = options.topics;
      const ids: string[] = [];
      const member = await createTestMember(create, options);
      open.push(member);
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

  describe(`a Kafka port over ${adapter}: reading`, { timeout: 60_000 }, () => {
    afterEach(closeAll);

    it('gives every record once, in order by partition, under the ownership of its seek', async () => {
      const topic = await createTopic({ partitions: 3 });
      const wanted = Array.from({ length: 60 }, (_, n) => ({ value: `v${n}`, partition: n % 3 }));
      await produce(topic, wanted);
      const member = await start({ topics: [topic], groupId: uniqueName('group') });
      const found = await member.read(60);
      for (const partition of [0, 1, 2]) {
        const list = wanted.filter((record) => record.partition === partition);
        assert.deepEqual(
          found.filter((text) => text.startsWith(`${partition}@`)),
          list.map(({ value }, offset) => `${partition}@${offset}=${value}`),
        );
      }
      assert.equal(found.length, 60);
    });

    it('ignores a seek under an ownership that is over, and delivers nothing while paused', async () => {
      const topic = await createTopic({});
      await produce(topic, [{ value: 'a' }, { value: 'b' }]);
      const member = await start({ topics: [topic], groupId: uniqueName('group') });
      const { ownership } = member.now();
      const at: TopicPartition = { topic, partition: 0 };
      assert.deepEqual(await member.read(2), ['0@0=a', '0@1=b']);
      const stale = { ...ownership, assignment: ownership.assignment - 1 };
      assert.equal(member.port.seek(stale, at, 0n), false);
      member.port.pause([at]);
      assert.equal(member.port.seek(ownership, at, 1n), true);
      assert.deepEqual(await member.read(1, 700), []);
      member.port.resume([at]);
      assert.deepEqual(await member.read(1), ['0@1=b']);
    });

    it('asks the host where a position lies before the log, and goes on where it seeks', async () => {
      const topic = await createTopic({});
      await produce(
        topic,
        Array.from({ length: 5 }, (_, n) => ({ value: `v${n}` })),
      );
      await deleteRecordsBefore(topic, 0, 3n);
      const asked: unknown[] = [];
      const member: TestMember = await start({
        topics: [topic],
        groupId: uniqueName('group'),
        onOutOfRange: async (ownership, at, position, bounds) => {
          asked.push([position, bounds.logStart, bounds.highWatermark]);
          member.port.seek(ownership, at, bounds.logStart);
        },
      });
      assert.deepEqual(await member.read(2), ['0@3=v3', '0@4=v4']);
      assert.deepEqual(asked, [[0n, 3n, 5n]]);
    });

    it('stops with OFFSET_OUT_OF_RANGE where there is nobody to ask', async () => {
      const topic = await createTopic({});
      await produce(topic, [{ value: 'a' }]);
      const member = await start({ topics: [topic], groupId: uniqueName('group') });
      member.port.seek(member.now().ownership, { topic, partition: 0 }, 99n);
      await assert.rejects(
        member.read(2),
        (error: SluiceError) => error.code === 'OFFSET_OUT_OF_RANGE',
      );
    });

    it('knows offsets by position and by time, and does not count what is still in a transaction', async () => {
      const topic = await createTopic({});
      const at: TopicPartition = { topic, partition: 0 };
      const key = partitionKey(topic, 0);
      await produce(
        topic,
        [100, 200, 300].map((timestampMs) => ({ value: 'v', timestampMs })),
      );
      await deleteRecordsBefore(topic, 0, 1n);
      const member = await start({ topics: [topic], groupId: uniqueName('group') });
      const ask = async (query: Parameters<typeof member.port.offsets>[1]): Promise<unknown> =>
        (await member.port.offsets([at], query)).get(key);
      assert.equal(await ask({ at: 'earliest' }), 1n);
      assert.equal(await ask({ at: 'latest' }), 3n);
      assert.equal(await ask({ at: 'timestamp', timestampMs: 250 }), 2n);
      assert.equal(await ask({ at: 'timestamp', timestampMs: 301 }), 3n);
      const bounds = (await member.port.bounds([at])).get(key);
      assert.deepEqual([bounds?.logStart, bounds?.highWatermark, bounds?.lastStable], [1n, 3n, 3n]);
    });
  });

  describe(
    `a Kafka port over ${adapter}: a broker behind a bad network`,
    { timeout: 120_000 },
    () => {
      let broker: ProxiedBroker;
      before(async () => {
        broker = await startProxiedBroker();
      });
      after(async () => broker.stop());
      afterEach(async () => {
        broker.proxy.resume();
        await closeAll();
      });
      const prepare = async (
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
        const { topic, groupId, member } = await prepare({
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
        const { topic, member } = await prepare({ connection: { requestTimeoutMs: 1_500 } });
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
        const { topic, member } = await prepare();
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
        const { topic, groupId, member } = await prepare({
          source: { sessionTimeoutMs: 1_500, heartbeatIntervalMs: 300 },
        });
        const old = member.now().ownership;
        broker.proxy.blackHole('both');
        const other = await start({ topics: [topic], groupId, bootstrapServers: broker.direct });
        assert.deepEqual(other.now().partitions, [`${topic}/0`]);
        const theirs = { topic, partition: 0, offset: 20n, metadata: 'theirs' };
        assert.deepEqual(outcomes(await other.port.commit(other.now().ownership, [theirs])), [
          'ok',
        ]);
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
        const { topic, member } = await prepare({
          source: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 300 },
          connection: { requestTimeoutMs: 20_000 },
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
  );

  describe(
    `a Kafka port over ${adapter}: what it says when it cannot begin`,
    { timeout: 60_000 },
    () => {
      it('names an unknown topic and the nearest that exists', async () => {
        const topic = await createTopic({ hint: 'devices' });
        const wrong = `${topic.slice(0, -1)}_`;
        const member = await createTestMember(create, { topics: [wrong], groupId: 'g' });
        await assert.rejects(member.port.connect(), (error: SluiceError) => {
          assert.equal(error.code, 'KAFKA_TOPIC_UNKNOWN');
          assert.ok(error.message.includes(`${wrong} (did you mean ${topic}?)`), error.message);
          return true;
        });
        await member.port.close();
      });

      it('says so where a pattern matches nothing', async () => {
        const member = await createTestMember(create, { topics: ['^no-such-.*'], groupId: 'g' });
        await assert.rejects(member.port.connect(), { code: 'KAFKA_TOPIC_UNKNOWN' });
        await member.port.close();
      });

      it('names an address where nothing listens, and each of several', async () => {
        const member = await createTestMember(create, {
          topics: ['t'],
          groupId: 'g',
          bootstrapServers: '127.0.0.1:1,no-such-host.invalid:9092',
          connection: { connectTimeoutMs: 500 },
        });
        await assert.rejects(member.port.connect(), (error: SluiceError) => {
          assert.equal(error.code, 'KAFKA_UNREACHABLE');
          assert.match(error.message, /127\.0\.0\.1:1: ECONNREFUSED/u);
          assert.match(error.message, /no-such-host\.invalid:9092: (ENOTFOUND|EAI_AGAIN)/u);
          return true;
        });
        await member.port.close();
      });

      it('names a session timeout that the broker does not allow', async () => {
        const topic = await createTopic({});
        const member = await createTestMember(create, {
          topics: [topic],
          groupId: uniqueName('group'),
          source: { sessionTimeoutMs: 10 },
        });
        await member.port.connect();
        await assert.rejects(
          member.port.join(member.listener),
          (error: SluiceError) =>
            error.code === 'CONFIG_INVALID' && error.message.includes('sessionTimeoutMs'),
        );
        await member.port.close();
      });
    },
  );
}

function toPartition(key: string): TopicPartition {
  const slash = key.lastIndexOf('/');
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
}

function outcomes(results: readonly { readonly outcome: string }[]): string[] {
  return results.map(({ outcome }) => outcome);
}

function listenerOf(member: TestMember): Parameters<TestMember['port']['join']>[0] {
  return (member as Awaited<ReturnType<typeof createTestMember>>).listener;
}

function sameGeneration(members: readonly TestMember[]): boolean {
  const generations = new Set(members.map((member) => member.now().ownership.generation));
  return generations.size === 1;
}

/** All in one generation, and everything assigned. */
async function settled(
  members: readonly TestMember[],
  topic: string,
  partitions: number,
): Promise<void> {
  await waitUntil(`${members.length} members share ${partitions} partitions of ${topic}`, () => {
    const held = new Set(members.flatMap((member) => member.now().partitions));
    return sameGeneration(members) && held.size === partitions;
  });
}

function assertWithin(inner: readonly string[], outer: readonly string[]): void {
  assert.deepEqual(
    inner.filter((key) => !outer.includes(key)),
    [],
  );
}

function assertNeverTwice(members: readonly TestMember[]): void {
  const owners = new Map<string, string>();
  for (const { ownership, partitions } of members.flatMap((member) => member.generations)) {
    for (const key of partitions) {
      const place = `${ownership.generation}:${key}`;
      const owner = owners.get(place) ?? ownership.memberId;
      assert.equal(owner, ownership.memberId, `${key} in generation ${ownership.generation}`);
      owners.set(place, ownership.memberId);
    }
  }
}
