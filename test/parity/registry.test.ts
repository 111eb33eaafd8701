import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createHandler } from '../../functions/handler/create-handler.ts';
import { awaitSchemas } from '../../shared/engine/await-schemas.ts';
import { openSchemas } from '../../shared/engine/open-schemas.ts';
import { filter, get } from '../../shared/pipeline/api.ts';
import { engineOf } from '../support/engine.ts';
import { type HttpProxy, startHttpProxy } from '../support/http-proxy.ts';
import { memoryChunk } from '../support/memory-chunk.ts';
import { type MemoryStore, memoryStore } from '../support/memory-store.ts';
import { load } from '../support/minimal-pipeline.ts';
import { invocationContext, mskEvent } from '../support/msk-event.ts';
import { confluentValue, testRegistry, type TestRegistry } from '../support/registry.ts';

const startMs = Date.parse('2026-05-01T00:00:00Z');
const at = { topic: 'devices', partition: 0 };
const unknownId = 987_654;
const never = new AbortController().signal;

/** Each type of schema, and a value of it behind its id. */
const types = {
  json: {
    type: 'JSON',
    schema: '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}',
    body: (n: number) => Buffer.from(`{"n":${n},"name":"ü"}`),
    between: [],
  },
  protobuf: {
    type: 'PROTOBUF',
    schema: 'syntax = "proto3"; message P { int32 n = 1; string name = 2; }',
    body: (n: number) => Buffer.from([0x08, n, 0x12, 0x02, 0xc3, 0xbc]),
    between: [0],
  },
  avro: {
    type: 'AVRO',
    schema:
      '{"type":"record","name":"A","fields":[{"name":"n","type":"int"},{"name":"name","type":"string"}]}',
    body: (n: number) => Buffer.from([n * 2, 0x04, 0xc3, 0xbc]),
    between: [],
  },
} as const;
type Format = keyof typeof types;

let registry: TestRegistry;
let proxy: HttpProxy;
const ids = new Map<Format, number>();

function pipeline(codec: Format): object {
  const url = proxy.endpoint + new URL(registry.url).pathname;
  const sink = {
    type: 'aws_s3',
    bucket: 'lake',
    region: 'eu-central-1',
    compression: 'none',
    batch: { maxBytes: 2000 },
  };
  return {
    name: 'parity',
    log: { level: 'ERROR' },
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: 'localhost:9092',
        topics: ['devices'],
        groupId: 'g',
        decoding: { codec, schemaRegistry: { url, unknownSchemaLimitSecs: 0 } },
      },
    },
    transforms: {
      isOdd: filter({ inputs: ['kafka'], condition: (event) => Number(get(event, 'n')) % 2 === 1 }),
    },
    sinks: {
      all: { ...sink, inputs: ['kafka'], keyPrefix: 'all/' },
      odd: { ...sink, inputs: ['isOdd'], keyPrefix: 'odd/{{ name }}/' },
    },
  };
}

function stores(store: MemoryStore): ReadonlyMap<string, MemoryStore> {
  return new Map([
    ['all', store],
    ['odd', store],
  ]);
}

async function throughConsumer(codec: Format, values: readonly Buffer[]): Promise<MemoryStore> {
  const store = memoryStore();
  const definition = pipeline(codec);
  const schemas = openSchemas(load(definition), () => undefined);
  const under = engineOf(definition, stores(store), () => startMs, undefined, { schemas });
  under.source.assign(at, null, 0n);
  const records = values.map((value, offset) => ({
    offset: BigInt(offset),
    timestampMs: startMs,
    value,
  }));
  const chunk = memoryChunk({ start: 0n, next: BigInt(values.length), records });
  await awaitSchemas(under.source, chunk, never);
  under.source.accept(chunk);
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  return store;
}

function handlerOf(
  codec: Format,
  store: MemoryStore,
): (values: readonly Buffer[], ms?: number) => Promise<unknown> {
  const handler = createHandler(pipeline(codec), {
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
    write: () => undefined,
    stores: stores(store),
  });
  return async (values, ms) => {
    const records = values.map((value, offset) => ({ offset, timestamp: startMs, value }));
    const event: unknown = JSON.parse(JSON.stringify(mskEvent({ 'devices/0': records })));
    return handler(event, invocationContext(ms));
  };
}

function objectsIn(store: MemoryStore): [string, string][] {
  return [...store.objects]
    .filter(([key]) => !key.startsWith('_sluice/'))
    .map(([key, { text }]): [string, string] => [key, text])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

describe('values that name a schema of a real registry', { timeout: 60_000 }, () => {
  before(async () => {
    registry = await testRegistry();
    proxy = await startHttpProxy(new URL(registry.url).origin);
    for (const [format, { type, schema }] of Object.entries(types)) {
      ids.set(format as Format, await registry.register(`parity-${format}`, type, schema));
    }
  });
  after(async () => {
    await proxy.close();
    await registry.stop();
  });

  for (const [name, { body, between }] of Object.entries(types)) {
    const format = name as Format;
    it(`come to the same objects in both hosts: ${format}`, async () => {
      const id = (): number => ids.get(format) ?? 0;
      const good = fc.nat(60).map((n) => confluentValue(id(), body(n), Buffer.from(between)));
      const value = fc.oneof(
        { weight: 4, arbitrary: good },
        good.map((whole) => whole.subarray(0, -1)),
        fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
        fc.nat(9).map((n) => confluentValue(unknownId + (n % 3), body(n), Buffer.from(between))),
        fc.constantFrom(...ids.values()).map((other) => confluentValue(other, body(1))),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 30 }), async (values) => {
          const store = memoryStore();
          const [consumer] = await Promise.all([
            throughConsumer(format, values),
            handlerOf(format, store)(values),
          ]);
          assert.deepEqual(objectsIn(store), objectsIn(consumer));
          assert.ok(objectsIn(store).length > 0);
        }),
        { numRuns: 12 },
      );
    });
  }

  it('fail the invocation where the registry is down until its time is up, with nothing stored of them; the retry stores all', async () => {
    const values = [1, 2, 3].map((n) => confluentValue(ids.get('json') ?? 0, types.json.body(n)));
    const store = memoryStore();
    const invoke = handlerOf('json', store);
    proxy.fault(() => ({ do: 'cut' }));
    await assert.rejects(async () => invoke(values, 1500), {
      code: 'INVOCATION_FAILED',
      message: /waited for a schema/,
    });
    assert.deepEqual(objectsIn(store), []);
    proxy.clear();
    await invoke(values);
    assert.deepEqual(objectsIn(store), objectsIn(await throughConsumer('json', values)));
  });
});
