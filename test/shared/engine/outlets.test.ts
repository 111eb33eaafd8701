import assert from 'node:assert/strict';
import { it } from 'node:test';
import { prettyJson } from '../../../shared/encode/json/pretty.ts';
import { engineOf, type EngineUnderTest } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const quiet = {
  keyField: null,
  topicKey: null,
  partitionKey: null,
  headersKey: null,
  timestampKey: null,
  sourceTypeKey: null,
};
const lake = {
  type: 'aws_s3',
  bucket: 'lake',
  region: 'us-east-1',
  keyPrefix: 'raw/',
  compression: 'none',
};

interface Shown extends EngineUnderTest {
  readonly shown: string[];
  readonly store: ReturnType<typeof memoryStore>;
}

async function run(
  sinks: object,
  more: object = {},
  values = ['{"a":1.0}', '{"b":2}'],
): Promise<Shown> {
  const shown: string[] = [];
  const store = memoryStore();
  let nowMs = 1_700_000_000_000;
  const under = engineOf(
    minimalPipeline({ source: quiet, top: { sinks, ...more } }),
    new Map('s3' in sinks ? [['s3', store]] : []),
    () => (nowMs += 1000),
    undefined,
    { writeLines: (target, lines) => shown.push(`${target} ${lines}`) },
  );
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  for (const [at, value] of values.entries()) {
    const [start, next] = [BigInt(at), BigInt(at) + 1n];
    under.source.accept(memoryChunk({ start, next, records: [{ offset: start, value }] }));
  }
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  return { ...under, shown, store };
}

const shows = (more: object = {}): object => ({
  type: 'console',
  inputs: ['kafka'],
  encoding: { codec: 'json' },
  ...more,
});

it('shows events of a pipeline that stores nothing, and its offsets are committed without a ledger', async () => {
  const { shown, published, begun } = await run({ out: shows() });
  assert.deepEqual(shown, ['stdout {"a":1.0,"offset":0}\n', 'stdout {"b":2,"offset":1}\n']);
  assert.deepEqual(
    published.map(({ next }) => next),
    [2n],
  );
  assert.deepEqual(begun, []);
});

for (const [what, changes, lines] of [
  ['as text', { encoding: { codec: 'text' } }, ['hello\n', '{"x":1.0}\n']],
  [
    'to stderr',
    { target: 'stderr', encoding: { codec: 'json', onlyFields: ['offset'] } },
    ['{"offset":0}\n', '{"offset":1}\n'],
  ],
  [
    'over lines',
    { encoding: { codec: 'json', pretty: true, exceptFields: ['offset'] } },
    ['{\n  "message": "hello"\n}\n', '{\n  "message": {\n    "x": 1.0\n  }\n}\n'],
  ],
] as const) {
  it(`shows events ${what}`, async () => {
    const values = ['{"message":"hello"}', '{"message":{"x":1.0}}'];
    const { shown } = await run({ out: shows(changes) }, {}, values);
    const target = 'target' in changes ? changes.target : 'stdout';
    assert.deepEqual(
      shown,
      lines.map((line) => `${target} ${line}`),
    );
  });
}

it('shows what cannot be shown to nobody, and counts it', async () => {
  const { shown, events } = await run({ out: shows({ encoding: { codec: 'text' } }) });
  assert.deepEqual(shown, []);
  const rejected = events.filter(({ name }) => name === 'records_rejected');
  assert.deepEqual(
    rejected.map((one) => 'code' in one && one.code),
    ['NOT_ENCODABLE', 'NOT_ENCODABLE'],
  );
});

it('counts in a blackhole, and tells it as often as it is asked to', async () => {
  const { events } = await run(
    { hole: { type: 'blackhole', inputs: ['kafka'], printIntervalSecs: 4 } },
    {},
    ['{}', '{}', '{}', '{}'],
  );
  const told = events.flatMap((one) =>
    one.name === 'events_shown' ? [[one.events, one.total]] : [],
  );
  assert.equal(told.length, 4);
  assert.ok(told.some(([, total]) => total !== null) && told.some(([, total]) => total === null));
});

it('stores the same beside a sink that keeps nothing, and accounts for each record', async () => {
  const route = {
    by: {
      type: 'route',
      inputs: ['kafka'],
      routes: { a: (event: { a?: unknown }) => event.a !== undefined },
    },
  };
  const plain = await run({ s3: { ...lake, inputs: ['by.a'] } }, { transforms: route });
  const both = await run(
    { s3: { ...lake, inputs: ['by.a'] }, out: shows({ inputs: ['by.a', 'by._unmatched'] }) },
    { transforms: route },
  );
  const stored = ({ store }: Shown): readonly string[] =>
    [...store.objects].flatMap(([key, { text }]) => (key.startsWith('raw/') ? [text] : []));
  assert.deepEqual(stored(both), stored(plain));
  assert.deepEqual(both.shown.length, 2);
  const only = await run(
    { s3: { ...lake, inputs: ['by.a'] }, out: shows({ inputs: ['by._unmatched'] }) },
    { transforms: route },
    ['{"b":1}'],
  );
  const record = [...only.store.objects].find(([key]) => key.startsWith('_sluice/'));
  assert.deepEqual((JSON.parse(record?.[1].text ?? '{}') as { dropped: unknown }).dropped, {
    'out/console': 1,
  });
});

it('has another fingerprint with a reader more, as events may come another way then', () => {
  const s3 = { ...lake, inputs: ['kafka'] };
  const [plain, both] = [{ s3 }, { s3, out: shows() }].map(
    (sinks) => load(minimalPipeline({ top: { sinks } })).fingerprint,
  );
  assert.notEqual(plain, both);
});

for (const [sinks, source, fault] of [
  [
    { out: shows() },
    { onRejection: 'dead_letter' },
    "sources.kafka.onRejection: got 'dead_letter'; allowed: 'drop' or 'stop', as no sink has a bucket to keep them in",
  ],
  [
    { out: shows({ encoding: { codec: 'csv' } }) },
    {},
    "sinks.out.encoding.codec: got the text 'csv'; allowed: 'json' or 'text'",
  ],
  [
    { out: shows({ encoding: { codec: 'text', pretty: true } }) },
    {},
    "sinks.out.encoding.pretty: needs encoding.codec: 'json'",
  ],
  [
    { out: { type: 'blackhole', inputs: ['kafka'], rate: 1 } },
    {},
    'sinks.out.rate: is not taken: nothing slows a pipeline down on purpose; take it out',
  ],
  [
    { s3: { ...lake, inputs: ['kafka'] }, out: shows() },
    { onRejection: { sink: 'out' } },
    "sources.kafka.onRejection.sink: there is no sink 'out'; known: s3",
  ],
] as const) {
  it(`refuses: ${fault}`, () => {
    assert.deepEqual(faultsOf(minimalPipeline({ source, top: { sinks } })), [fault]);
  });
}

it('writes JSON over lines as it is', () => {
  const value = { a: [], b: {}, c: [1, { d: 'x{}[],:"\\' }], e: null, f: -1.5e-7, g: [[]] };
  assert.equal(prettyJson(JSON.stringify(value)), JSON.stringify(value, null, 2));
});
