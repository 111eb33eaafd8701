import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { testS3 } from '../../support/engines.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import { producePerf } from '../../support/produce.ts';
import { makeScenario, type Scenario } from '../../support/scenario.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};

const limit = 32 * 1024 * 1024;

describe('three threads within one buffer.maxBytes', { timeout: 300_000 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  it('ends epochs of many prefixes early, in every thread, and nothing stands still', async (t) => {
    const scenario = await begin({
      partitions: 6,
      sink: { keyPrefix: 'raw/{{ device }}/', batch: { maxBytes: 10_000_000, timeoutSecs: 60 } },
      top: { threads: 3, buffer: { maxBytes: limit } },
    });
    const devices = Array.from({ length: 20 }, (_, id) =>
      JSON.stringify({ device: `device-${id}`, pad: 'x'.repeat(950) }),
    );
    await producePerf(scenario.topic, 45_000, devices);
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    const events = await scenario.assertExact();
    const cut = consumer.told('epoch_cut').filter(({ reason }) => reason === 'memory');
    assert.deepEqual(new Set(cut.map(({ thread }) => thread)), new Set([1, 2, 3]));
    const objects = new Set(events.map(({ key }) => key)).size;
    const peak = consumer.peakRssMb();
    t.diagnostic(`${objects} objects, ${cut.length} cuts, peak memory ${peak} MB`);
    // 120 prefixes once, and again as often as the buffer makes epochs end; not one for every few records
    assert.ok(objects >= 120 && objects < 2_400, `${objects} objects`);
    if (peak !== null) assert.ok(peak < 600, `peak memory ${peak} MB`);
  });

  it('stops fetching in all threads while nothing can be stored, and goes on afterwards', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    t.after(() => proxy.close());
    const scenario = await begin({
      endpoint: proxy.endpoint,
      partitions: 3,
      sink: { batch: { maxBytes: 5_000_000, timeoutSecs: 3 } },
      top: { threads: 3, buffer: { maxBytes: limit }, log: { level: 'INFO' } },
    });
    const values = Array.from({ length: 50 }, (_, id) =>
      JSON.stringify({ id, pad: 'x'.repeat(900) }),
    );
    await producePerf(scenario.topic, 60_000, values);
    proxy.fault(({ method, path }) =>
      method === 'PUT' && path.includes('/raw/')
        ? { do: 'answer', status: 503, code: 'SlowDown' }
        : null,
    );
    const consumer = await scenario.start();
    await consumer.untilTold(
      'memory_pressure',
      ({ message }) => message.includes('nothing is fetched'),
      90_000,
    );
    const held = await consumer.untilMetrics(
      'it has tried for a while',
      ({ sum }) => sum('sluice_store_retries_total') > 20,
    );
    assert.ok(held.sum('sluice_held_bytes') < limit * 1.2, `${held.sum('sluice_held_bytes')} held`);
    assert.ok(held.sum('sluice_records_received_total') < 60_000);
    proxy.clear();
    await scenario.untilDrained(120_000);
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });
});
