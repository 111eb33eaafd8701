import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SluiceError } from '../../../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../../../shared/record.ts';
import { produce } from '../../../../support/produce.ts';
import { createTopic, deleteRecordsBefore, uniqueName } from '../../../../support/topics.ts';
import type { TestMember } from '../test-member.ts';
import { overAdapters } from './over-adapters.ts';

overAdapters('reading', ({ start }) => {
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
