import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runConsumer } from '../../support/consumer-process.ts';
import { testKafka } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { numbered } from '../../support/scenario.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from '../../support/topics.ts';

const pipeline = join(import.meta.dirname, '..', '..', 'support', 'pipelines', 'console.yaml');

test(
  'a pipeline that stores nothing shows each event, and commits what it has shown',
  { timeout: 120_000 },
  async (t) => {
    const topic = await createTopic({ partitions: 2 });
    t.after(() => deleteTopic(topic));
    const groupId = uniqueName('console');
    await produce(topic, numbered(500, 2));
    const { ended, lines } = await runConsumer({
      pipeline,
      env: { KAFKA_BROKERS: (await testKafka()).bootstrapServers, TOPIC: topic, GROUP_ID: groupId },
      args: ['--until-end'],
    });
    assert.deepEqual(ended, { code: 0, signal: null }, lines.slice(-10).join('\n'));
    const shown = lines.flatMap(
      (line) => /^\{"id":(\d+),"half":"(a|b)"\}$/.exec(line)?.slice(1).join('') ?? [],
    );
    const wanted = Array.from({ length: 500 }, (_, id) => [`${id}a`, `${id}b`]).flat();
    assert.deepEqual(shown.toSorted(), wanted.toSorted());
    const committed = await committedOffsets(groupId, topic);
    assert.deepEqual(
      committed.map(({ offset, metadata }) => [offset, metadata]),
      [
        [250n, ''],
        [250n, ''],
      ],
    );
  },
);
