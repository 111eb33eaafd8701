import assert from 'node:assert/strict';
import { test } from 'node:test';
import { del, encodeJson, filter, float, remap, route } from 'sluice';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk, type TestRecord } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';

const timestampMs = Date.parse('2024-12-28T18:01:02.239Z');

interface Wiring {
  readonly transforms?: object;
  readonly sinks: Readonly<Record<string, object>>;
  readonly source?: object;
}

/** Runs values through a pipeline; gives the lines of each object by the beginning of its key. */
async function run(wiring: Wiring, values: readonly (string | Buffer | TestRecord | null)[]) {
  const store = memoryStore();
  const stores = new Map(Object.keys(wiring.sinks).map((name) => [name, store]));
  const definition = {
    name: 'under-test',
    sources: {
      kafka: {
        type: 'kafka',
        bootstrapServers: 'localhost:9092',
        topics: ['devices'],
        groupId: 'test',
        ...wiring.source,
      },
    },
    ...(wiring.transforms === undefined ? {} : { transforms: wiring.transforms }),
    sinks: wiring.sinks,
  };
  const { engine, source, events } = engineOf(definition, stores);
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, index): TestRecord =>
    typeof value === 'object' && value !== null && !Buffer.isBuffer(value)
      ? value
      : { offset: BigInt(index), timestampMs, key: 'test', value },
  );
  const next = (records.at(-1)?.offset ?? 0n) + 1n;
  source.accept(memoryChunk({ start: 0n, next, records }));
  engine.cutAll('end');
  await engine.settled();
  const lines = new Map<string, string[]>();
  for (const [key, { text }] of store.objects) {
    if (key.startsWith('_sluice/')) continue;
    const place = key.split('/')[0] ?? '';
    lines.set(place, [...(lines.get(place) ?? []), ...text.split('\n').filter(Boolean)]);
  }
  return {
    lines,
    events,
    keys: [...store.objects.keys()].filter((key) => !key.startsWith('_sluice/')),
  };
}

const sink = (inputs: readonly string[], keyPrefix: string, more: object = {}): object => ({
  type: 'aws_s3',
  inputs,
  bucket: 'lake',
  region: 'us-east-1',
  keyPrefix,
  compression: 'none',
  encoding: { codec: 'ndjson' },
  ...more,
});

const onlyPayload = remap({
  inputs: ['kafka'],
  program: (event) => {
    for (const field of ['topic', 'partition', 'offset', 'headers', 'source_type']) {
      del(event, field);
    }
  },
});

test("the brief's pipeline gives the brief's line", async () => {
  const toText = remap({
    inputs: ['kafka'],
    program: (event) => {
      for (const field of ['topic', 'partition', 'offset', 'headers', 'source_type']) {
        del(event, field);
      }
      return encodeJson(event);
    },
  });
  const { lines } = await run(
    {
      transforms: { line: toText },
      sinks: { lake: sink(['line'], 'raw/', { encoding: { codec: 'text' } }) },
    },
    ['{"device_name":"device_a","one":95,"three":37,"two":52}'],
  );
  assert.deepEqual(JSON.parse(lines.get('raw')?.[0] ?? ''), {
    device_name: 'device_a',
    message_key: 'test',
    one: 95,
    three: 37,
    timestamp: '2024-12-28T18:01:02.239Z',
    two: 52,
  });
});

const numbers = [
  '1.0',
  '0.1000',
  '1e5',
  '-0',
  '9007199254740993',
  '123456789012345678901234567890',
];

test('numbers come out as they went in, on bytes and through an object', async () => {
  const touched = remap({
    inputs: ['line'],
    program: (event) => {
      event['seen'] = true;
    },
  });
  const { lines } = await run(
    {
      transforms: { line: onlyPayload, touched },
      sinks: { bytes: sink(['line'], 'bytes/'), object: sink(['touched'], 'object/') },
    },
    numbers.map((number) => `{"v":${number}}`),
  );
  for (const place of ['bytes', 'object']) {
    const found = lines.get(place)?.map((line) => /"v":([^,}]+)/.exec(line)?.[1]);
    assert.deepEqual(found, numbers, place);
  }
});

test('a coerced number that did not change keeps its text', async () => {
  const coerced = remap({
    inputs: ['kafka'],
    program: (event) => {
      event['v'] = float(event['v']).orReject();
    },
  });
  const { lines } = await run(
    { transforms: { coerced }, sinks: { lake: sink(['coerced'], 'raw/') } },
    ['{"v":1.0}', '{"v":0.1000}', '{"v":"text"}'],
  );
  assert.deepEqual(
    lines.get('raw')?.map((line) => /"v":([^,}]+)/.exec(line)?.[1]),
    ['1.0', '0.1000'],
  );
  const [dead] = [...lines.entries()].filter(([place]) => place !== 'raw').flatMap(([, l]) => l);
  const letter = JSON.parse(dead ?? '{}') as Record<string, unknown>;
  assert.equal(letter['code'], 'TRANSFORM_REJECTED');
  assert.equal(letter['component'], 'coerced');
  assert.equal(letter['value'], '{"v":"text"}');
  assert.equal(letter['offset'], 2);
});

test('a route sends an event to every output whose condition holds, and the rest to _unmatched', async () => {
  const byKind = route({
    inputs: ['kafka'],
    routes: {
      even: (event) => Number(event['v']) % 2 === 0,
      large: (event) => Number(event['v']) > 2,
    },
  });
  const marked = remap({
    inputs: ['kinds.even'],
    program: (event) => {
      event['v'] = 'marked';
    },
  });
  const { lines } = await run(
    {
      transforms: { kinds: byKind, marked },
      sinks: {
        even: sink(['marked'], 'even/'),
        large: sink(['kinds.large'], 'large/'),
        rest: sink(['kinds._unmatched'], 'rest/'),
      },
    },
    [1, 2, 3, 4].map((v) => `{"v":${v}}`),
  );
  const values = (place: string): unknown[] =>
    (lines.get(place) ?? []).map((line) => (JSON.parse(line) as { v: unknown }).v);
  assert.deepEqual(values('even'), ['marked', 'marked']);
  // the change of one reader is not seen by the other
  assert.deepEqual(values('large'), [3, 4]);
  assert.deepEqual(values('rest'), [1]);
});

test('a filter drops on purpose and is counted; what throws is rejected alone', async () => {
  const warm = filter({
    inputs: ['kafka'],
    condition: (event) => {
      const { device } = event as { device: { t: number } };
      return device.t > 20;
    },
  });
  const { lines, events } = await run(
    { transforms: { warm }, sinks: { lake: sink(['warm'], 'raw/') } },
    ['{"device":{"t":10}}', '{"device":{"t":30}}', '{"other":1}'],
  );
  assert.equal(lines.get('raw')?.length, 1);
  const dropped = events.find((event) => event.name === 'records_dropped');
  assert.deepEqual(dropped, {
    name: 'records_dropped',
    component: 'warm',
    reason: 'filter',
    records: 1,
  });
  const rejected = events.find((event) => event.name === 'records_rejected');
  assert.equal(rejected?.code, 'TRANSFORM_THREW');
  assert.equal(rejected?.offset, 2n);
});

test('a tombstone is dropped and counted, or goes to the dead letters where that is asked for', async () => {
  const sinks = { lake: sink(['kafka'], 'raw/') };
  const dropped = await run({ sinks }, ['{"v":1}', null]);
  assert.equal(dropped.lines.get('raw')?.length, 1);
  assert.equal(dropped.keys.length, 1);
  assert.ok(
    dropped.events.some(
      (event) => event.name === 'records_dropped' && event.reason === 'tombstone',
    ),
  );
  const kept = await run({ sinks, source: { tombstones: 'dead_letter' } }, ['{"v":1}', null]);
  assert.equal(kept.keys.length, 2);
});

test('fields in the prefix part the events, and stay within the literal prefix', async () => {
  const { keys, events } = await run({ sinks: { lake: sink(['kafka'], 'raw/site={{ site }}/') } }, [
    '{"site":"a"}',
    '{"site":"../../etc"}',
    '{"site":"a"}',
    '{"other":1}',
  ]);
  const data = keys.filter((key) => key.startsWith('raw/')).toSorted();
  assert.equal(data.length, 2);
  for (const key of data) assert.match(key, /^raw\/site=[^/]+\/devices\+0\+/);
  const rejected = events.find((event) => event.name === 'records_rejected');
  assert.equal(rejected?.code, 'KEY_NOT_RENDERABLE');
  assert.equal(rejected?.component, 'lake');
});

test('a field of the event can decide the hour', async () => {
  const { keys } = await run(
    { sinks: { lake: sink(['kafka'], 'raw/h=%H/', { timeField: 'at' }) } },
    ['{"at":"2024-12-28T05:00:00Z"}', '{"at":1735365600}', '{"at":"soon"}'],
  );
  const hours = keys.filter((key) => key.startsWith('raw/')).map((key) => key.slice(4, 8));
  assert.deepEqual(hours.toSorted(), ['h=05', 'h=06']);
});

test('a record that is too large or not UTF-8 goes whole to the dead letters', async () => {
  const invalid = Buffer.concat([
    Buffer.from('{"v":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  const large = `{"v":"${'x'.repeat(5000)}"}`;
  const { lines } = await run(
    { sinks: { lake: sink(['kafka'], 'raw/') }, source: { maxRecordBytes: 4096 } },
    [invalid, large, '{"v":1}'],
  );
  assert.equal(lines.get('raw')?.length, 1);
  const letters = [...lines]
    .filter(([place]) => place !== 'raw')
    .flatMap(([, found]) => found)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    letters.map(({ code }) => code),
    ['NOT_UTF8', 'RECORD_TOO_LARGE'],
  );
  assert.deepEqual(Buffer.from(String(letters[0]?.['valueBase64']), 'base64'), invalid);
  assert.equal(letters[1]?.['value'], large);
});

test("codec 'json' makes one array an object", async () => {
  const { lines } = await run(
    { sinks: { lake: sink(['kafka'], 'raw/', { encoding: { codec: 'json' } }) } },
    ['{"v":1}', '{"v":2}'],
  );
  const array = JSON.parse((lines.get('raw') ?? []).join('')) as { v: number }[];
  assert.deepEqual(
    array.map(({ v }) => v),
    [1, 2],
  );
});

test('what a program deletes before it looks is not there for it, whoever else reads the source', async () => {
  let seen: readonly string[] = [];
  const looking = remap({
    inputs: ['kafka'],
    program: (event) => {
      del(event, 'topic');
      del(event, 'own');
      seen = Object.keys(event);
      event['n'] = Number(event['v']) + 1;
    },
  });
  const { lines } = await run(
    {
      transforms: { looking },
      sinks: { changed: sink(['looking'], 'changed/'), plain: sink(['kafka'], 'plain/') },
    },
    ['{"v":1,"own":2,"topic":"its own"}'],
  );
  assert.ok(!seen.includes('topic') && !seen.includes('own') && seen.includes('offset'));
  const [changed = ''] = lines.get('changed') ?? [];
  const [plain = ''] = lines.get('plain') ?? [];
  const { topic, own, n } = JSON.parse(changed) as Record<string, unknown>;
  assert.deepEqual([topic, own, n], [undefined, undefined, 2]);
  const other = JSON.parse(plain) as Record<string, unknown>;
  assert.deepEqual([other['topic'], other['own']], ['devices', 2]);
});
