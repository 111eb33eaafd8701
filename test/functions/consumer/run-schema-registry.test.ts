import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testS3 } from '../../support/engines.ts';
import { type HttpProxy, startHttpProxy } from '../../support/http-proxy.ts';
import { produce } from '../../support/produce.ts';
import { confluentValue, testRegistry, type TestRegistry } from '../../support/registry.ts';
import { makeScenario, type Scenario } from '../../support/scenario.ts';
import type { StoredEvent } from '../../support/stored-events.ts';
import { committedOffsets } from '../../support/topics.ts';
import { waitUntil } from '../../support/wait-until.ts';

let registry: TestRegistry;
const scenarios: Scenario[] = [];
const proxies: HttpProxy[] = [];

const anyObject = (title: string): string =>
  JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title, type: 'object' });

async function begin(
  options: {
    readonly codec?: string;
    readonly partitions?: number;
    readonly registry: object;
    readonly top?: object;
  } = { registry: {} },
): Promise<{ readonly scenario: Scenario; readonly proxy: HttpProxy }> {
  const proxy = await startHttpProxy(new URL(registry.url).origin);
  proxies.push(proxy);
  const url = proxy.endpoint + new URL(registry.url).pathname;
  const { codec = 'json', partitions = 1, top = {} } = options;
  const scenario = await makeScenario({
    partitions,
    top,
    source: {
      commitIntervalMs: 200,
      decoding: { codec, schemaRegistry: { url, ...options.registry } },
    },
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

  it('with two threads, waits in the one that needs the schema, and both store each record once', async () => {
    const top = { threads: '2' };
    const { scenario, proxy } = await begin({ partitions: 4, registry: {}, top });
    const known = await registry.register(`${scenario.topic}-known`, 'JSON', anyObject('known'));
    const later = await registry.register(`${scenario.topic}-later`, 'JSON', anyObject('later'));
    const all = [0, 1, 2, 3];
    await produce(
      scenario.topic,
      all.flatMap((partition) => values(known, 50, partition)),
    );
    const consumer = await scenario.start();
    await scenario.untilDrained();
    proxy.fault(() => ({ do: 'cut' }));
    await produce(scenario.topic, [
      ...values(later, 50, 0, 50),
      ...all.slice(1).flatMap((partition) => values(known, 50, partition, 50)),
    ]);
    await waitUntil('all other partitions go on', async () => {
      const committed = await scenario.committed();
      assert.equal(committed[0], 50n);
      return committed.slice(1).every((offset) => offset === 100n);
    });
    assert.equal((await consumer.get('/readyz')).status, 503);
    proxy.clear();
    await scenario.untilDrained();
    assert.equal((await consumer.get('/readyz')).status, 200);
    assert.equal((await consumer.stop()).code, 0);
    const waited = new Set(consumer.told('schema_retry').map((line) => line['thread']));
    assert.equal(waited.size, 1);
    await scenario.assertExact();
  });

  it('goes on after a restart in an outage, each record once', async () => {
    const { scenario, proxy } = await begin();
    const id = await registry.register(`${scenario.topic}-value`, 'JSON', anyObject('a'));
    await produce(scenario.topic, values(id, 100));
    proxy.fault((request) => (isSchema(request) ? { do: 'answer', status: 500, code: 'x' } : null));
    const first = await scenario.start();
    await first.untilTold('schema_retry');
    assert.equal((await first.stop()).code, 0);
    const second = await scenario.start();
    await second.untilTold('schema_retry');
    assert.deepEqual(await scenario.committed(), [0n]);
    proxy.clear();
    await scenario.untilDrained();
    assert.equal((await second.stop()).code, 0);
    await scenario.assertExact();
  });

  it('makes dead letters of an unknown schema after the limit, and of it alone; whoever does the epoch again after kill -9 comes to the same, also when it is known by then', async () => {
    const { scenario, proxy } = await begin({
      registry: { unknownSchemaLimitSecs: 1, missingIdCacheTtlSecs: 10 },
    });
    const known = await registry.register(`${scenario.topic}-known`, 'JSON', anyObject('known'));
    const late = await registry.register(`${scenario.topic}-late`, 'JSON', anyObject('late'));
    // the registry itself says that it does not have it
    const takeBack = proxy.fault(({ path }) =>
      path.endsWith(`/schemas/ids/${late}`)
        ? { do: 'instead', path: path.replace(/\d+$/, '987654') }
        : null,
    );
    const store = await startHttpProxy((await testS3()).endpoint);
    proxies.push(store);
    store.fault(({ method, path }) =>
      method === 'PUT' && /\/(?:raw|dead-letter)\//.test(path) ? { do: 'cut' } : null,
    );
    const sinks = sinksOf(scenario, store.endpoint);
    const first = await scenario.start([], { sinks });
    await produce(scenario.topic, [
      ...values(known, 40),
      ...values(late, 40),
      ...values(known, 20),
    ]);
    const given = await first.untilTold('schema_given_up');
    assert.match(given.message, new RegExp(`no schema ${late}`));
    await first.untilTold('store_retry');
    const { metadata } = (await committedOffsets(scenario.groupId, scenario.topic))[0]!;
    assert.match(metadata, new RegExp(`\\["${late}"\\]`));
    first.kill('SIGKILL');
    await first.exit;
    takeBack();
    store.clear();
    const second = await scenario.start([], { sinks });
    await scenario.untilDrained();
    await produce(scenario.topic, values(late, 10));
    await scenario.untilDrained();
    assert.equal((await second.stop()).code, 0);
    const events = await scenario.assertExact();
    const letters = events.filter(({ key }) => key.includes('dead-letter'));
    assert.deepEqual(
      letters.map(({ event }) => [Number(event['offset']), event['code']]),
      Array.from({ length: 40 }, (_, index) => [40 + index, 'SCHEMA_UNKNOWN']),
    );
  });

  it('ends with exit code 77 where the registry refuses it at the start, and waits where it refuses later', async () => {
    const { scenario, proxy } = await begin();
    const id = await registry.register(`${scenario.topic}-value`, 'JSON', anyObject('a'));
    const refuse = (): (() => void) =>
      proxy.fault(() => ({ do: 'answer', status: 401, code: 'Unauthorized' }));
    const takeBack = refuse();
    const first = await scenario.start();
    assert.equal((await first.exit).code, 77);
    assert.equal(first.told('fatal')[0]?.error?.code, 'REGISTRY_ACCESS_DENIED');
    takeBack();
    const second = await scenario.start();
    await second.untilTold('partitions_assigned');
    refuse();
    await produce(scenario.topic, values(id, 10));
    const retry = await second.untilTold('schema_retry');
    assert.equal(retry.error?.code, 'REGISTRY_ACCESS_DENIED');
    proxy.clear();
    await scenario.untilDrained();
    assert.equal((await second.stop()).code, 0);
    await scenario.assertExact();
  });

  it('reads messages of protobuf with references, and a schema that comes while it runs', async () => {
    const { scenario } = await begin({ codec: 'protobuf', registry: {} });
    const { topic } = scenario;
    const place = 'syntax = "proto3"; package places; message Place { string city = 1; }';
    await registry.register(`${topic}-place`, 'PROTOBUF', place);
    const references = [{ name: 'place.proto', subject: `${topic}-place`, version: 1 }];
    const schema = (fields: string): string =>
      `syntax = "proto3"; package shop; import "place.proto"; message Other { bool x = 1; message Order { ${fields} } }`;
    const old = 'places.Place place = 1; int64 number = 2;';
    const one = await registry.register(topic, 'PROTOBUF', schema(old), references);
    const indexes = Buffer.from([4, 0, 0]);
    const order = Buffer.from([0x0a, 0x04, 0x0a, 0x02, 0x55, 0x6c, 0x10, 0x07]);
    const consumer = await scenario.start();
    await produce(topic, [{ value: confluentValue(one, order, indexes) }]);
    await scenario.untilDrained();
    const two = await registry.register(
      topic,
      'PROTOBUF',
      schema(`${old} string note = 3;`),
      references,
    );
    const more = Buffer.concat([order, Buffer.from([0x1a, 0x01, 0x21])]);
    await produce(topic, [
      { value: confluentValue(two, more, indexes) },
      { value: confluentValue(two, Buffer.from([0x08, 0x01]), Buffer.from([0])) },
      { value: confluentValue(two, order, Buffer.from([2, 8])) },
    ]);
    await scenario.untilDrained();
    assert.equal((await consumer.stop()).code, 0);
    const events = await scenario.assertExact();
    assert.deepEqual(payloadsOf(events, ['place', 'number', 'note', 'x', 'code']), [
      { code: 'NO_SCHEMA_ID' },
      { place: { city: 'Ul' }, number: 7 },
      { place: { city: 'Ul' }, number: 7, note: '!' },
      { x: true },
    ]);
  });

  it('reads Avro with a schema that refers to another, as each was written', async () => {
    const { scenario } = await begin({ codec: 'avro', registry: {} });
    const { topic } = scenario;
    const place = { type: 'record', name: 'Place', fields: [{ name: 'city', type: 'string' }] };
    await registry.register(`${topic}-place`, 'AVRO', JSON.stringify(place));
    const references = [{ name: 'Place', subject: `${topic}-place`, version: 1 }];
    const schema = (...more: object[]): string =>
      JSON.stringify({
        type: 'record',
        name: 'Order',
        fields: [{ name: 'place', type: 'Place' }, { name: 'number', type: 'long' }, ...more],
      });
    const one = await registry.register(topic, 'AVRO', schema(), references);
    const note = { name: 'note', type: ['null', 'string'], default: null };
    const two = await registry.register(topic, 'AVRO', schema(note), references);
    const order = Buffer.from([0x04, 0x55, 0x6c, 0x0e]);
    await produce(topic, [
      { value: confluentValue(one, order) },
      { value: confluentValue(two, Buffer.concat([order, Buffer.from([2, 2, 0x21])])) },
      { value: confluentValue(two, order) },
      { value: Buffer.from('no schema here') },
    ]);
    const consumer = await scenario.start();
    await scenario.untilDrained();
    assert.equal((await consumer.stop()).code, 0);
    const events = await scenario.assertExact();
    assert.deepEqual(payloadsOf(events, ['place', 'number', 'note', 'code']), [
      { code: 'NOT_AVRO' },
      { code: 'NO_SCHEMA_ID' },
      { place: { city: 'Ul' }, number: 7 },
      { place: { city: 'Ul' }, number: 7, note: '!' },
    ]);
  });
});

/** Objects go past the registry's proxy through one of their own. */
function sinksOf({ definition }: Scenario, endpoint: string): object {
  const { sinks } = definition as { readonly sinks: { readonly s3: object } };
  return { s3: { ...sinks.s3, endpoint } };
}

/** Some fields of what is stored, dead letters first. */
function payloadsOf(events: readonly StoredEvent[], names: readonly string[]): readonly object[] {
  return events.map(({ event }) =>
    Object.fromEntries(
      names.flatMap((name) => (event[name] === undefined ? [] : [[name, event[name]]])),
    ),
  );
}
