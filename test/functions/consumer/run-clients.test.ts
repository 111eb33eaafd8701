import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ConsumerProcess } from '../../support/consumer-process.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { waitUntil } from '../../support/wait-until.ts';

describe('the bundled consumer and the library below its connections', { timeout: 120_000 }, () => {
  const scenarios: Scenario[] = [];
  const begin: typeof makeScenario = async (options) => {
    const scenario = await makeScenario(options);
    scenarios.push(scenario);
    return scenario;
  };
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  it("drains a topic exactly once with client: 'platformatic'", async () => {
    const scenario = await begin({ partitions: 3, source: { client: 'platformatic' } });
    await produce(scenario.topic, numbered(6_000, 3), { gzip: true });
    const consumer = await scenario.start(['--until-end']);
    assert.deepEqual(await consumer.exit, { code: 0, signal: null });
    await scenario.assertExact();
    assert.deepEqual(await scenario.committed(), await scenario.logEnds());
  });

  it('a consumer of one library goes on where one of the other was killed, also in the middle of an epoch', async () => {
    const scenario = await begin({
      partitions: 4,
      sink: { batch: { maxBytes: 20_000, timeoutSecs: 1 } },
    });
    const { sources } = scenario.definition as { sources: { kafka: object } };
    const startWith = async (client: string): Promise<ConsumerProcess> =>
      scenario.start([], { sources: { kafka: { ...sources.kafka, client } } });
    const first = await startWith('kafkajs');
    const second = await startWith('platformatic');
    await waitUntil('both have partitions', () => [first, second].every(owns));
    await produce(scenario.topic, numbered(20_000, 4));
    await first.untilTold('object_stored');
    first.kill('SIGKILL');
    await first.exit;
    const third = await startWith('kafkajs');
    await third.untilTold('partitions_assigned');
    second.kill('SIGKILL');
    await second.exit;
    await scenario.untilDrained(60_000);
    assert.equal((await third.stop()).code, 0);
    await scenario.assertExact();
  });
});

function owns(consumer: ConsumerProcess): boolean {
  const last = consumer.told('partitions_assigned').at(-1);
  return ((last?.['partitions'] as unknown[] | undefined)?.length ?? 0) > 0;
}
