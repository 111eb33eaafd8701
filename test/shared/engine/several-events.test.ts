import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Event } from '../../../shared/transform/model.ts';
import { engineOf, type EngineUnderTest } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { linesBelow, type MemoryStore, memoryStore } from '../../support/memory-store.ts';
import { minimalPipeline, withoutMetadata } from '../../support/minimal-pipeline.ts';

interface Stored extends EngineUnderTest {
  readonly store: MemoryStore;
  /** Lines of each object below a prefix, in the order of the keys. */
  readonly lines: (prefix: string) => readonly Record<string, unknown>[];
}

async function stored(
  transforms: object,
  values: readonly string[],
  changes: { readonly source?: object; readonly sink?: object } = {},
): Promise<Stored> {
  const store = memoryStore();
  const sink = { inputs: ['last'], keyPrefix: 'raw/', compression: 'none', ...changes.sink };
  const under = engineOf(
    minimalPipeline({
      source: { ...withoutMetadata, ...changes.source },
      sink,
      top: { transforms },
    }),
    new Map([['s3', store]]),
  );
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, at) => ({ offset: BigInt(at), value }));
  under.source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  under.engine.cutAll('end');
  await under.engine.settled();
  assert.deepEqual(under.fatal, []);
  return { ...under, store, lines: (prefix) => linesBelow(store, prefix) };
}

const vrl = (text: string, inputs: readonly string[] = ['kafka']): object => ({
  type: 'remap',
  inputs,
  source: text,
});

const arrays: readonly (readonly [string, readonly unknown[]])[] = [
  ['. = [{ "a": 1 }, { "a": 2 }]', [{ a: 1 }, { a: 2 }]],
  [
    '. = [1, "x", [2], null]',
    [{ message: 1 }, { message: 'x' }, { message: [2] }, { message: null }],
  ],
  ['. = .items', [{ id: 1 }, { id: 2.5 }]],
  [
    '.n = 5; . = [., .]',
    [
      { items: [{ id: 1 }, { id: 2.5 }], n: 5 },
      { items: [{ id: 1 }, { id: 2.5 }], n: 5 },
    ],
  ],
  ['. = []', []],
];

for (const [program, events] of arrays) {
  it(`gives the events of ${program}`, async () => {
    const { lines, events: told } = await stored({ last: vrl(program) }, [
      '{"items":[{"id":1},{"id":2.5}]}',
    ]);
    assert.deepEqual(lines('raw/'), events);
    const dropped = told.filter(({ name }) => name === 'records_dropped');
    assert.equal(dropped.length, events.length === 0 ? 1 : 0);
  });
}

it('gives the events that a function returns, which share nothing any more', async () => {
  const split = (event: Event): (Event | string)[] => [
    { of: event['of'], n: event['n'] },
    { of: event['of'] },
    'text',
  ];
  const change = (event: Event): void => {
    if ('of' in event)
      Object.assign(event['of'] as object, {
        seen: 'seen' in (event['of'] as object) ? 'twice' : 'once',
      });
  };
  const { lines } = await stored(
    {
      split: { type: 'remap', inputs: ['kafka'], program: split },
      last: { type: 'remap', inputs: ['split'], program: change },
    },
    ['{"of":{"a":1.0},"n":9007199254740993}'],
  );
  assert.deepEqual(lines('raw/'), [
    { of: { a: 1, seen: 'once' }, n: Number('9007199254740993') },
    { of: { a: 1, seen: 'once' } },
    { message: 'text' },
  ]);
});

it('rejects an array that holds what is no event, as a whole', async () => {
  const program = (): unknown => [{ a: 1 }, 2];
  const { lines } = await stored({ last: { type: 'remap', inputs: ['kafka'], program } }, ['{}']);
  assert.deepEqual(lines('raw/'), []);
  const [letter] = lines('dead-letter/');
  assert.equal(
    letter?.['reason'],
    'the program returned an integer within an array, allowed is objects and strings',
  );
  assert.equal(letter?.['events'], undefined);
});

const failing = {
  split: vrl('. = map_values(array!(.all)) -> |v| { { "v": v, "id": uuid_v4() } }'),
  checked: {
    ...vrl('if mod(int!(.v), 2) == 1 { assert!(false, "odd") }', ['split']),
    dropOnError: true,
  },
  last: { type: 'filter', inputs: ['checked'], condition: '.v != 4' },
};

it('tells of all events of a record that a component rejects in one dead letter, and stores the others', async () => {
  const { lines, events } = await stored(failing, [
    '{"all":[1,2,3,4]}',
    '{"all":[6]}',
    '{"all":[7]}',
  ]);
  assert.deepEqual(
    lines('raw/').map(({ v }) => v),
    [2, 6],
  );
  assert.deepEqual(
    lines('dead-letter/').map(({ offset, component, events: places, value }) => ({
      offset,
      component,
      places,
      value,
    })),
    [
      { offset: 0, component: 'checked', places: ['0', '2'], value: '{"all":[1,2,3,4]}' },
      { offset: 2, component: 'checked', places: ['0'], value: '{"all":[7]}' },
    ],
  );
  const counted = events.flatMap((one) =>
    one.name === 'records_rejected' || one.name === 'records_dropped'
      ? [[one.name, one.component, one.records]]
      : [],
  );
  assert.deepEqual(counted, [
    ['records_rejected', 'checked', 2],
    ['records_dropped', 'last', 1],
  ]);
});

it('gives each of them random numbers of its own, which repeat', async () => {
  const transforms = {
    split: vrl('. = [{}, {}]'),
    last: vrl('.id = uuid_v4()', ['split']),
  };
  const one = (await stored(transforms, ['{}', '{}'])).lines('raw/').map(({ id }) => id);
  const other = (await stored(transforms, ['{}', '{}'])).lines('raw/').map(({ id }) => id);
  assert.equal(new Set(one).size, 4);
  assert.deepEqual(one, other);
});

it('names events by their places, also where one is split again', async () => {
  const transforms = {
    split: vrl('. = [{ "v": 0 }, { "v": 1 }]'),
    again: vrl('if .v == 1 { . = [{ "w": 0 }, { "w": 1 }] }', ['split']),
    last: { ...vrl('if .w == 1 { assert!(false) }', ['again']), dropOnError: true },
  };
  const { lines } = await stored(transforms, ['{}']);
  assert.deepEqual(lines('raw/'), [{ v: 0 }, { w: 0 }]);
  assert.deepEqual(
    lines('dead-letter/').map(({ events }) => events),
    [['1.1']],
  );
});

it('stores nothing of a record whose events are to stop the pipeline, and what came before it comes again', async () => {
  const store = memoryStore();
  const under = engineOf(
    minimalPipeline({
      source: { ...withoutMetadata, onRejection: { action: 'stop' } },
      sink: { inputs: ['last'], keyPrefix: 'raw/' },
      top: { transforms: failing },
    }),
    new Map([['s3', store]]),
  );
  under.source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = ['{"all":[2]}', '{"all":[2,1]}'].map((value, at) => ({
    offset: BigInt(at),
    value,
  }));
  const chunk = memoryChunk({ start: 0n, next: 2n, records });
  assert.throws(() => under.source.accept(chunk), { code: 'RECORD_REJECTED' });
  under.engine.cutAll('shutdown');
  await under.engine.settled();
  assert.deepEqual([[...store.objects.keys()], under.published], [[], []]);
  assert.equal(under.source.held({ topic: 'devices', partition: 0 })?.position, 0n);
  assert.equal(under.engine.budget.held, 0);
});
