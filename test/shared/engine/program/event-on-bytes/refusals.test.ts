import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { encodeJson, type Event, filter, float, remap, type RemapFunction, route } from 'sluice';
import { engineOf } from '../../../../support/engine.ts';
import { memoryChunk } from '../../../../support/memory-chunk.ts';
import { memoryStore } from '../../../../support/memory-store.ts';

// What an event on bytes cannot give is refused, and the record is processed again on an object: nobody can tell.

const sink = (inputs: readonly string[], keyPrefix = 'lake/', codec = 'ndjson'): object => ({
  type: 'aws_s3',
  inputs,
  bucket: 'lake',
  region: 'us-east-1',
  keyPrefix,
  compression: 'none',
  encoding: { codec },
});

interface Stored {
  /** Lines by the first part of their keys. */
  readonly lines: Readonly<Record<string, unknown[]>>;
  readonly rejected: readonly { readonly code: string; readonly reason: string }[];
}

async function run(
  transforms: Readonly<Record<string, object>>,
  sinks: Readonly<Record<string, object>>,
  values: readonly string[],
): Promise<Stored> {
  const store = memoryStore();
  const { engine, source, events } = engineOf(
    {
      name: 'under-test',
      sources: {
        kafka: {
          type: 'kafka',
          bootstrapServers: 'localhost:9092',
          topics: ['devices'],
          groupId: 'test',
        },
      },
      transforms,
      sinks,
    },
    new Map(Object.keys(sinks).map((name) => [name, store])),
  );
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = values.map((value, at) => ({ offset: BigInt(at), timestampMs: 0, value }));
  source.accept(memoryChunk({ start: 0n, next: BigInt(values.length), records }));
  engine.cutAll('end');
  await engine.settled();
  const lines: Record<string, unknown[]> = {};
  for (const [key, { text }] of store.objects) {
    if (key.startsWith('_sluice/')) continue;
    const parsed = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
    (lines[key.split('/')[0] ?? ''] ??= []).push(...parsed);
  }
  const rejected = events.flatMap((event) =>
    event.name === 'records_rejected' ? [{ code: event.code, reason: event.reason }] : [],
  );
  return { lines, rejected };
}

async function afterRemap(program: RemapFunction, value = '{"a":1,"b":{"c":2}}'): Promise<Stored> {
  return run({ change: remap({ inputs: ['kafka'], program }) }, { s3: sink(['change']) }, [value]);
}

const fieldsOf = ({ lines }: Stored): Record<string, unknown> => {
  const [event] = lines['lake'] ?? [];
  const { a, b, seen } = event as Record<string, unknown>;
  return { a, b, seen };
};

/** Each looks at one field first, so that it gets an event on bytes. */
const programs: readonly [string, RemapFunction, unknown][] = [
  [
    'all names',
    (event) => void (event['seen'] = event['a'] === 1 && Object.keys(event).slice(0, 2)),
    ['a', 'b'],
  ],
  [
    'a loop over names',
    (event) => {
      const seen: string[] = event['a'] === 1 ? [] : ['?'];
      for (const name in event) if (name < 'c') seen.push(name);
      event['seen'] = seen;
    },
    ['a', 'b'],
  ],
  ['a copy', (event) => ({ ...event, seen: event['a'] as number }), 1],
  [
    'a structured clone',
    (event) => {
      const copy = structuredClone(event);
      event['seen'] = event['a'] === 1 && (copy['b'] as Event);
    },
    { c: 2 },
  ],
  [
    'JSON by itself',
    (event) =>
      void (event['seen'] =
        event['a'] === 1 && JSON.stringify(event).startsWith('{"a":1,"b":{"c":2},')),
    true,
  ],
  [
    'what console.log prints',
    (event) => void (event['seen'] = event['a'] === 1 && inspect(event).startsWith('{\n  a: 1,')),
    true,
  ],
  [
    'a frozen event',
    (event) => {
      event['seen'] = event['a'] as number;
      Object.freeze(event);
    },
    1,
  ],
  [
    'a getter',
    (event) => {
      if (event['a'] !== 1) return;
      Object.defineProperty(event, 'seen', { get: () => 5, enumerable: true });
    },
    5,
  ],
  [
    'another prototype',
    (event) => {
      const inherited = { seen: 1 };
      event['seen'] = event['a'] === 1 && ((Object.create(event) as Event)['a'] as number);
      return inherited.seen === 1 ? undefined : event;
    },
    1,
  ],
  [
    'the event within another',
    (event) => ({
      a: event['a'] as number,
      b: event['b'] as Event,
      seen: { ...event, b: null, timestamp: null },
    }),
    undefined,
  ],
  [
    'a try around what was refused',
    (event) => {
      event['seen'] = event['a'] as number;
      try {
        event['seen'] = Object.keys(event).length;
      } catch {
        event['seen'] = 'refused';
      }
    },
    10,
  ],
];

for (const [what, program, seen] of programs) {
  test(`a program can have ${what}`, async () => {
    const stored = await afterRemap(program);
    assert.deepEqual(stored.rejected, []);
    const fields = fieldsOf(stored);
    assert.deepEqual([fields['a'], fields['b']], [1, { c: 2 }]);
    if (seen !== undefined) assert.deepEqual(fields['seen'], seen);
  });
}

test("an error is told as the program's own", async () => {
  const { rejected } = await afterRemap((event) => {
    if (event['a'] === 1) throw new Error('not this one');
  });
  assert.deepEqual(rejected, [{ code: 'TRANSFORM_THREW', reason: 'not this one' }]);
});

test('what a program rejects runs once', async () => {
  let runs = 0;
  const { rejected } = await afterRemap((event) => {
    if (event['a'] === 1) runs += 1;
    float(event['b']).orReject();
  });
  assert.equal(rejected[0]?.code, 'TRANSFORM_REJECTED');
  assert.equal(runs, 1);
});

test('a value that JSON cannot hold is told with its field, also within what was read', async () => {
  const top = await afterRemap((event) => void (event['a'] = (event['a'] as number) / 0));
  assert.deepEqual(top.rejected, [
    { code: 'NOT_ENCODABLE', reason: "field 'a' is Infinity, which JSON cannot hold" },
  ]);
  const nested = await afterRemap((event) => void ((event['b'] as Event)['c'] = NaN));
  assert.deepEqual(nested.rejected, [
    { code: 'NOT_ENCODABLE', reason: "field 'b.c' is NaN, which JSON cannot hold" },
  ]);
});

test('an event that is kept beyond its record is no longer one, and says so', async () => {
  let kept: Event | undefined;
  const { lines, rejected } = await run(
    {
      keep: remap({
        inputs: ['kafka'],
        program: (event) => {
          if (event['a'] === 2) event['before'] = kept?.['a'];
          kept = event;
        },
      }),
    },
    { s3: sink(['keep']) },
    ['{"a":1}', '{"a":2}'],
  );
  assert.equal(lines['lake']?.length, 1);
  assert.match(
    rejected[0]?.reason ?? '',
    /^an event was used after the transform had returned; .*\{ \.\.\.event \}$/,
  );
});

test('two routes that hold get an event each', async () => {
  const { lines, rejected } = await run(
    {
      split: route({
        inputs: ['kafka'],
        routes: { one: (event) => event['a'] === 1, all: () => true },
      }),
      more: remap({ inputs: ['split.one'], program: (event) => void (event['more'] = true) }),
    },
    { one: sink(['more'], 'one/'), all: sink(['split.all'], 'all/') },
    ['{"a":1,"b":[]}', '{"a":2}'],
  );
  assert.deepEqual(rejected, []);
  const named = (events: unknown[] | undefined) =>
    (events as Event[]).map((event) => [event['a'], event['b'], event['more']]);
  assert.deepEqual(named(lines['one']), [[1, [], true]]);
  assert.deepEqual(named(lines['all']), [
    [1, [], undefined],
    [2, undefined, undefined],
  ]);
});

test('what a filter lets through is stored as it came', async () => {
  const { lines } = await run(
    { hot: filter({ inputs: ['kafka'], condition: (event) => event['a'] === 1 }) },
    { s3: sink(['hot']) },
    ['{ "a" : 1 , "é\\u00e9" : "\\u0061" }', '{"a":2}'],
  );
  assert.equal(lines['lake']?.length, 1);
  assert.equal((lines['lake'] as Event[])[0]?.['éé'], 'a');
});

test('JSON made before a change is what it was then', async () => {
  const { lines } = await run(
    {
      text: remap({
        inputs: ['kafka'],
        program: (event) => {
          const before = encodeJson(event['a'] === 1 ? event : {});
          event['a'] = 2;
          return JSON.parse(encodeJson(event))['a'] === 2 ? before : 'unchanged';
        },
      }),
    },
    { s3: sink(['text'], 'lake/', 'text') },
    ['{"a":1}'],
  );
  assert.equal((lines['lake'] as Event[])[0]?.['a'], 1);
});
