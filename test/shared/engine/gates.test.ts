import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { dedupe, sample, throttle } from '../../../shared/transform/components.ts';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { faultsOf, minimalPipeline, withoutMetadata } from '../../support/minimal-pipeline.ts';

interface Value {
  readonly at?: number;
  readonly [field: string]: unknown;
}

/** The engine with one transform before its sink. */
function pipeline(transform: object, store = memoryStore()) {
  const definition = minimalPipeline({
    source: withoutMetadata,
    sink: { inputs: ['gate'], keyPrefix: 'raw/', compression: 'none' },
    top: { transforms: { gate: transform } },
  });
  const under = engineOf(definition, new Map([['s3', store]]));
  const lines = (): readonly string[] =>
    [...store.objects]
      .filter(([key]) => key.startsWith('raw/'))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([, { text }]) => text.split('\n').filter((line) => line !== ''));
  return { ...under, lines };
}

const at = { topic: 'devices', partition: 0 };

/** What comes out of values, of which `at` is the record's time in seconds. */
async function kept(transform: object, values: readonly Value[]): Promise<readonly unknown[]> {
  const { engine, source, events, lines } = pipeline(transform);
  source.assign(at, null, 0n);
  const records = values.map(({ at: time = 0, ...value }, offset) => ({
    offset: BigInt(offset),
    timestampMs: time * 1000,
    value: JSON.stringify(value),
  }));
  source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  engine.cutAll('end');
  await engine.settled();
  const found = lines().map((line) => JSON.parse(line) as unknown);
  const dropped = events.map((one) => (one.name === 'records_dropped' ? one.records : 0));
  assert.equal(
    dropped.reduce((sum, one) => sum + one, 0),
    values.length - found.length,
  );
  return found;
}

const keys = 'a b c d e f g h trace-1 trace-2 trace-3 trace-4 trace-5 trace-6 42'.split(' ');

it('samples the keys that Vector samples', async () => {
  // those whose hash VRL's own command line divides by 4
  const wanted = ['h', 'trace-4'];
  const transform = sample({ inputs: ['kafka'], rate: 4, keyField: 'k', sampleRateKey: null });
  const values = [...keys, ...keys].map((k) => ({ k }));
  assert.deepEqual(
    await kept(transform, values),
    [...wanted, ...wanted].map((k) => ({ k })),
  );
});

it('samples by place about as many as it says, and tells the rate', async () => {
  const values = Array.from({ length: 4000 }, (_, n) => ({ n }));
  for (const [options, rate, share] of [
    [{ rate: 10 }, '10', 0.1],
    [{ ratio: 0.75 }, '0.75', 0.75],
  ] as const) {
    const found = await kept(sample({ inputs: ['kafka'], ...options }), values);
    assert.ok(Math.abs(found.length / values.length - share) < 0.03, `${found.length}`);
    assert.equal((found[0] as { sample_rate: unknown }).sample_rate, rate);
  }
});

it("takes an event's own rate or ratio, and leaves out of it what is excluded", async () => {
  const of = (own: unknown, count: number) => Array.from({ length: count }, () => ({ own }));
  const values = [...of('1', 20), ...of(1_000_000, 20), ...of(-1, 20), ...of('x', 20)];
  const byRate = { inputs: ['kafka'], ratio: 1, rateField: 'own', sampleRateKey: 'r' } as const;
  const rates = (await kept(sample(byRate), values)).map((one) => (one as { r: string }).r);
  assert.deepEqual(
    rates,
    [...of('1', 60)].map(({ own }) => own),
  );
  const byRatio = {
    ...({ inputs: ['kafka'], rate: 4_000_000_000, ratioField: 'own' } as const),
    exclude: '.own == "x"',
  };
  const left = await kept(sample(byRatio), values);
  assert.deepEqual(left, [
    ...of('1', 20).map((one) => ({ ...one, sample_rate: '1' })),
    ...of('x', 20),
  ]);
});

const same = [
  { a: 1, b: 1 },
  { a: 1, b: 2 },
  { a: 1.5, b: 1 },
  { a: '1', b: 1 },
  { b: 1, a: 1 },
  { b: 1 },
];
const deep = [{ a: { x: 1, y: 1 } }, { a: { x: 2, y: 1 } }, { a: { x: 2, y: 2 } }];

for (const [what, options, values, left] of [
  ['match', { fields: { match: ['a'] } }, same, [0, 2, 3, 5]],
  ['match several', { fields: { match: ['a', 'b'] } }, same, [0, 1, 2, 3, 5]],
  ['ignore', { fields: { ignore: ['b'] } }, same, [0, 2, 3, 5]],
  ['ignore below', { fields: { ignore: ['a.x'] } }, deep, [0, 2]],
  [
    'no room',
    { fields: { match: ['k'] }, cache: { numEvents: 2 } },
    [1, 2, 1, 3, 1, 2].map((k) => ({ k })),
    [0, 1, 3, 5],
  ],
  [
    'age',
    { fields: { match: ['k'] }, timeSettings: { maxAgeMs: 10_000 } },
    [0, 9, 10, 15, 19, 20].map((time) => ({ k: 1, at: time })),
    [0, 2, 5],
  ],
  [
    'refreshed',
    { fields: { match: ['k'] }, timeSettings: { maxAgeMs: 10_000, refreshOnDrop: true } },
    [0, 9, 10, 15, 19, 29].map((time) => ({ k: 1, at: time })),
    [0, 5],
  ],
] as const) {
  it(`dedupes: ${what}`, async () => {
    const found = await kept(dedupe({ inputs: ['kafka'], ...options }), values);
    assert.deepEqual(
      found,
      left.map((index) => {
        const { at: _, ...value } = values[index] as Value;
        return value;
      }),
    );
  });
}

it('throttles each key by the windows of its records, late and future ones in their own', async () => {
  const transform = throttle({
    inputs: ['kafka'],
    threshold: 2,
    windowSecs: 5,
    keyField: '{{ host }}-{{ n.x }}',
    exclude: '.host == "free"',
  });
  const event = (time: number, host: string, id: number) => ({ at: time, host, n: { x: 1 }, id });
  const values = [
    event(0, 'a', 0),
    event(1, 'a', 1),
    event(2, 'a', 2),
    event(2, 'b', 3),
    event(5, 'a', 4),
    event(9_999_999, 'a', 5),
    event(4, 'a', 6),
    event(6, 'a', 7),
    event(7, 'a', 8),
    event(0, 'free', 9),
    event(0, 'free', 10),
    event(0, 'free', 11),
    { at: 0, id: 12 },
    { at: 0, id: 13 },
    { at: 0, id: 14 },
  ];
  const found = await kept(transform, values);
  const ids = found.map((one) => (one as { id: number }).id);
  assert.deepEqual(ids, [0, 1, 3, 4, 5, 7, 9, 10, 11, 12, 13]);
});

it('gives the same of an epoch that is done again, however its records come, and begins anew with the next', async () => {
  const transforms = [
    dedupe({ inputs: ['kafka'], fields: { match: ['v'] }, cache: { numEvents: 3 } }),
    throttle({ inputs: ['kafka'], threshold: 3, windowSecs: 10, keyField: '{{ v }}' }),
    sample({ inputs: ['kafka'], rate: 2 }),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...transforms),
      fc.array(fc.record({ v: fc.nat({ max: 5 }), seconds: fc.nat({ max: 30 }) }), {
        minLength: 2,
        maxLength: 40,
      }),
      fc.array(fc.nat({ max: 39 }), { maxLength: 5 }),
      fc.nat({ max: 39 }),
      async (transform, all, cuts, border) => {
        const records = all.map(({ v, seconds }, offset) => ({
          offset: BigInt(offset),
          timestampMs: seconds * 1000,
          value: JSON.stringify({ v, offset }),
        }));
        const end = records.length;
        const middle = border % end;
        const once = pipeline(transform);
        once.source.assign(at, null, 0n);
        for (const [start, next] of [
          [0, middle],
          [middle, end],
        ] as const) {
          if (start === next) continue;
          const inside = records.slice(start, next);
          once.source.accept(
            memoryChunk({ start: BigInt(start), next: BigInt(next), records: inside }),
          );
          once.engine.cutAll('age');
        }
        await once.engine.settled();
        // the second epoch alone, by somebody else, in other chunks
        const again = pipeline(transform);
        const redo = {
          next: BigInt(end),
          openedAtMs: 1_700_000_000_000,
          variant: null,
          onlyKey: null,
          givenUp: null,
        };
        again.source.assign(at, null, BigInt(middle), redo);
        const bounds = [
          ...new Set([middle, ...cuts.filter((cut) => cut > middle && cut < end), end]),
        ].toSorted((a, b) => a - b);
        for (const [index, next] of bounds.slice(1).entries()) {
          const start = bounds[index] as number;
          again.source.accept(
            memoryChunk({
              start: BigInt(start),
              next: BigInt(next),
              records: records.slice(start, next),
            }),
          );
        }
        await again.engine.settled();
        const second = once
          .lines()
          .filter((line) => (JSON.parse(line) as { offset: number }).offset >= middle);
        assert.deepEqual(again.lines(), second);
      },
    ),
    { numRuns: 150 },
  );
});

for (const [transform, fault] of [
  [
    { type: 'sample' },
    'transforms.gate: gives both of rate and ratio, or none; allowed: one of them',
  ],
  [
    { type: 'sample', rate: 0 },
    'transforms.gate.rate: got the number 0; allowed: an integer from 1 to 4294967295',
  ],
  [
    { type: 'sample', rate: 2, keyField: 'a', rateField: 'b' },
    'transforms.gate.keyField: does not go with rateField and ratioField: events with one key would have several shares',
  ],
  [
    { type: 'dedupe' },
    'transforms.gate.fields: gives both of match and ignore, or none; allowed: one of them',
  ],
  [
    { type: 'dedupe', fields: { match: ['a..b'] } },
    /transforms.gate.fields.match: got a list of 1 \(number 1, 'a\.\.b', is not\); allowed: /,
  ],
  [
    { type: 'throttle', threshold: 1 },
    'transforms.gate.windowSecs: is missing; give a number of seconds above 0',
  ],
  [
    { type: 'throttle', threshold: 1, windowSecs: 1, keyField: '%F' },
    'transforms.gate.keyField: holds % { or } outside of a field; allowed: text with {{ field }} in it',
  ],
  [
    { type: 'throttle', threshold: 1, windowSecs: 1, kay: 1 },
    /transforms.gate.kay: no such option/,
  ],
] as const) {
  it(`refuses ${JSON.stringify(transform)}`, () => {
    const [found, ...more] = faultsOf(
      minimalPipeline({
        sink: { inputs: ['gate'] },
        top: { transforms: { gate: { inputs: ['kafka'], ...transform } } },
      }),
    );
    if (typeof fault === 'string') assert.equal(found, fault);
    else assert.match(found ?? '', fault);
    assert.deepEqual(more, []);
  });
}

it('does not remember on a disk', () => {
  const definition = minimalPipeline({
    sink: { inputs: ['gate'] },
    top: {
      transforms: { gate: dedupe({ inputs: ['kafka'], fields: { match: ['a'] } }) },
      buffer: { type: 'disk', maxSize: 1_000_000_000 },
      dataDir: '/data',
    },
  });
  assert.match(
    faultsOf(definition).join('\n'),
    /^buffer.type: got the text 'disk'; allowed: 'memory' with transforms.gate/,
  );
});
