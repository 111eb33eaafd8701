import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type HttpProxy, startHttpProxy } from '../../support/http-proxy.ts';
import { produce } from '../../support/produce.ts';
import { confluentValue, testRegistry, type TestRegistry } from '../../support/registry.ts';
import { makeScenario, type Scenario } from '../../support/scenario.ts';
import { waitUntil } from '../../support/wait-until.ts';

let registry: TestRegistry;
const scenarios: Scenario[] = [];
const proxies: HttpProxy[] = [];

const anyObject = (title: string): string =>
  JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title, type: 'object' });

async function begin(
  options: { readonly codec?: string; readonly partitions?: number } & Readonly<
    Record<'registry', object>
  > = { registry: {} },
): Promise<{ readonly scenario: Scenario; readonly proxy: HttpProxy }> {
  const proxy = await startHttpProxy(new URL(registry.url).origin);
  proxies.push(proxy);
  const url = proxy.endpoint + new URL(registry.url).pathname;
  const { codec = 'json', partitions = 1 } = options;
  const scenario = await makeScenario({
    partitions,
    source: { decoding: { codec, schemaRegistry: { url, ...options.registry } } },
  });
  scenarios.push(scenario);
  return { scenario, proxy };
}

const isSchema = ({ path }: { readonly path: string }): boolean => path.includes('/schemas/ids/');

function values(id: number, count: number, partition = 0, from = 0) {
  return Array.from({ length: count }, (_, index) => ({
    partition,
    value: confluentValue(id, JSON.stringify({ number: from + index })),
  }));
}

describe('a consumer whose values name a schema', { timeout: 120_000, concurrency: 3 }, () => {
  before(async () => {
    registry = await testRegistry();
  });
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
    for (const proxy of proxies) await proxy.close();
    await registry.stop();
  });

  it('waits for a registry that is down with those partitions alone that need it, and loses nothing', async () => {
    const { scenario, proxy } = await begin({ partitions: 2, registry: {} });
    const known = await registry.register(`${scenario.topic}-known`, 'JSON', anyObject('known'));
    const later = await registry.register(`${scenario.topic}-later`, 'JSON', anyObject('later'));
    const consumer = await scenario.start();
    await produce(scenario.topic, [...values(known, 50), ...values(known, 50, 1)]);
    await scenario.untilDrained();
    proxy.fault(() => ({ do: 'cut' }));
    await produce(scenario.topic, [...values(later, 50, 0, 50), ...values(known, 50, 1, 50)]);
    const retry = await consumer.untilTold('schema_retry');
    assert.equal(retry.error?.code, 'REGISTRY_UNAVAILABLE');
    await waitUntil('the other partition goes on', async () => {
      const [first, second] = await scenario.committed();
      assert.equal(first, 50n);
      return second === 100n;
    });
    assert.equal((await consumer.get('/readyz')).status, 503);
    const waiting = await consumer.metrics();
    assert.equal(waiting.sum('sluice_schema_waiting_partitions', { source: 'kafka' }), 1);
    assert.equal(consumer.told('rebalance_started').length, 0);
    proxy.clear();
    await scenario.untilDrained();
    assert.equal((await consumer.get('/readyz')).status, 200);
    assert.equal((await consumer.stop()).code, 0);
    const events = await scenario.assertExact();
    assert.ok(events.every(({ key }) => !key.includes('dead-letter')));
  });

  it('goes on after a restart in an outage, each record once', async () => {
    const { scenario, proxy } = await begin();
    const id = await registry.register(`${scenario.topic}-value`, 'JSON', anyObject('a'));
    await produce(scenario.topic, values(id, 100));
    proxy.fault((request) => (isSchema(request) ? { do: 'answer', status: 500, code: 'x' } : null));
    const first = await scenario.start();
    await first.untilTold('schema_retry');
    first.kill('SIGKILL');
    await first.exit;
    const second = await scenario.start();
    await second.untilTold('schema_retry');
    assert.deepEqual(await scenario.committed(), [0n]);
    proxy.clear();
    await scenario.untilDrained();
    assert.equal((await second.stop()).code, 0);
    await scenario.assertExact();
  });
});
