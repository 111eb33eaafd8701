import assert from 'node:assert/strict';
import { it } from 'node:test';
import { partitionKey } from '../../../../../shared/record.ts';
import { produce } from '../../../../support/produce.ts';
import { committedOffsets, createTopic, uniqueName } from '../../../../support/topics.ts';
import { overAdapters } from './over-adapters.ts';

overAdapters('as a tool, in no group', ({ start, prepare }) => {
  it('tells who is in a group, and nobody of one that does not exist', async () => {
    const topic = await createTopic({});
    const groupId = uniqueName('group');
    const tool = await prepare({ topics: [topic], groupId });
    await tool.port.connect();
    assert.deepEqual(await tool.port.members(), []);
    const member = await start({ topics: [topic], groupId });
    const found = await tool.port.members();
    assert.equal(found.length, 1);
    assert.notEqual(found[0]!.memberId, '');
    assert.match(found[0]!.host, /\d/);
    await member.port.leave();
    assert.deepEqual(await tool.port.members(), []);
  });

  it('moves offsets while nobody is in the group, and is told GROUP_BUSY otherwise', async () => {
    const topic = await createTopic({ partitions: 2 });
    const groupId = uniqueName('group');
    const tool = await prepare({ topics: [topic], groupId });
    await tool.port.connect();
    const at = [0, 1].map((partition) => ({ topic, partition }));
    const offsets = at.map((each) => ({ ...each, offset: 5n, metadata: 'moved' }));
    await tool.port.commitAlone(offsets);
    assert.deepEqual(await tool.port.committed(at), offsets);
    const member = await start({ topics: [topic], groupId });
    const further = offsets.map((each) => ({ ...each, offset: 9n }));
    await assert.rejects(tool.port.commitAlone(further), { code: 'GROUP_BUSY' });
    await member.port.leave();
    assert.deepEqual(
      (await committedOffsets(groupId, topic)).map(({ offset }) => offset),
      [5n, 5n],
    );
    await tool.port.commitAlone(further);
    assert.deepEqual(await tool.port.committed(at), further);
  });

  it('reads partitions from any offset, and others after them', async () => {
    const topic = await createTopic({ partitions: 2 });
    const records = [0, 1].flatMap((partition) =>
      ['a', 'b', 'c'].map((value) => ({ partition, value })),
    );
    await produce(topic, records);
    const tool = await prepare({ topics: [topic], groupId: uniqueName('group') });
    await tool.port.connect();
    const bounds = await tool.port.bounds(tool.port.partitions());
    for (const partition of [1, 0]) {
      const ownership = tool.port.assign([{ topic, partition }]);
      assert.equal(tool.port.seek(ownership, { topic, partition }, 1n), true);
      const seen: bigint[] = [];
      while (seen.length < 2) {
        for (const chunk of await tool.port.chunks(AbortSignal.timeout(30_000))) {
          assert.equal(chunk.partition, partition);
          const cursor = chunk.cursor();
          while (cursor.next()) seen.push(chunk.start + BigInt(cursor.offsetDelta));
        }
      }
      assert.deepEqual(seen, [1n, 2n]);
      assert.equal(bounds.get(partitionKey(topic, partition))?.lastStable, 3n);
    }
  });
});
