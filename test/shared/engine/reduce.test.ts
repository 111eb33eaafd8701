import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { reduce } from '../../../shared/transform/components.ts';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk, type TestRecord } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { faultsOf, minimalPipeline } from '../../support/minimal-pipeline.ts';

const quiet = {
  keyField: null,
  topicKey: null,
  partitionKey: null,
  headersKey: null,
  offsetKey: null,
  timestampKey: null,
  sourceTypeKey: null,
};

interface Value {
  /** The record's time in seconds. */
  readonly at?: number;
  readonly [field: string]: unknown;
}

const at = { topic: 'devices', partition: 0 };

/** The engine with some transforms before its sink, which reads `last`. */
function pipeline(
  transforms: object,
  sink: object = {},
  more: { readonly source?: object; readonly top?: object } = {},
) {
  const store = memoryStore();
  const definition = minimalPipeline({
    source: { ...quiet, ...more.source },
    sink: { inputs: ['last'], keyPrefix: 'raw/', compression: 'none', ...sink },
    top: { transforms, ...more.top },
  });
  const under = engineOf(definition, new Map([['s3', store]]));
  under.source.assign(at, null, 0n);
  const lines = (prefix: string): readonly Record<string, unknown>[] =>
    [...store.objects]
      .filter(([key]) => key.startsWith(prefix))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([, { text }]) => text.split('\n').filter((line) => line !== ''))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { ...under, store, lines };
}

function recordsOf(values: readonly Value[]): readonly TestRecord[] {
  return values.map(({ at: seconds = 0, ...value }, offset) => ({
    offset: BigInt(offset),
    timestampMs: seconds * 1000,
    value: JSON.stringify(value),
  }));
}

/** Sends records through one epoch. */
async function reduced(transforms: object, values: readonly Value[], sink: object = {}) {
  const under = pipeline(transforms, sink);
  const records = recordsOf(values);
  under.source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  assert.deepEqual([under.engine.budget.open, under.engine.budget.publishing], [0, 0]);
  return under;
}

/** Numbers of the records that groups were made of, in the order in which the groups ended. */
async function groupsOf(options: object, values: readonly Value[]): Promise<readonly number[][]> {
  const last = reduce({
    inputs: ['kafka'],
    ...options,
    mergeStrategies: { n: 'array' },
  });
  const numbered = values.map((value, n) => ({ ...value, n }));
  const { lines } = await reduced({ last }, numbered);
  return lines('raw/').map(({ n }) => n as number[]);
}

const ids = (text: string): readonly Value[] => text.split('').map((id) => ({ id }));
const byName = ([one]: readonly unknown[], [other]: readonly unknown[]): number =>
  String(one) < String(other) ? -1 : 1;
const byId = { groupBy: ['id'] };
const seconds = (...times: readonly number[]): readonly Value[] =>
  times.map((time) => ({ at: time }));

for (const [what, options, values, wanted] of [
  ['all that an epoch holds', {}, ids('aba'), [[0, 1, 2]]],
  [
    'by a field, those that are open in the order in which they began',
    byId,
    ids('abab'),
    [
      [0, 2],
      [1, 3],
    ],
  ],
  [
    'by kind, too, and by what is missing',
    byId,
    [{ id: 1 }, { id: '1' }, {}, { id: null }, { id: 1.5 }, { id: 1 }, {}, { id: null }],
    [[0, 5], [1], [2, 6], [3, 7], [4]],
  ],
  [
    'by several, down into objects',
    { groupBy: ['a', 'b.c'] },
    [
      { a: 1, b: { c: 1 } },
      { a: 1, b: { c: 2 } },
      { a: 1, b: { c: 1 } },
    ],
    [[0, 2], [1]],
  ],
  [
    'until one ends them',
    { ...byId, endsWhen: 'exists(.end)' },
    [{ id: 1 }, { id: 2 }, { id: 1, end: 1 }, { id: 1 }, { id: 2, end: 1 }, { id: 3, end: 1 }],
    [[0, 2], [1, 4], [5], [3]],
  ],
  [
    'from one that starts them on',
    { startsWhen: (event: { start?: unknown }) => event.start === true },
    [{}, { start: true }, {}, {}, { start: true }, { start: true }],
    [[0], [1, 2, 3], [4], [5]],
  ],
  ['of so many', { maxEvents: 2 }, ids('aaaaa'), [[0, 1], [2, 3], [4]]],
  ['of one', { maxEvents: 1 }, ids('aab'), [[0], [1], [2]]],
  [
    'of so many, where one that starts a group does not end it',
    { maxEvents: 1, startsWhen: '.start == true' },
    [{ start: true }, {}, {}],
    [[0, 1], [2]],
  ],
  [
    'until none comes',
    { expireAfterMs: 10_000 },
    seconds(0, 9, 18, 28, 29),
    [
      [0, 1, 2],
      [3, 4],
    ],
  ],
  ['by 30 s where nothing is said', {}, seconds(0, 29, 59), [[0, 1], [2]]],
  ['with late ones', { expireAfterMs: 10_000 }, seconds(100, 5, 109), [[0, 1, 2]]],
  [
    'each by its own times: one from the future ends no other',
    { ...byId, expireAfterMs: 10_000 },
    [
      { id: 1, at: 0 },
      { id: 2, at: 9_999_999 },
      { id: 1, at: 9 },
      { id: 2, at: 5 },
    ],
    [
      [0, 2],
      [1, 3],
    ],
  ],
  [
    'for a time at most',
    { endEveryPeriodMs: 10_000 },
    seconds(0, 5, 9, 10, 19, 21),
    [[0, 1, 2], [3, 4], [5]],
  ],
  [
    'as many as are allowed at once: the one ends that has waited longest',
    { ...byId, maxGroups: 2 },
    ids('abacb'),
    [[1], [0, 2], [3], [4]],
  ],
] as const) {
  it(`groups ${what}`, async () => assert.deepEqual(await groupsOf(options, values), wanted));
}

it('ends the group that has waited longest where there is no room, by bytes of records', async () => {
  const value = 'x'.repeat(4_500);
  const wide = (text: string): readonly Value[] => ids(text).map((one) => ({ ...one, value }));
  // six of them fit into 64 KiB
  const options = { ...byId, maxOpenBytes: 65_536 };
  assert.deepEqual(await groupsOf(options, wide('abcdeaf')), [[1], [0, 5], [2], [3], [4], [6]]);
  assert.deepEqual(await groupsOf(options, wide('aaaaaaaa')), [[0, 1, 2, 3, 4, 5, 6], [7]]);
});

const split = {
  split: {
    type: 'remap',
    inputs: ['kafka'],
    source: '. = map_values(array!(.all)) -> |v| { { "v": v, "id": mod(int!(v), 2) } }',
  },
};

it('tells of records what became of them: one event stored, the others merged into it', async () => {
  const last = reduce({ inputs: ['kafka'], groupBy: ['id'] });
  const { events, store } = await reduced({ last }, ids('aabca'), {
    keyPrefix: 'raw/{{ id }}/',
  });
  const dropped = events.filter(({ name }) => name === 'records_dropped');
  assert.deepEqual(dropped, [
    { name: 'records_dropped', component: 'last', reason: 'merged', records: 2 },
  ]);
  const [record] = [...store.objects].filter(([key]) => key.startsWith('_sluice/devices/'));
  const {
    dropped: left,
    objects,
    records,
  } = JSON.parse(record?.[1].text ?? '') as {
    dropped: unknown;
    objects: readonly { readonly events: number }[];
    records: number;
  };
  assert.deepEqual(
    [left, objects.map((one) => one.events), records],
    [{ 'last/merged': 2 }, [1, 1, 1], 5],
  );
});

it('drops a group of which a filter takes the event, with all its records', async () => {
  const transforms = {
    grouped: reduce({ inputs: ['kafka'], groupBy: ['id'] }),
    last: { type: 'filter', inputs: ['grouped'], condition: '.id != "a"' },
  };
  const { events, lines } = await reduced(transforms, ids('aabca'));
  assert.deepEqual(lines('raw/'), [{ id: 'b' }, { id: 'c' }]);
  const counted = events.flatMap((one) =>
    one.name === 'records_dropped' ? [[one.component, one.reason, one.records]] : [],
  );
  assert.deepEqual(counted.toSorted(byName), [
    ['grouped', 'merged', 2],
    ['last', 'filter', 1],
  ]);
});

it('makes a dead letter of every record of an event that is rejected, with its own bytes', async () => {
  const transforms = {
    grouped: reduce({ inputs: ['kafka'], groupBy: ['id'], mergeStrategies: { n: 'array' } }),
    last: {
      type: 'remap',
      inputs: ['grouped'],
      source: 'assert!(.id != "a", "no a")',
      dropOnError: true,
    },
  };
  const under = pipeline(transforms);
  const letters = [
    {
      value: '{"id":"a","n":1.10}',
      key: Buffer.from([255]),
      headers: [{ name: 'h', value: Buffer.from('x') }],
    },
    { value: '{"id":"b","n":2}', key: 'k', headers: [] },
    { value: 'no json', key: null, headers: [] },
    { value: '{"n":3, "id":"a"}', key: null, headers: [] },
  ];
  const records = letters.map((one, n) => ({ ...one, offset: BigInt(n), timestampMs: n * 1000 }));
  under.source.accept(memoryChunk({ start: 0n, next: 4n, records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.lines('raw/'), [{ id: 'b', n: [2] }]);
  const found = under
    .lines('dead-letter/')
    .map((line) => [
      line['offset'],
      line['component'],
      line['value'],
      line['keyBase64'] ?? line['key'],
      line['headers'],
      line['timestamp'],
      line['events'],
    ]);
  assert.deepEqual(found, [
    [2, 'kafka', 'no json', null, [], '1970-01-01T00:00:02.000Z', undefined],
    [
      0,
      'last',
      '{"id":"a","n":1.10}',
      '/w==',
      [{ name: 'h', value: 'x' }],
      '1970-01-01T00:00:00.000Z',
      undefined,
    ],
    [3, 'last', '{"n":3, "id":"a"}', null, [], '1970-01-01T00:00:03.000Z', undefined],
  ]);
  const told = under.events.flatMap((one) =>
    one.name === 'records_rejected' || one.name === 'records_dropped'
      ? [[one.name, one.component, one.records]]
      : [],
  );
  assert.deepEqual(told, [
    ['records_rejected', 'kafka', 1],
    ['records_rejected', 'last', 2],
  ]);
});

it("keeps numbers as Vector does, and tells the record's times of the first and the last", async () => {
  const transforms = {
    last: reduce({ inputs: ['kafka'], mergeStrategies: { all: 'array' } }),
  };
  const under = pipeline(transforms, {}, { source: { timestampKey: 'timestamp' } });
  const values = ['1.0', '9007199254740993', '2.50'];
  const records = values.map((value, n) => ({
    offset: BigInt(n),
    timestampMs: 1000 * n,
    value: `{"all":${value},"sum":${value},"text":"1970-01-01T00:00:0${n}Z"}`,
  }));
  under.source.accept(memoryChunk({ start: 0n, next: 3n, records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  const [stored] = [...under.store.objects].filter(([key]) => key.startsWith('raw/'));
  assert.equal(
    stored?.[1].text,
    '{"all":[1.0,9007199254740993,2.5],"sum":9007199254740994.0,"text":"1970-01-01T00:00:00Z",' +
      '"timestamp":"1970-01-01T00:00:00.000Z","timestamp_end":"1970-01-01T00:00:02.000Z"}\n',
  );
});

it('names the events of a record that went into the group, where it gives several', async () => {
  const transforms = {
    ...split,
    grouped: reduce({
      inputs: ['split'],
      groupBy: ['id'],
      mergeStrategies: { v: 'array', id: 'discard' },
    }),
    last: {
      type: 'remap',
      inputs: ['grouped'],
      source: 'assert!(.id == 0, "odd")',
      dropOnError: true,
    },
  };
  const { lines } = await reduced(transforms, [{ all: [1, 2, 3] }, { all: [4] }, { all: [5, 6] }]);
  assert.deepEqual(lines('raw/'), [{ v: [2, 4, 6], id: 0 }]);
  assert.deepEqual(
    lines('dead-letter/').map(({ offset, events }) => [offset, events]),
    [
      [0, ['0', '2']],
      [2, ['0']],
    ],
  );
});

it('rejects a group whose event becomes several: no dead letter could name one of them', async () => {
  const transforms = {
    grouped: reduce({ inputs: ['kafka'], groupBy: ['id'] }),
    last: {
      type: 'remap',
      inputs: ['grouped'],
      source: 'if .id == "a" { . = [., .] } else { . = [.] }',
    },
  };
  const { lines } = await reduced(transforms, ids('aba'));
  assert.deepEqual(lines('raw/'), [{ id: 'b' }]);
  assert.deepEqual(
    lines('dead-letter/').map(({ offset, reason }) => [offset, reason]),
    [0, 2].map((offset) => [
      offset,
      'gives 2 events of one that a reduce made of several records; allowed: one, or several before the reduce',
    ]),
  );
});

it('reduces what was reduced, and what comes to it from elsewhere, whichever began first', async () => {
  const transforms = {
    // read by the second first
    counted: {
      type: 'remap',
      inputs: ['kafka'],
      program: (event: Record<string, unknown>) => {
        event['count'] = 1;
      },
    },
    pairs: reduce({ inputs: ['counted'], groupBy: ['id'], maxEvents: 2 }),
    last: reduce({
      inputs: ['pairs', 'counted'],
      groupBy: ['id'],
      mergeStrategies: { n: 'array' },
    }),
  };
  const values = ids('aabaa').map((one, n) => ({ ...one, n }));
  const { lines, events } = await reduced(transforms, values);
  assert.deepEqual(
    lines('raw/').map(({ id, count }) => [id, count]),
    [
      ['a', 8],
      ['b', 2],
    ],
  );
  const dropped = events.flatMap((one) =>
    one.name === 'records_dropped' ? [[one.component, one.records]] : [],
  );
  assert.deepEqual(
    dropped.toSorted(byName),
    // of five records and three events of pairs two are left
    [
      ['last', 6],
      ['pairs', 2],
    ],
  );
});

it('holds what open groups are made of in the budget, and memory ends an epoch that has nothing else', async () => {
  const last = reduce({ inputs: ['kafka'], groupBy: ['id'], maxOpenBytes: 1_073_741_824 });
  const buffer = { maxBytes: 33_554_432 };
  const limits = { maxRecordBytes: 1_048_576, fetch: { maxBytes: 1_048_576 } };
  const under = pipeline({ last }, {}, { source: limits, top: { buffer } });
  const { budget } = under.engine;
  const value = 'x'.repeat(250_000);
  const records = recordsOf(ids('abc'.repeat(14)).map((one) => ({ ...one, value })));
  const some = { start: 0n, next: 6n, records: records.slice(0, 6) };
  under.source.accept(memoryChunk(some));
  assert.ok(budget.open > 3_000_000 && budget.open < 3_010_000, String(budget.open));
  under.engine.relieve();
  assert.equal(under.events.filter(({ name }) => name === 'epoch_cut').length, 0);
  under.source.accept(memoryChunk({ start: 6n, next: 42n, records: records.slice(6) }));
  under.engine.relieve();
  await under.engine.settled();
  const cut = under.events.find((event) => event.name === 'epoch_cut');
  assert.deepEqual([cut?.reason, cut?.records, budget.open], ['memory', 42, 0]);
  assert.equal(under.lines('raw/').length, 3);
});

it('groups over the partitions that share objects, and names the record of each that it rejects', async () => {
  const transforms = {
    grouped: reduce({ inputs: ['kafka'], groupBy: ['id'], mergeStrategies: { n: 'array' } }),
    last: {
      type: 'remap',
      inputs: ['grouped'],
      source: 'assert!(.id != "a", "no a")',
      dropOnError: true,
    },
  };
  const under = pipeline(transforms, {}, { top: { delivery: 'dense' } });
  const values = ids('aab').map((one, n) => ({ ...one, n }));
  for (const partition of [0, 1]) {
    under.source.assign({ topic: 'devices', partition }, null, 0n);
    const records = recordsOf(values);
    under.source.accept(memoryChunk({ partition, start: 0n, next: 3n, records }));
  }
  under.engine.cutAll('age');
  await under.engine.settled();
  assert.deepEqual(under.lines('raw/'), [{ id: 'b', n: [2, 2] }]);
  assert.deepEqual(
    under.lines('dead-letter/').map(({ partition, offset }) => [partition, offset]),
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
  );
});

it('gives back what it held of a partition that is lost', () => {
  const under = pipeline({ last: reduce({ inputs: ['kafka'], groupBy: ['id'] }) });
  const records = recordsOf(ids('abc'));
  under.source.accept(memoryChunk({ start: 0n, next: 3n, records }));
  assert.ok(under.engine.budget.open > 0);
  under.source.release(at);
  assert.equal(under.engine.budget.open, 0);
});

const grouping = fc.record(
  {
    groupBy: fc.constantFrom([], ['id']),
    maxEvents: fc.constantFrom(null, 1, 2, 3),
    maxGroups: fc.constantFrom(null, 1, 2),
    expireAfterMs: fc.constantFrom(5000, 30_000),
    endEveryPeriodMs: fc.constantFrom(null, 10_000),
    endsWhen: fc.constant('mod(int!(.v), 3) == 0'),
  },
  { requiredKeys: ['groupBy'] },
);
const values = fc.array(
  fc.record({ id: fc.nat({ max: 3 }), v: fc.nat({ max: 9 }), at: fc.nat({ max: 60 }) }),
  { minLength: 2, maxLength: 40 },
);

it('gives the same objects of an epoch that is done again, however its records come, and none of the epoch before', async () => {
  await fc.assert(
    fc.asyncProperty(
      grouping,
      values,
      fc.array(fc.nat({ max: 39 }), { maxLength: 6 }),
      fc.nat({ max: 39 }),
      async (options, all, cuts, border) => {
        const transforms = {
          grouped: reduce({
            inputs: ['kafka'],
            ...(options as object),
            mergeStrategies: { n: 'array', v: 'concat' },
          }),
          last: {
            type: 'remap',
            inputs: ['grouped'],
            source: 'if mod(int!(.n[0]), 5) == 4 { assert!(false, "bad") }',
            dropOnError: true,
          },
        };
        const sink = { keyPrefix: 'raw/{{ id }}/', batch: { maxBytes: 1024, maxPrefixes: 2 } };
        const numbered = all.map((value, n) => ({ ...value, n }));
        const records = recordsOf(numbered);
        const end = records.length;
        const middle = border % end;
        const chunk = (start: number, next: number) =>
          memoryChunk({
            start: BigInt(start),
            next: BigInt(next),
            records: records.slice(start, next),
          });
        const once = pipeline(transforms, sink);
        if (middle > 0) once.source.accept(chunk(0, middle));
        once.engine.cutAll('age');
        once.source.accept(chunk(middle, end));
        once.engine.cutAll('age');
        await once.engine.settled();
        const [ledger] = once.published.slice(-1);
        // the second epoch alone, by somebody else, in other chunks, and with records behind it
        const again = pipeline(transforms, sink);
        const first = Number(ledger?.first);
        const redo = {
          next: BigInt(end),
          openedAtMs: 1_700_000_000_000,
          variant: null,
          onlyKey: null,
          givenUp: null,
        };
        again.source.assign(at, null, BigInt(first), redo);
        const inside = cuts.filter((cut) => cut > first && cut < end);
        const bounds = [...new Set([first, ...inside, end])].toSorted((a, b) => a - b);
        for (const [index, next] of bounds.slice(1).entries()) {
          again.source.accept(chunk(bounds[index] as number, next));
        }
        await again.engine.settled();
        const objects = ({ store }: typeof once): readonly (readonly [string, string])[] =>
          [...store.objects]
            .filter(
              ([key]) => !key.startsWith('_') && key.includes(String(first).padStart(20, '0')),
            )
            .map(([key, { text }]) => [key, text] as const)
            .toSorted(([one], [other]) => (one < other ? -1 : 1));
        assert.deepEqual(objects(again), objects(once));
        // every record went into one event, or is a dead letter
        const merged = once.lines('raw/').flatMap(({ n }) => n as number[]);
        const rejected = once.lines('dead-letter/').map(({ offset }) => offset as number);
        assert.deepEqual(
          [...merged, ...rejected].toSorted((a, b) => a - b),
          records.map((_, n) => n),
        );
        assert.deepEqual([again.engine.budget.open, once.engine.budget.open], [0, 0]);
      },
    ),
    { numRuns: 150 },
  );
});

const stop = { onRejection: { action: 'stop' } };

for (const [options, changes, fault] of [
  [
    { groupBy: ['a..b'] },
    {},
    /^transforms.last.groupBy: got a list of 1 \(number 1 is not\); allowed: /,
  ],
  [
    { mergeStrategies: { a: 'summ' } },
    {},
    /^transforms.last.mergeStrategies: .*\(a has no such strategy \(did you mean 'sum'\?\)\); allowed: /,
  ],
  [
    { mergeStrategies: { 'a[0]': 'sum' } },
    {},
    /^transforms.last.mergeStrategies: .*names an element of an array: a strategy is of a field/,
  ],
  [
    { maxEvents: 0 },
    {},
    /^transforms.last.maxEvents: got the number 0; allowed: an integer from 1/,
  ],
  [
    { startsWhen: () => true, endsWhen: () => true },
    {},
    /^transforms.last.endsWhen: does not go with startsWhen; allowed: one of them$/,
  ],
  [
    { endWhen: 'true' },
    {},
    /^transforms.last.endWhen: no such option \(did you mean 'endsWhen'\?\)/,
  ],
  [
    {},
    { source: stop },
    /^sources.kafka.onRejection: got the action 'stop'; allowed: 'dead_letter' or 'drop' with transforms.last, because /,
  ],
  [{}, { sink: stop }, /^sinks.s3.onRejection: got the action 'stop'; allowed: /],
  [
    {},
    { top: { buffer: { type: 'disk', maxSize: 1_000_000_000 }, dataDir: '/data' } },
    /^buffer.type: got the text 'disk'; allowed: 'memory' with transforms.last/,
  ],
] as const) {
  it(`refuses ${fault.source.slice(1, 60)}`, () => {
    const transforms = { last: { type: 'reduce', inputs: ['kafka'], ...options } };
    const { source, sink, top } = changes as Partial<Record<'source' | 'sink' | 'top', object>>;
    const [found, ...more] = faultsOf(
      minimalPipeline({
        source: source ?? {},
        sink: { inputs: ['last'], ...sink },
        top: { transforms, ...top },
      }),
    );
    assert.match(found ?? '', fault);
    assert.deepEqual(more, []);
  });
}

it('may stop at a sink that reads no group, and has not counted the record that stopped it', async () => {
  const transforms = {
    last: reduce({ inputs: ['kafka'], groupBy: ['id'], mergeStrategies: { n: 'array' } }),
  };
  const other = {
    type: 'aws_s3',
    inputs: ['kafka'],
    bucket: 'lake',
    region: 'eu-central-1',
    keyPrefix: 'other/{{ id }}/',
    ...stop,
  };
  const store = memoryStore();
  const definition = minimalPipeline({
    source: quiet,
    sink: { inputs: ['last'] },
    top: { transforms },
  });
  const sinks = { ...(definition['sinks'] as object), other };
  const under = engineOf(
    { ...definition, sinks },
    new Map([
      ['s3', store],
      ['other', store],
    ]),
  );
  under.source.assign(at, null, 0n);
  const records = recordsOf([{ id: 'a' }, { id: { no: 'prefix' } }]);
  assert.throws(() => under.source.accept(memoryChunk({ start: 0n, next: 2n, records })), {
    code: 'RECORD_REJECTED',
  });
  under.engine.cutAll('shutdown');
  await under.engine.settled();
  // the record is in a group that cannot be taken apart: all of the epoch comes again
  assert.deepEqual([store.objects.size, under.engine.budget.open], [0, 0]);
  assert.equal(under.source.held(at)?.position, 0n);
});
