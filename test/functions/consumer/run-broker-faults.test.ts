import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProxiedBroker, startProxiedBroker } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

describe('a consumer whose broker', { timeout: 170_000 }, () => {
  let broker: ProxiedBroker;
  const scenarios: Scenario[] = [];
  const begin = async (
    options: Parameters<typeof makeScenario>[0] & { readonly past?: boolean },
  ): Promise<Scenario> => {
    const scenario = await makeScenario({
      ...options,
      direct: broker.direct,
      bootstrapServers: options.past === true ? broker.direct : broker.bootstrapServers,
    });
    scenarios.push(scenario);
    return scenario;
  };

  before(async () => {
    broker = await startProxiedBroker();
  });
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
    await broker.stop();
  });

  it('answers late, and loses answers for a while, loses nothing and doubles nothing', async () => {
    const scenario = await begin({
      partitions: 3,
      source: { socketTimeoutMs: 4_000, sessionTimeoutMs: 10_000, heartbeatIntervalMs: 1_000 },
    });
    await produce(scenario.topic, numbered(3_000, 3), { bootstrapServers: broker.direct });
    const consumer = await scenario.start();
    await scenario.untilDrained();
    broker.proxy.delay(700);
    await produce(scenario.topic, numbered(3_000, 3, 3_000), { bootstrapServers: broker.direct });
    await scenario.untilDrained(60_000);
    broker.proxy.resume();
    // requests are carried out and nobody learns of it: fetches, commits and heartbeats alike
    broker.proxy.blackHole('answers');
    await produce(scenario.topic, numbered(3_000, 3, 6_000), { bootstrapServers: broker.direct });
    await sleep(3_000);
    broker.proxy.resume();
    await scenario.untilDrained(60_000);
    // of a commit without an answer nobody knows whether it will still be taken: it joins anew, once or twice
    assert.ok(consumer.told('consumer_restarted').length <= 3);
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });

  it('resets every connection again and again goes on, and loses nothing', async () => {
    const scenario = await begin({ partitions: 3 });
    const consumer = await scenario.start();
    await consumer.untilTold('partitions_assigned');
    for (let round = 0; round < 5; round++) {
      await produce(scenario.topic, numbered(600, 3, round * 600), {
        bootstrapServers: broker.direct,
      });
      broker.proxy.cut();
    }
    await scenario.untilDrained(60_000);
    assert.ok(consumer.running());
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });

  it('is stopped for 20 s in the middle lives on, and loses nothing', async () => {
    const scenario = await begin({ partitions: 4, past: true });
    await produce(scenario.topic, numbered(4_000, 4), { bootstrapServers: broker.direct });
    const consumer = await scenario.start();
    await consumer.untilTold('object_stored');
    await broker.engines.broker.stop();
    await sleep(20_000);
    assert.ok(consumer.running());
    const health = await consumer.get('/healthz');
    assert.equal(health.status, 200);
    await broker.engines.broker.start();
    await produce(scenario.topic, numbered(4_000, 4, 4_000), { bootstrapServers: broker.direct });
    await scenario.untilDrained(60_000);
    assert.ok(consumer.told('kafka_retry').length > 0, 'the outage was told');
    const { code } = await consumer.stop();
    assert.equal(code, 0);
    await scenario.assertExact();
  });
});
