import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { crc32c } from '@platformatic/wasm-utils/bundled';
import { type ProxiedBroker, startProxiedBroker } from '../../support/engines.ts';
import { produce } from '../../support/produce.ts';
import { makeScenario, numbered, type Scenario } from '../../support/scenario.ts';

const marker = Buffer.from('MARKER-OF-THE-DAMAGED-BATCH');

describe('a batch that arrives damaged', { timeout: 240_000 }, () => {
  let broker: ProxiedBroker;
  let scenario: Scenario;

  before(async () => {
    broker = await startProxiedBroker();
  });
  after(async () => {
    await broker.stop();
  });

  const begin = async (): Promise<void> => {
    scenario = await makeScenario({
      direct: broker.direct,
      bootstrapServers: broker.bootstrapServers,
    });
    await produce(scenario.topic, numbered(10, 1), { bootstrapServers: broker.direct });
    await produce(scenario.topic, [{ value: JSON.stringify({ marker: marker.toString() }) }], {
      bootstrapServers: broker.direct,
    });
  };

  /** Flips a bit of the marker, so many times. */
  const damage = (times: number): void => {
    let left = times;
    broker.proxy.rewrite((piece) => {
      const at = piece.indexOf(marker);
      if (at < 0 || left === 0) return piece;
      left--;
      const damaged = Buffer.from(piece);
      damaged[at] = damaged[at]! ^ 1;
      return damaged;
    });
  };

  it('by its way is fetched again, and nobody notices but the log', async (t) => {
    await begin();
    t.after(() => scenario.remove());
    damage(2);
    const consumer = await scenario.start();
    await consumer.untilTold('kafka_retry', ({ error }) => error?.code === 'BATCH_CORRUPT');
    await scenario.untilDrained();
    assert.equal((await consumer.stop()).code, 0);
    await scenario.assertExact();
  });

  it('again and again ends the process with its offset, and all before it stored and committed', async (t) => {
    await begin();
    t.after(() => scenario.remove());
    damage(Infinity);
    const consumer = await scenario.start();
    assert.equal((await consumer.exit).code, 74);
    const [fatal] = consumer.told('fatal');
    assert.equal(fatal?.error?.code, 'BATCH_CORRUPT');
    assert.match(
      fatal.message,
      new RegExp(`${scenario.topic}, partition 0: the batch at offset 10`),
    );
    assert.deepEqual(await scenario.committed(), [10n]);
    broker.proxy.rewrite(null);
    const next = await scenario.start(['--until-end']);
    assert.equal((await next.exit).code, 0);
    await scenario.assertExact();
  });

  it('is named where it is compressed in a way that nobody knows, and nothing of it is committed', async (t) => {
    await begin();
    t.after(() => scenario.remove());
    broker.proxy.rewrite(withUnknownCodec);
    t.after(() => broker.proxy.rewrite(null));
    const consumer = await scenario.start();
    assert.equal((await consumer.exit).code, 70);
    const [fatal] = consumer.told('fatal');
    assert.equal(fatal?.error?.code, 'KAFKA_UNSUPPORTED');
    assert.match(fatal.message, /codec|compress/i);
    assert.match(fatal.message, new RegExp(scenario.topic));
    const [committed] = await scenario.committed();
    assert.ok(committed === null || (committed !== undefined && committed <= 10n));
    broker.proxy.rewrite(null);
    const next = await scenario.start(['--until-end']);
    assert.equal((await next.exit).code, 0);
    await scenario.assertExact();
  });
});

/** Finds the batch that holds the marker by its length and checksum, and gives it codec 7 with a checksum that fits. */
function withUnknownCodec(piece: Buffer): Buffer {
  const at = piece.indexOf(marker);
  if (at < 0) return piece;
  for (let start = at - 61; start >= 0; start--) {
    const end = start + 12 + piece.readInt32BE(start + 8);
    if (piece[start + 16] !== 2 || end > piece.length || end <= at) continue;
    if (crc32c(piece.subarray(start + 21, end)) !== piece.readUInt32BE(start + 17)) continue;
    const changed = Buffer.from(piece);
    changed[start + 22] = changed[start + 22]! | 7;
    changed.writeUInt32BE(crc32c(changed.subarray(start + 21, end)), start + 17);
    return changed;
  }
  return piece;
}
