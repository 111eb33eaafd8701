import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SluiceError } from '../../../../../shared/errors.ts';
import { produce } from '../../../../support/produce.ts';
import { createTopic, growTopic, uniqueName } from '../../../../support/topics.ts';
import { waitUntil } from '../../../../support/wait-until.ts';
import { assertNeverTwice, outcomes, sameGeneration, settled } from './group-state.ts';
import { overAdapters } from './over-adapters.ts';

overAdapters('the group', ({ start, prepare }) => {
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
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const a = await start({
      topics: [topic],
      groupId,
      source: { rebalanceTimeoutMs: 60_000 },
      listener: { onRebalance: () => (asked.resolve(), answered.promise) },
    });
    const b = await prepare({ topics: [topic], groupId });
    await b.port.connect();
    const joining = assert.rejects(b.port.join(b.listener), { code: 'KAFKA_UNREACHABLE' });
    await asked.promise;
    await b.port.leave();
    await joining;
    // nobody has joined yet: it did not wait for the generation that it asked for
    assert.equal(a.generations.length, 1);
    assert.equal(b.generations.length, 0);
    answered.resolve();
    await waitUntil('a has it all again', () => a.generations.length === 2);
    assert.equal(a.now().partitions.length, 2);
  });

  it('gives members only the topics that they asked for', async () => {
    const [one, two] = [await createTopic({ partitions: 2 }), await createTopic({ partitions: 4 })];
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
          maxWaitMs: 3_000,
        },
      },
    });
    assert.deepEqual(await member.read(1), ['0@0=a']);
    await sleep(4_000);
    assert.deepEqual(member.restarts, []);
    assert.equal(member.generations.length, 1);
    const offset = { topic, partition: 0, offset: 1n, metadata: '' };
    assert.deepEqual(outcomes(await member.port.commit(member.now().ownership, [offset])), ['ok']);
  });

  it('waits for a host that publishes in a rebalance no longer than half the rebalance timeout', async () => {
    const topic = await createTopic({ partitions: 2 });
    const groupId = uniqueName('group');
    const a = await start({
      topics: [topic],
      groupId,
      source: { rebalanceTimeoutMs: 8_000, sessionTimeoutMs: 3_000 },
      listener: { onRebalance: () => sleep(30_000, undefined, { ref: false }) },
    });
    const startedAt = performance.now();
    const b = await start({ topics: [topic], groupId });
    await settled([a, b], topic, 2);
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs > 3_800, `${tookMs} ms`);
    // after all of it the broker would have thrown it out
    assert.deepEqual(a.restarts, []);
  });
});

function assertWithin(inner: readonly string[], outer: readonly string[]): void {
  assert.deepEqual(
    inner.filter((key) => !outer.includes(key)),
    [],
  );
}
