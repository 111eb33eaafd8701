import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startProxiedBroker } from '../../support/engines.ts';
import type { ProxiedBroker } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { createTopic, testClient, withAdmin } from '../../support/topics.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** The means of fault tests, tried on a real broker: what a test does to it must really happen. */
let broker: ProxiedBroker;
before(async () => {
  broker = await startProxiedBroker();
});
after(async () => broker.stop());

/** The end offset of partition 0, by a fresh client that gives up after two seconds. */
async function endOffset(topic: string, bootstrapServers: string): Promise<string | null> {
  const client = await testClient(bootstrapServers);
  const admin = client.admin({ retry: { retries: 0 } });
  const late = new Promise<null>((resolve) => setTimeout(resolve, 2000, null));
  const asked = admin
    .connect()
    .then(async () => (await admin.fetchTopicOffsets(topic))[0]?.high ?? null)
    .catch(() => null);
  const answer = await Promise.race([asked, late]);
  void admin.disconnect().catch(() => undefined);
  return answer;
}

test('clients of the proxy stay behind it: what the broker advertises is the proxy', async () => {
  const topic = await createTopic({ bootstrapServers: broker.bootstrapServers });
  await produce(topic, [{ value: 'a' }], { bootstrapServers: broker.bootstrapServers });
  const { brokers } = await withAdmin(
    async (admin) => admin.describeCluster(),
    broker.bootstrapServers,
  );
  assert.deepEqual(
    brokers.map(({ host, port }) => `${host}:${port}`),
    [broker.bootstrapServers],
  );
  broker.proxy.refuse();
  assert.equal(await endOffset(topic, broker.bootstrapServers), null);
  assert.equal(await endOffset(topic, broker.direct), '1');
  broker.proxy.resume();
  assert.equal(await endOffset(topic, broker.bootstrapServers), '1');
});

test('with answers held, the request is carried out and nobody learns of it', async () => {
  const topic = await createTopic({ bootstrapServers: broker.direct });
  const client = await testClient(broker.bootstrapServers);
  const producer = client.producer({ retry: { retries: 0 } });
  await producer.connect();
  await producer.send({ topic, messages: [{ value: 'first' }] });
  broker.proxy.blackHole('answers');
  let settled = false;
  const sent = producer
    .send({ topic, messages: [{ value: 'second' }] })
    .catch((error: unknown) => error)
    .finally(() => {
      settled = true;
    });
  await waitUntil(
    'the second record is stored',
    async () => (await endOffset(topic, broker.direct)) === '2',
  );
  assert.equal(settled, false);
  broker.proxy.cut();
  broker.proxy.resume();
  assert.ok((await sent) instanceof Error);
  await producer.disconnect();
});

for (const way of ['stop', 'kill'] as const) {
  test(`after ${way} and start the broker has its records, on the same ports`, async () => {
    const topic = await createTopic({ bootstrapServers: broker.direct });
    await produce(topic, [{ value: 'kept' }], { bootstrapServers: broker.direct });
    await broker.engines.broker[way]();
    assert.equal(await endOffset(topic, broker.direct), null);
    await broker.engines.broker.start();
    await waitUntil(
      'it has the record',
      async () => (await endOffset(topic, broker.direct)) === '1',
    );
  });
}

test('a frozen broker takes connections and answers nothing until it thaws', async () => {
  const topic = await createTopic({ bootstrapServers: broker.direct });
  broker.engines.broker.freeze();
  assert.equal(await endOffset(topic, broker.direct), null);
  broker.engines.broker.thaw();
  await waitUntil('it answers', async () => (await endOffset(topic, broker.direct)) === '0');
});

test('stopped, nothing of it is left', async () => {
  const tls = broker.engines.addresses.kafka?.tls;
  await broker.stop();
  assert.equal(await endOffset('any', broker.direct), null);
  // The test authority stays for the next one.
  if (tls !== undefined && tls !== null) await access(tls.ca);
});
