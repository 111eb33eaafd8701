/**
 * A process that was held up for longer than a request may take (a busy machine, a frozen container, a large chunk) took
 * answers for lost that had long come: its timers are looked at before its sockets. Each commit under way was then
 * unknown, so the consumer left its group and did the epoch again, and under load never got on.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseAddress } from '../../functions/consumer/kafka/brokers/address.ts';
import { openBrokerConnection } from '../../functions/consumer/kafka/brokers/broker-connection.ts';
import { createKafkajsWires } from '../../functions/consumer/kafka/kafkajs/wire.ts';
import { createPlatformaticWires } from '../../functions/consumer/kafka/platformatic/wire.ts';
import { sourceOptions } from '../functions/consumer/kafka/test-member.ts';
import { uniqueName } from '../support/topics.ts';

const timeoutMs = 1_000;

/** The thread does nothing, as while it works through a chunk or is not given a processor. */
function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

for (const [name, createWires] of [
  ['kafkajs', createKafkajsWires],
  ['platformatic', createPlatformaticWires],
] as const) {
  test(`an answer that came while the process was held up counts, over ${name}`, async () => {
    const { connection } = await sourceOptions({ topics: [], groupId: '' });
    const [server = ''] = connection.bootstrapServers;
    const createWire = createWires({ connection });
    const broker = await openBrokerConnection(parseAddress(server), { connection, createWire });
    try {
      const answer = broker.ask('FindCoordinator', { groupId: uniqueName('held-up') }, timeoutMs);
      // the request is written before this thread stops, and answered long before it goes on
      await nextTurn();
      holdUp(timeoutMs * 2);
      assert.ok(await answer);
    } finally {
      broker.close();
    }
  });
}
