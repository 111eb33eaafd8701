import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BatchAnswer } from '../../../functions/handler/answer.ts';
import { createHandler } from '../../../functions/handler/create-handler.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';
import { minimalPipeline } from '../../support/minimal-pipeline.ts';
import { invocationContext, mskEvent } from '../../support/msk-event.ts';

const itemsEnv = { SLUICE_REPORT_BATCH_ITEM_FAILURES: 'true' };
const hourMs = 3_600_000;
const startMs = Date.parse('2026-05-01T00:00:00Z');
const plain = { keyPrefix: 'raw/dth=%F-%H/', compression: 'none' };

/** Invokes a new function over the store. */
async function invoke(
  store: MemoryStore,
  event: unknown,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly remainingMs?: number;
    readonly sink?: object;
    readonly source?: object;
    readonly written?: string[];
  } = {},
): Promise<BatchAnswer | null> {
  const { env = {}, remainingMs, sink, source = {}, written = [] } = options;
  const definition = minimalPipeline({ source, sink: { ...plain, ...sink } });
  const handler = createHandler(definition, {
    env,
    write: (line) => void written.push(line),
    stores: new Map([['s3', store]]),
  });
  return handler(event, invocationContext(remainingMs));
}

function textsOf(store: MemoryStore): Record<string, string> {
  const texts = [...store.objects].map(([key, { text }]): [string, string] => [key, text]);
  return Object.fromEntries(texts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const codeOf = (code: string) => (thrown: unknown) =>
  thrown instanceof SluiceError && thrown.code === code;

const two = mskEvent({
  'devices/0': [
    { offset: 7, timestamp: startMs, key: 'a', value: '{"n":1}' },
    { offset: 9, timestamp: startMs + hourMs, value: '{"n":2}' },
  ],
  'devices/3': [{ offset: 2, timestamp: startMs, value: '{"n":3}' }],
});

const failing = (offset: number, partition = 'devices-3') => ({
  itemIdentifier: { partition, offset },
});

describe('an invocation', () => {
  it('stores each partition under its first offset, by the hour, and answers nothing', async () => {
    const store = memoryStore();
    assert.equal(await invoke(store, two), null);
    assert.deepEqual(Object.keys(textsOf(store)), [
      'raw/dth=2026-05-01-00/devices+0+00000000000000000007.ndjson',
      'raw/dth=2026-05-01-00/devices+3+00000000000000000002.ndjson',
      'raw/dth=2026-05-01-01/devices+0+00000000000000000007+0001.ndjson',
    ]);
  });

  it('says that nothing failed where the mapping asks for items', async () => {
    const answer = await invoke(memoryStore(), two, { env: itemsEnv });
    assert.deepEqual(answer, { batchItemFailures: [] });
  });

  it('replaces what it had stored when the batch comes again, longer', async () => {
    const store = memoryStore();
    const batch = (length: number): object => {
      const records = Array.from({ length }, (_, n) => ({
        offset: n,
        timestamp: startMs + (n % 2) * hourMs,
        value: `{"n":${n}}`,
      }));
      return mskEvent({ 'devices/0': records });
    };
    await invoke(store, batch(5));
    const keys = Object.keys(textsOf(store));
    await invoke(store, batch(9));
    assert.deepEqual(Object.keys(textsOf(store)), keys);
    const lines = Object.values(textsOf(store)).join('').trim().split('\n');
    assert.equal(new Set(lines).size, 9);
    assert.equal(lines.length, 9);
  });

  it('comes to the same objects again where size ends them, and where the overflow takes some', async () => {
    const batch = mskEvent({
      'devices/0': Array.from({ length: 200 }, (_, n) => ({
        offset: 3 * n,
        timestamp: startMs + (n % 7) * hourMs,
        value: `{"n":${n},"pad":"${'x'.repeat(100)}"}`,
      })),
    });
    const sink = { batch: { maxBytes: 4_096, maxPrefixes: 3 } };
    const first = memoryStore();
    await invoke(first, batch, { sink });
    const again = memoryStore();
    await invoke(again, batch, { sink });
    assert.deepEqual(textsOf(again), textsOf(first));
    assert.ok(first.objects.size > 4, `${first.objects.size} objects`);
  });

  it('keeps bad records as dead letters, and takes them for stored', async () => {
    const store = memoryStore();
    const event = mskEvent({
      'devices/0': [
        { offset: 1, value: '{"n":1}' },
        { offset: 2, value: 'broken' },
        { offset: 3, value: Buffer.from([0x7b, 0xff, 0x7d]) },
        { offset: 4, key: 'k', value: null },
        { offset: 5 },
        { offset: 6, value: `{"pad":"${'x'.repeat(1_024)}"}` },
      ],
    });
    const source = { tombstones: 'dead_letter', maxRecordBytes: 1_024 };
    await invoke(store, event, { source });
    const [dead = '', data = ''] = Object.values(textsOf(store));
    const codes = dead
      .trim()
      .split('\n')
      .map((line) => {
        const { offset, code } = JSON.parse(line) as { offset: number; code: string };
        return [offset, code];
      });
    assert.deepEqual(codes, [
      [2, 'NOT_JSON'],
      [3, 'NOT_UTF8'],
      [4, 'TOMBSTONE'],
      [5, 'TOMBSTONE'],
      [6, 'RECORD_TOO_LARGE'],
    ]);
    assert.match(data, /"n":1/);
  });

  it('takes what the schema registry of the mapping has decoded as any other record', async () => {
    const store = memoryStore();
    const schema = { dataFormat: 'AVRO', schemaId: '1234' };
    const record = {
      topic: 'devices',
      partition: 0,
      offset: 1,
      timestamp: startMs,
      timestampType: 'LOG_APPEND_TIME',
      keySchemaMetadata: schema,
      valueSchemaMetadata: schema,
      key: Buffer.from('k').toString('base64'),
      value: Buffer.from('{"id":9007199254740993}').toString('base64'),
      headers: [],
    };
    const event = { eventSource: 'SelfManagedKafka', records: { 'devices-0': [record] } };
    assert.equal(await invoke(store, event), null);
    const [text = ''] = Object.values(textsOf(store));
    assert.match(text, /"id":9007199254740993/);
  });

  it('fails as a whole by default where one partition fails, and stores the others', async () => {
    const store = memoryStore((object) => {
      if (object.key.includes('+3+')) throw new SluiceError('STORE_ACCESS_DENIED', 'no');
    });
    await assert.rejects(invoke(store, two), (thrown: SluiceError) => {
      assert.equal(thrown.code, 'INVOCATION_FAILED');
      assert.match(thrown.message, /devices-3: STORE_ACCESS_DENIED/);
      return true;
    });
    assert.equal(store.objects.size, 2);
  });

  it('names every record of a partition that failed where the mapping asks for items', async () => {
    const store = memoryStore((object) => {
      if (object.key.includes('+0+')) throw new SluiceError('STORE_ACCESS_DENIED', 'no');
    });
    assert.deepEqual(await invoke(store, two, { env: itemsEnv }), {
      batchItemFailures: [failing(7, 'devices-0'), failing(9, 'devices-0')],
    });
  });

  it('stops in time where S3 is away, and says what is done', async () => {
    const away = memoryStore((object) => {
      if (object.key.includes('+3+')) throw new SluiceError('STORE_UNAVAILABLE', 'away');
    });
    const answer = await invoke(away, two, { env: itemsEnv, remainingMs: 2_000 });
    assert.deepEqual(answer, { batchItemFailures: [failing(2)] });
    const never = memoryStore(() => {
      throw new SluiceError('STORE_UNAVAILABLE', 'away');
    });
    await assert.rejects(invoke(never, two, { remainingMs: 600 }), codeOf('INVOCATION_FAILED'));
  });

  it('does not wait for a store that hangs longer than it may', async () => {
    const hanging = memoryStore((_object, signal) => {
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    const context = { env: itemsEnv, remainingMs: 700 };
    const answer = await invoke(hanging, two, context);
    assert.equal(answer?.batchItemFailures.length, 3);
  });

  it('stores nothing of a partition in which a record stops the pipeline', async () => {
    const store = memoryStore();
    const event = mskEvent({
      'devices/0': [
        { offset: 1, value: '{"n":1}' },
        { offset: 2, value: 'broken' },
      ],
      'devices/1': [{ offset: 5, value: '{"n":1}' }],
    });
    const source = { onRejection: 'stop' };
    assert.deepEqual(await invoke(store, event, { env: itemsEnv, source }), {
      batchItemFailures: [failing(1, 'devices-0'), failing(2, 'devices-0')],
    });
    assert.equal(store.objects.size, 1);
  });

  it('keeps invocations apart that run at once', async () => {
    const store = memoryStore();
    const handler = createHandler(minimalPipeline({ sink: plain }), {
      env: itemsEnv,
      write: () => undefined,
      stores: new Map([['s3', store]]),
    });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const event = mskEvent({ [`devices/${n}`]: [{ offset: n, value: `{"n":${n}}` }] });
        return handler(event, invocationContext());
      }),
    );
    assert.equal(store.objects.size, 20);
    assert.ok(answers.every((answer) => answer?.batchItemFailures.length === 0));
  });

  it('counts in CloudWatch’s format under the container’s names', async () => {
    const written: string[] = [];
    await invoke(memoryStore(), two, { written });
    const received = written
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((line) => line['sluice_records_received_total'] !== undefined);
    assert.equal(received?.['sluice_records_received_total'], 3);
    assert.deepEqual(
      [received['pipeline'], received['source'], received['topic']],
      ['devices', 'kafka', 'devices'],
    );
    const silent: string[] = [];
    const env = { POWERTOOLS_METRICS_DISABLED: 'true' };
    await invoke(memoryStore(), two, { written: silent, env });
    assert.deepEqual(silent, []);
  });
});

describe('an event that is none of a Kafka trigger', () => {
  const cases: [what: string, event: unknown, said: RegExp][] = [
    ['null', null, /got null/],
    ['of SQS', { eventSource: 'aws:sqs', Records: [] }, /eventSource is 'aws:sqs'/],
    ['an API call', { version: '2.0', body: '' }, /eventSource is missing/],
    ['without records', { eventSource: 'aws:kafka' }, /records are missing/],
    ['with an array', { eventSource: 'aws:kafka', records: [] }, /records are an array/],
  ];
  for (const [what, event, said] of cases) {
    it(`is refused: ${what}`, async () => {
      await assert.rejects(
        invoke(memoryStore(), event, { env: itemsEnv }),
        (thrown: SluiceError) => {
          assert.equal(thrown.code, 'EVENT_INVALID');
          assert.match(thrown.message, said);
          return true;
        },
      );
    });
  }

  it('fails its partition alone where that makes no sense, as far as its records can be named', async () => {
    const store = memoryStore();
    const good = { topic: 'devices', partition: 0, offset: 1, value: 'e30=' };
    const event = {
      eventSource: 'SelfManagedKafka',
      records: {
        'devices-0': [good],
        'devices-1': [{ ...good, offset: 4 }],
        'other-0': [{ ...good, topic: 'other', offset: 6 }],
      },
    };
    assert.deepEqual(await invoke(store, event, { env: itemsEnv }), {
      batchItemFailures: [failing(6, 'other-0'), failing(4, 'devices-1')],
    });
    assert.equal(store.objects.size, 1);
  });

  for (const [what, records] of [
    ['a record is none', ['x']],
    ['one of several has no offset', [{ offset: 1 }, { offset: '2' }]],
    ['the group is none', { offset: 1 }],
  ] as const) {
    it(`fails as a whole where ${what}, as it cannot be named`, async () => {
      const event = { eventSource: 'aws:kafka', records: { 'devices-0': records } };
      const invocation = invoke(memoryStore(), event, { env: itemsEnv });
      await assert.rejects(invocation, codeOf('INVOCATION_FAILED'));
    });
  }

  for (const [name, value] of [
    ['key', 7],
    ['value', { n: 1 }],
  ] as const) {
    it(`does not take a ${name} that is no text for null`, async () => {
      const store = memoryStore();
      const record = { topic: 'devices', partition: 0, offset: 1, value: 'e30=', [name]: value };
      const event = { eventSource: 'aws:kafka', records: { 'devices-0': [record] } };
      await assert.rejects(invoke(store, event), {
        code: 'INVOCATION_FAILED',
        message: new RegExp(`a key or value of 'devices-0' is a ${typeof value}; allowed: Base64`),
      });
      assert.equal(store.objects.size, 0);
    });
  }

  it('fails a topic that no source reads, and nothing that comes after it', async () => {
    const store = memoryStore();
    const event = mskEvent({
      'others/0': [{ offset: 4, value: '{}' }],
      'devices/0': [{ offset: 1, value: '{}' }],
    });
    assert.deepEqual(await invoke(store, event, { env: itemsEnv }), {
      batchItemFailures: [failing(4, 'others-0')],
    });
    assert.equal(store.objects.size, 1);
    await assert.rejects(invoke(store, event), {
      message: /1 of the partitions.*no source of the pipeline reads the topic 'others'/,
    });
  });

  it('is well without partitions, or with empty ones', async () => {
    for (const records of [{}, { 'devices-0': [] }]) {
      assert.equal(await invoke(memoryStore(), { eventSource: 'aws:kafka', records }), null);
    }
  });
});

describe('the start of a function', () => {
  const start = (definition: unknown, env: Readonly<Record<string, string>>): unknown =>
    createHandler(definition, { env, write: () => undefined });

  it('asks for no variable that only a consumer needs', () => {
    const sasl = { mechanism: 'SCRAM-SHA-512', username: '${USER_NAME}', password: '${PASSWORD}' };
    const source = { bootstrapServers: '${BROKERS}', sasl, tls: { caFile: '${CA}' } };
    assert.ok(start(minimalPipeline({ source }), {}));
  });

  it('fails where others are missing, or the environment says what cannot be', () => {
    const definition = minimalPipeline({ sink: { bucket: '${BUCKET}' } });
    assert.throws(() => start(definition, {}), /sinks\.s3\.bucket/);
    const env = { SLUICE_REPORT_BATCH_ITEM_FAILURES: 'yes', POWERTOOLS_METRICS_NAMESPACE: 'a b' };
    assert.throws(
      () => start(minimalPipeline(), env),
      /SLUICE_REPORT_BATCH_ITEM_FAILURES: got 'yes'[^]*POWERTOOLS_METRICS_NAMESPACE: got 'a b'/,
    );
  });
});
