import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { produce, producePerf } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';
import { compareWithTopic, storedEvents } from '../../support/stored-events.ts';
import { startHttpProxy } from '../../support/http-proxy.ts';
import { testS3 } from '../../support/engines.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};
const limit = 32 * 1024 * 1024;

describe('memory within buffer.maxBytes', { timeout: 120_000 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  it('suffices for 200 prefixes in each of 6 partitions: all is stored once, and memory does not grow with the topic', async (t) => {
    const scenario = await begin({
      partitions: 6,
      sink: {
        keyPrefix: 'raw/{{ device }}/',
        compression: 'gzip',
        batch: { maxBytes: 10_000_000, timeoutSecs: 60 },
      },
      top: { buffer: { maxBytes: limit }, log: { level: 'INFO' } },
    });
    const devices = 200;
    const values = Array.from({ length: devices }, (_, id) =>
      JSON.stringify({ device: `device-${id}`, pad: 'x'.repeat(950) }),
    );
    await producePerf(scenario.topic, 30_000, values);
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    const events = await storedEvents(scenario.bucket);
    const { missing, duplicated } = await compareWithTopic(scenario.topic, events);
    assert.deepEqual({ missing, duplicated }, { missing: [], duplicated: [] });
    const objects = new Set(events.map(({ key }) => key)).size;
    const peak = consumer.peakRssMb();
    t.diagnostic(`${objects} objects, peak memory ${peak} MB`);
    // each of the 1,200 prefixes once, and again as often as the budget makes epochs end; not one for every few records
    assert.ok(objects >= 1_200 && objects < 10_000, `${objects} objects`);
    // of which about 100 MB are Node and the bundle; V8 keeps young garbage beside what the budget counts
    if (peak !== null) assert.ok(peak < 400, `peak memory ${peak} MB`);
  });

  it('holds while nothing can be stored: fetching stops, and goes on afterwards', async (t) => {
    const proxy = await startHttpProxy((await testS3()).endpoint);
    t.after(() => proxy.close());
    const scenario = await begin({
      endpoint: proxy.endpoint,
      partitions: 3,
      sink: { batch: { maxBytes: 5_000_000, timeoutSecs: 3 } },
      top: { buffer: { maxBytes: limit }, log: { level: 'INFO' } },
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
    await consumer.untilTold('memory_pressure', (line) =>
      line.message.includes('nothing is fetched'),
    );
    await produce(scenario.topic, numbered(300, 3));
    const held = await consumer.untilMetrics(
      'it has tried for a while',
      ({ sum }) => sum('sluice_store_retries_total') > 20,
    );
    assert.ok(held.sum('sluice_held_bytes') < limit * 1.2, `${held.sum('sluice_held_bytes')} held`);
    assert.ok(held.sum('sluice_records_received_total') < 60_000);
    assert.deepEqual(await scenario.bucket.list(), []);
    proxy.clear();
    await scenario.untilDrained(60_000);
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
    const peak = consumer.peakRssMb();
    t.diagnostic(`peak memory ${peak} MB`);
    if (peak !== null) assert.ok(peak < 300, `peak memory ${peak} MB`);
  });
});
