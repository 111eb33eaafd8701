import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

const sink = {
  encoding: { codec: 'parquet' },
  batch: { maxBytes: 100_000, timeoutSecs: 1 },
};

describe('a consumer that stores Parquet', { timeout: 120_000 }, () => {
  let scenario: Scenario | null = null;
  after(() => scenario?.remove());

  it('has every event in it once, although it is killed again and again', async () => {
    scenario = await makeScenario({ sink, partitions: 3 });
    for (let round = 0; round < 4; round += 1) {
      await produce(scenario.topic, numbered(6_000, 3, round * 6_000));
      const consumer = await scenario.start();
      // in the middle of its epochs, each time at another place
      await consumer.untilTold(round % 2 === 0 ? 'object_stored' : 'epoch_cut', undefined, 30_000);
      await sleep(round * 5);
      consumer.kill('SIGKILL');
      await consumer.exit;
    }
    const last = await scenario.start(['--until-end']);
    assert.equal((await last.exit).code, 0, last.lines.slice(-5).join('\n'));
    const events = await scenario.assertExact();
    assert.equal(events.length, 24_000);
    const keys = [...new Set(events.map(({ key }) => key))];
    assert.ok(keys.length > 10);
    assert.ok(keys.every((key) => key.endsWith('.parquet')));
  });
});
