import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { del, encodeJson, filter, remap, route } from '../../../shared/pipeline/api.ts';
import { fingerprintOf } from '../../../shared/pipeline/fingerprint.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { Event } from '../../../shared/transform/model.ts';
import { load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const kafka = {
  type: 'kafka',
  bootstrapServers: 'b:1',
  topics: ['t'],
  groupId: 'g',
  // left out, it would be the first sink that is written
  onRejection: { sink: 'raw' },
};
const s3 = { type: 'aws_s3', bucket: 'lake', region: 'eu-central-1' };

const rename = (event: Event): void => {
  event['name'] = event['device_name'];
};
const isHot = (event: Event): boolean => event['hot'] === true;
const isBig = (event: Event): boolean => Number(event['size']) > 10;

/** A pipeline with all that can be wired; parts of it can be put in the place of its own. */
const parts = {
  name: 'devices',
  sources: { kafka, second: { ...kafka, groupId: 'other' } },
  transforms: {
    names: remap({ inputs: ['kafka', 'second'], program: rename }),
    hot: filter({ inputs: ['names'], condition: isHot }),
    fork: route({ inputs: ['hot'], routes: { big: isBig, hot: isHot } }),
  },
  sinks: {
    big: { ...s3, inputs: ['fork.big'], batch: { maxBytes: 2048, maxEvents: 5 } },
    rest: { ...s3, inputs: ['fork.hot', 'fork._unmatched'], keyPrefix: 'raw/' },
    raw: { ...s3, inputs: ['kafka'], keyPrefix: 'all/' },
  },
};

type Parts = Readonly<Partial<Record<keyof typeof parts, unknown>>>;

function printOf(changes: Parts = {}): string {
  return load({ ...parts, ...changes }).fingerprint;
}

const base = printOf();
const { transforms, sinks, sources } = parts;
const withTransform = (changes: object): string =>
  printOf({ transforms: { ...transforms, ...changes } });

test('it is 12 lower-case hexadecimal digits, the same each time', () => {
  assert.match(base, /^[0-9a-f]{12}$/);
  assert.equal(printOf(), base);
});

test('it is the same in every version of ours by which a pipeline makes the same', () => {
  // another value here doubles what is open in every rolling update: change it only together with rulesVersion
  assert.equal(load(minimalPipeline()).fingerprint, 'fedb159c00e7');
});

test('it changes with the version of the rules', () => {
  const model = load(minimalPipeline());
  assert.notEqual(fingerprintOf(model, 4), fingerprintOf(model, 5));
});

test('it changes with the codec of a source', () => {
  const model = load(minimalPipeline());
  const source = { ...model.sources.get('kafka'), decoding: { codec: 'avro' } };
  const other = new Map([['kafka', source]]);
  const changed: unknown = { ...model, sources: other };
  assert.notEqual(fingerprintOf(changed as PipelineModel), model.fingerprint);
});

for (const [what, changed] of [
  [
    'another program',
    withTransform({
      names: remap({
        inputs: ['kafka', 'second'],
        program: (event) => void (event['name'] = event['device']),
      }),
    }),
  ],
  [
    'another condition',
    withTransform({ hot: filter({ inputs: ['names'], condition: (event) => isHot(event) }) }),
  ],
  [
    'another condition of a route',
    withTransform({ fork: route({ inputs: ['hot'], routes: { big: isHot, hot: isHot } }) }),
  ],
  [
    'routes in another order, which is that of their events',
    withTransform({ fork: route({ inputs: ['hot'], routes: { hot: isHot, big: isBig } }) }),
  ],
  [
    'another wiring of a transform',
    withTransform({ hot: filter({ inputs: ['names', 'second'], condition: isHot }) }),
  ],
  [
    'another wiring of a sink',
    printOf({ sinks: { ...sinks, raw: { ...sinks.raw, inputs: ['second'] } } }),
  ],
  [
    'one sink more',
    printOf({ sinks: { ...sinks, more: { ...s3, inputs: ['second'], keyPrefix: 'more/' } } }),
  ],
  [
    'one source more',
    printOf({
      sources: { ...sources, third: { ...kafka, groupId: 'third' } },
      sinks: { ...sinks, raw: { ...sinks.raw, inputs: ['kafka', 'third'] } },
    }),
  ],
] as const) {
  test(`${what} gives another fingerprint`, () => {
    assert.notEqual(changed, base);
  });
}

test('readers of one output count in their order, because it is that of events and of numbers in keys', () => {
  const first = { ...s3, inputs: ['kafka'], keyPrefix: 'a/' };
  const second = { ...s3, inputs: ['kafka'], keyPrefix: 'b/' };
  const of = (list: object): string => load(minimalPipeline({ top: { sinks: list } })).fingerprint;
  assert.notEqual(of({ first, second }), of({ second, first }));
});

test('a program that does the same to every event counts by what it does, however it is written', () => {
  const of = (program: (event: never) => unknown): string =>
    withTransform({ names: remap({ inputs: ['kafka', 'second'], program: program as never }) });
  const removed = 'offset';
  const first = of((event) => {
    del(event, 'offset');
    return encodeJson(event);
  });
  assert.equal(
    of((anyEvent) => (del(anyEvent, removed), encodeJson(anyEvent))),
    first,
  );
  assert.notEqual(
    of((event) => {
      del(event, 'topic');
      return encodeJson(event);
    }),
    first,
  );
});

test('what a function takes from outside of itself is not seen', () => {
  const above = (least: number) => (event: Event) => Number(event['size']) > least;
  const of = (least: number): string =>
    withTransform({ hot: filter({ inputs: ['names'], condition: above(least) }) });
  assert.equal(of(1), of(2));
});

test('names of variables do not count, their values do', () => {
  const of = (text: string, env: Readonly<Record<string, string>>): string =>
    load(minimalPipeline({ sink: { keyPrefix: text } }), env).fingerprint;
  assert.equal(of('${A}', { A: 'raw/' }), of('${B}', { B: 'raw/' }));
  assert.notEqual(of('${A}', { A: 'raw/' }), of('${A}', { A: 'other/' }));
});

test('a default that is written out is the same as one that is not', () => {
  const written = { compression: { algorithm: 'gzip', level: 6 }, timezone: 'UTC' };
  assert.equal(
    load(minimalPipeline({ sink: written })).fingerprint,
    load(minimalPipeline()).fingerprint,
  );
});

test('prefix and sink of dead letters that are not kept do not count', () => {
  const of = (keyPrefix: string): string => {
    const onRejection = { action: 'drop', keyPrefix };
    return load(minimalPipeline({ source: { onRejection } })).fingerprint;
  };
  assert.equal(of('a/'), of('b/'));
});

/** The same object with the entries of each object in it in an order that the numbers decide. */
function shuffled(value: unknown, order: () => number, keep: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(
    ([name, part]: [string, unknown]) =>
      [name, keep.includes(name) ? part : shuffled(part, order, keep)] as const,
  );
  const ranked = entries.map((entry) => ({ entry, rank: order() }));
  return Object.fromEntries(ranked.toSorted((a, b) => a.rank - b.rank).map(({ entry }) => entry));
}

test('it is the same in whatever order options, components and inputs are written', () => {
  // no output is read by two sinks or by two transforms here, and the order of routes counts
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.boolean(), (numbers, turn) => {
      const order = (): number => numbers.next().value as number;
      const mixed = shuffled(parts, order, ['routes']) as typeof parts;
      const { rest } = mixed.sinks;
      const inputs = turn ? [...rest.inputs].toReversed() : rest.inputs;
      const definition = { ...mixed, sinks: { ...mixed.sinks, rest: { ...rest, inputs } } };
      assert.equal(load(definition).fingerprint, base);
    }),
    { numRuns: 50 },
  );
});
