import assert from 'node:assert/strict';
import { it } from 'node:test';
import { EventTime } from '../../../../shared/event-time.ts';
import { rawNumber } from '../../../../shared/raw-json.ts';
import { encodeJson } from '../../../../shared/transform/encode-json.ts';
import type { Event } from '../../../../shared/transform/model.ts';
import {
  type NamePath,
  Reduction,
  Strategies,
} from '../../../../shared/transform/reduce/reduction.ts';
import type { MergeStrategy } from '../../../../shared/transform/reduce/strategies.ts';

const time = (text: string): Date => new EventTime(Date.parse(text), 0, text);
const raw = rawNumber;
const one = time('2026-01-01T00:00:01Z');
const two = time('2026-01-01T00:00:02Z');
const most = 9_223_372_036_854_775_807n;

/** What events come to, as JSON. */
function reduced(
  events: readonly Event[],
  strategies: Readonly<Record<string, MergeStrategy>> = {},
  timestampField: string | null = null,
): string {
  const entries = Object.entries(strategies).map(
    ([path, strategy]) => [path.split('.') as unknown as NamePath, strategy] as const,
  );
  const reduction = new Reduction(new Strategies(entries), timestampField, new Map());
  for (const event of events) reduction.add(event);
  return encodeJson(reduction.event());
}

/** Values of a field, one an event; undefined: the event has none. */
const ofOneField: readonly (readonly [MergeStrategy | null, readonly Event['v'][], string])[] = [
  // by kind
  [null, ['a', 'b', null], '{"v":"a"}'],
  [null, [true, false], '{"v":true}'],
  [null, [null, 'b'], '{"v":null}'],
  [null, [[1], [2]], '{"v":[1]}'],
  [null, [{}, 1], '{"v":{}}'],
  [null, [undefined, 'b', 'c'], '{"v":"b"}'],
  [null, [1, 2, 3], '{"v":6}'],
  [null, [1, 2.5], '{"v":3.5}'],
  [null, [1, raw('2.0')], '{"v":3.0}'],
  [null, [1.5, 1], '{"v":2.5}'],
  [null, [1, 'x', null, 2], '{"v":3}'],
  [null, [9_007_199_254_740_991, 2], '{"v":9007199254740993}'],
  [null, [most, 1], '{"v":-9223372036854775808}'],
  [null, [one, two, 'late'], '{"v":"2026-01-01T00:00:01Z","v_end":"2026-01-01T00:00:02Z"}'],
  [null, [two], '{"v":"2026-01-01T00:00:02Z","v_end":"2026-01-01T00:00:02Z"}'],
  // by strategy
  ['discard', ['a', 'b'], '{"v":"a"}'],
  ['discard', [1, 2], '{"v":1}'],
  ['discard', [one, two], '{"v":"2026-01-01T00:00:01Z"}'],
  ['discard', [null, 2], '{"v":null}'],
  ['retain', ['a', 'b', null], '{"v":"b"}'],
  ['retain', [1, { a: 1 }], '{"v":{"a":1}}'],
  ['retain', [null, null], '{"v":null}'],
  ['sum', [21, 21], '{"v":42}'],
  ['sum', [2.25, 2.25], '{"v":4.5}'],
  ['sum', ['x', 'y'], '{}'],
  ['sum', ['x', 1, 'y', 2], '{"v":3}'],
  ['max', [1, 3, 2], '{"v":3}'],
  ['max', [1, 2.5, 2], '{"v":2.5}'],
  ['max', [1.5, 2], '{"v":2.0}'],
  ['max', [2, raw('2.0')], '{"v":2}'],
  ['max', [2, 'not a number', 3], '{"v":3}'],
  ['max', [most - 1n, most], '{"v":9223372036854775807}'],
  ['min', [3, 1, 2], '{"v":1}'],
  ['min', [2.5, 1], '{"v":1.0}'],
  ['min', [1, 0.5], '{"v":0.5}'],
  ['min', [true], '{}'],
  ['array', ['a', 1, null, [2], { b: 3 }], '{"v":["a",1,null,[2],{"b":3}]}'],
  ['array', [[1, 3], [5, 7], 'done'], '{"v":[[1,3],[5,7],"done"]}'],
  ['array', [undefined, 1], '{"v":[1]}'],
  ['array', [one, raw('1.0')], '{"v":["2026-01-01T00:00:01Z",1.0]}'],
  ['concat', ['a', 'b', 'c'], '{"v":"a b c"}'],
  ['concat', ['a', 10, null, 'b'], '{"v":"a b"}'],
  ['concat', [[1, 3], [5, 7], 'done'], '{"v":[1,3,5,7,"done"]}'],
  ['concat', [[], 42], '{"v":[42]}'],
  ['concat', [42, 'a'], '{"v":"a"}'],
  ['concat', [42], '{}'],
  ['concat_newline', ['a', 'b'], '{"v":"a\\nb"}'],
  ['concat_newline', [[1], [2]], '{}'],
  ['concat_raw', ['a', 'b'], '{"v":"ab"}'],
  ['shortest_array', [[34], [42, 43], []], '{"v":[]}'],
  ['shortest_array', [[1], [2], 3], '{"v":[1]}'],
  ['shortest_array', ['x'], '{}'],
  ['longest_array', [[34], [42, 43], [44, 45]], '{"v":[42,43]}'],
  ['flat_unique', [34, 43, 34], '{"v":[34,43]}'],
  ['flat_unique', [[1, 2], { a: 2, b: 3 }, 3, '3'], '{"v":[1,2,3,"3"]}'],
  ['flat_unique', [[1, raw('1.0')], [[1]], [[1]]], '{"v":[1,1.0,[1]]}'],
];

for (const [strategy, values, wanted] of ofOneField) {
  it(`${strategy ?? 'by kind'}: ${wanted}`, () => {
    // an event without the field changes nothing of it
    const events = values.map((v): Event => (v === undefined ? {} : { v }));
    const text = reduced(events, strategy === null ? {} : { v: strategy });
    assert.equal(text, wanted);
  });
}

const ofEvents: readonly (readonly [
  string,
  Readonly<Record<string, MergeStrategy>>,
  readonly Event[],
  string,
])[] = [
  [
    'fields in objects by themselves, arrays as they are',
    { 'message.a.b': 'array' },
    [
      { id: 777, message: { a: { b: [1, 2], num: 1 } }, arr: [{ a: 1 }] },
      { id: 777, message: { a: { b: [3, 4], num: 2 } }, arr: [{ a: 2 }], end: 'done' },
    ],
    '{"message":{"a":{"b":[[1,2],[3,4]],"num":3}},"id":1554,"arr":[{"a":1}],"end":"done"}',
  ],
  [
    'an object whole where it has a strategy, what is in it with it',
    { events: 'array', another: 'discard' },
    [
      { another: { a: 1 }, events: { at: { 'x.y': 'foo' }, n: 2 } },
      { another: { b: 2 }, events: { at: { 'x.y': 'bar' }, n: 3 } },
    ],
    '{"events":[{"at":{"x.y":"foo"},"n":2},{"at":{"x.y":"bar"},"n":3}],"another":{"a":1}}',
  ],
  ['a field that becomes an object', {}, [{ a: 1 }, { a: { b: 2 } }], '{"a":{"b":2}}'],
  [
    'names that are no plain fields',
    {},
    [{ __proto__x: 1, 'a b': 1 }, { 'a b': 2 }],
    '{"__proto__x":1,"a b":3}',
  ],
  [
    'a time within an object',
    {},
    [{ a: { t: one } }, { a: { t: two } }],
    '{"a":{"t":"2026-01-01T00:00:01Z","t_end":"2026-01-01T00:00:02Z"}}',
  ],
];

for (const [what, strategies, events, wanted] of ofEvents) {
  it(`merges ${what}`, () => assert.equal(reduced(events, strategies), wanted));
}

it("takes the record's own time for a time, and texts like it for texts", () => {
  const events = [
    { timestamp: '2026-01-01T00:00:00.000Z', made: '2026-01-01T00:00:00.000Z' },
    { timestamp: '2026-01-01T00:00:05.120Z', made: '2026-01-01T00:00:05.120Z' },
  ];
  assert.equal(
    reduced(events, {}, 'timestamp'),
    '{"timestamp":"2026-01-01T00:00:00.000Z","timestamp_end":"2026-01-01T00:00:05.120Z","made":"2026-01-01T00:00:00.000Z"}',
  );
});

it('leaves the events that it is given as they were', () => {
  const events = [
    { a: [1], b: { c: [1] } },
    { a: [2], b: { c: [2] } },
  ] as const;
  const before = JSON.stringify(events);
  reduced(events as unknown as Event[], { a: 'concat', b: 'retain' });
  assert.equal(JSON.stringify(events), before);
});
