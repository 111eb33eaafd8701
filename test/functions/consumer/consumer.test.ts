import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Consumer } from '../../../functions/consumer/consumer.ts';
import type { KafkaPort } from '../../../functions/consumer/kafka/port.ts';
import { SluiceError } from '../../../shared/errors.ts';
import type { ObjectStore } from '../../../shared/sink/object-store.ts';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';
import { type FakePort, fakePort } from '../../support/fake-port.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { load, minimalPipeline } from '../../support/minimal-pipeline.ts';
import { waitUntil } from '../../support/wait-until.ts';

const partitions = [0, 1].map((partition) => ({ topic: 'devices', partition }));

interface Hosted {
  readonly consumer: Consumer;
  readonly events: TelemetryEvent[];
  readonly stop: AbortController;
  readonly ended: Promise<SluiceError | null>;
  readonly told: (name: TelemetryEvent['name']) => TelemetryEvent[];
}

function host(
  ports: Readonly<Record<string, KafkaPort>>,
  options: { store?: ObjectStore; top?: object; timeoutSecs?: number } = {},
): Hosted {
  const definition = minimalPipeline({
    sink: { compression: 'none', batch: { timeoutSecs: options.timeoutSecs ?? 300 } },
    top: options.top ?? {},
  });
  const { sources, sinks } = definition as { sources: { kafka: object }; sinks: { s3: object } };
  const names = Object.keys(ports);
  const model = load({
    ...definition,
    sources: Object.fromEntries(
      names.map((name) => [name, { ...sources.kafka, groupId: `group-of-${name}` }]),
    ),
    sinks: { s3: { ...sinks.s3, inputs: names } },
  });
  const events: TelemetryEvent[] = [];
  const consumer = new Consumer({
    model,
    stores: new Map([['s3', options.store ?? memoryStore()]]),
    makePort: (name) => ports[name] as KafkaPort,
    untilEnd: false,
    emit: (event) => events.push(event),
    clock: Date.now,
  });
  const stop = new AbortController();
  const ended = consumer.run(stop.signal);
  return { consumer, events, stop, ended, told: (name) => events.filter((e) => e.name === name) };
}

/** Ten records of a partition, from an offset. */
function chunkOf(
  { ownership }: FakePort,
  partition: number,
  from: bigint,
): ReturnType<typeof memoryChunk> {
  const records = Array.from({ length: 10 }, (_, id) => ({
    offset: from + BigInt(id),
    value: `{"id":${id}}`,
  }));
  return memoryChunk({ partition, ownership, start: from, next: from + 10n, records });
}

describe('a consumer', () => {
  it('that is stopped while it waits to join its group ends at once, and in order', async () => {
    let joining = false;
    const fake = fakePort(partitions, {
      join: () => {
        joining = true;
        return new Promise(() => undefined);
      },
    });
    const { stop, ended, told } = host({ kafka: fake.port });
    await waitUntil('it joins', () => joining);
    stop.abort();
    assert.equal(await ended, null);
    assert.deepEqual(fake.calls, ['leave']);
    assert.equal(told('shutdown_finished').length, 1);
  });

  it('takes and stores nothing while its group rebalances, so that a backlog does not hold up the others', async () => {
    const fake = fakePort(partitions);
    const store = memoryStore();
    const { consumer, stop, ended } = host({ kafka: fake.port }, { store });
    await waitUntil('it runs', () => consumer.health().ready().ok);
    fake.deliver(chunkOf(fake, 0, 0n));
    await waitUntil('it is taken', () => consumer.engine.pendingRecords() === 10);

    await fake.listener().onRebalance(fake.ownership);
    assert.ok(fake.calls.includes('pause 2'));
    fake.deliver(chunkOf(fake, 1, 0n));
    await waitUntil('the host has it', () => fake.undelivered() === 0);
    for (const source of consumer.engine.sources.values()) source.cutAged();
    assert.equal(consumer.engine.pendingRecords(), 10);

    const next = { memberId: 'member', generation: 2, assignment: 2 };
    fake.calls.length = 0;
    await fake.listener().onAssigned(next, partitions);
    assert.deepEqual(
      fake.calls,
      ['seek 0@10', 'seek 1@0'],
      'what was taken is kept, the rest is read again',
    );
    fake.deliver({ ...chunkOf(fake, 1, 0n), ownership: next });
    await waitUntil('it is taken', () => consumer.engine.pendingRecords() === 20);
    stop.abort();
    assert.equal(await ended, null);
    assert.equal(store.objects.size, 2);
    const last = (partition: number): string | undefined =>
      fake.calls.findLast((call) => call.startsWith(`commit ${partition}@`));
    assert.deepEqual([last(0), last(1)], ['commit 0@10', 'commit 1@10']);
  });

  it('that cannot write its ledger stores nothing, and says at the end what is left', async () => {
    const fake = fakePort(partitions, {
      commit: async (_ownership, offsets) =>
        offsets.map((at) => ({ ...at, outcome: 'fenced', reason: 'test', retryable: false })),
    });
    const store = memoryStore();
    const { consumer, stop, ended } = host(
      { kafka: fake.port },
      { store, top: { shutdown: { timeoutSecs: 1 } } },
    );
    await waitUntil('it runs', () => consumer.health().ready().ok);
    fake.deliver(chunkOf(fake, 0, 0n));
    await waitUntil('it is taken', () => consumer.engine.pendingRecords() === 10);
    stop.abort();
    const error = await ended;
    assert.equal(error?.code, 'SHUTDOWN_INCOMPLETE');
    assert.match(error.message, /10 records were not stored/);
    assert.equal(store.objects.size, 0);
  });

  it('waits for a commit that is slow at the end, within its limit', async () => {
    const fake = fakePort(partitions, {
      commit: async (_ownership, offsets) => {
        await new Promise((resolve) => setTimeout(resolve, 5_500));
        return offsets.map((at) => ({ ...at, outcome: 'ok', reason: null, retryable: false }));
      },
    });
    const { consumer, stop, ended, told } = host({ kafka: fake.port });
    await waitUntil('it runs', () => consumer.health().ready().ok);
    fake.deliver(chunkOf(fake, 0, 0n));
    await waitUntil('it is taken', () => consumer.engine.pendingRecords() === 10);
    stop.abort();
    assert.equal(await ended, null);
    assert.equal((told('shutdown_finished')[0] as { clean: boolean }).clean, true);
  });

  it('that could store but not commit says so, and does not call it a clean stop', async () => {
    const fake = fakePort(partitions, {
      commit: async (_ownership, offsets) =>
        offsets.map((at) => ({ ...at, outcome: 'fenced', reason: 'test', retryable: false })),
    });
    const { consumer, stop, ended, told } = host(
      { kafka: fake.port },
      { top: { delivery: 'dense' } },
    );
    await waitUntil('it runs', () => consumer.health().ready().ok);
    fake.deliver(chunkOf(fake, 0, 0n));
    await waitUntil('it is taken', () => consumer.engine.pendingRecords() === 10);
    stop.abort();
    const error = await ended;
    assert.equal(error?.code, 'SHUTDOWN_INCOMPLETE');
    assert.match(error.message, /of 1 partitions was not committed/);
    assert.equal((told('shutdown_finished')[0] as { clean: boolean }).clean, false);
  });

  it('whose one source fails stores and commits what the other has taken', async () => {
    const broken = fakePort(partitions, {
      chunks: async () => {
        await waitUntil('the other has taken something', () => well.calls.includes('taken'));
        throw new SluiceError('KAFKA_ACCESS_DENIED', 'a test');
      },
    });
    const well = fakePort(partitions);
    const store = memoryStore();
    const { consumer, ended } = host({ broken: broken.port, well: well.port }, { store });
    await waitUntil('it runs', () => consumer.health().ready().ok);
    well.deliver(chunkOf(well, 0, 0n));
    await waitUntil('it is taken', () => consumer.engine.pendingRecords() === 10);
    well.calls.push('taken');
    assert.equal((await ended)?.code, 'KAFKA_ACCESS_DENIED');
    assert.equal(store.objects.size, 1);
    assert.ok(well.calls.includes('commit 0@10'));
  });
});
