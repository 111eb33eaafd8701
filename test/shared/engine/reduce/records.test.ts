import assert from 'node:assert/strict';
import { it } from 'node:test';
import { reduce } from '../../../../shared/transform/components.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';
import { ids, pipeline, reduced } from '../../../support/reduced.ts';

const byName = ([one]: readonly unknown[], [other]: readonly unknown[]): number =>
  String(one) < String(other) ? -1 : 1;

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
