import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definePipeline, remap } from '../../../../shared/pipeline/api.ts';
import { type Tried, tryPipeline, type TryRecord } from '../../../../functions/cli/try-pipeline.ts';
import type { VrlProgram } from '../../../../shared/transform/components.ts';

/** What becomes of values (JSON text) in a pipeline of one program. */
async function tried(program: VrlProgram, ...values: readonly string[]): Promise<Tried> {
  const pipeline = definePipeline({
    name: 'programs',
    sources: {
      kafka: { type: 'kafka', bootstrapServers: 'kafka:9092', topics: ['t'], groupId: 'g' },
    },
    transforms: { reshaped: remap({ inputs: ['kafka'], ...program }) },
    sinks: {
      lake: { type: 'aws_s3', inputs: ['reshaped'], bucket: 'lake', keyPrefix: 'raw/' },
    },
  });
  const records: readonly TryRecord[] = values.map((value) => ({ value }));
  return tryPipeline(pipeline, records);
}

const clean =
  'del(.topic)\ndel(.partition)\ndel(.offset)\ndel(.headers)\ndel(.timestamp)\ndel(.source_type)\ndel(.message_key)\n';

const cases = [
  {
    name: 'constants',
    source: '.a = 1\n.b = "x"',
    value: '{"c":1}',
    event: { c: 1, a: 1, b: 'x' },
  },
  {
    name: 'fields that are read and written',
    source:
      '.sum = (.one + .two) ?? 0\n.deep.er = .s\n.n, err = .s - 1\n.err = exists(.n) && err != null',
    value: '{"one":1,"two":2,"s":"x"}',
    event: { one: 1, two: 2, s: 'x', sum: 3, deep: { er: 'x' }, n: null, err: true },
  },
  {
    name: 'the whole event',
    source: '. = { "all": ., "s": .s }',
    value: '{"s":"x"}',
    event: { all: { s: 'x' }, s: 'x' },
  },
  {
    name: 'a field in a branch',
    source: 'if .a == 1 { .b = "one" } else { del(.a) }',
    value: '{"a":2}',
    event: {},
  },
  {
    name: 'text in the place of the event',
    source: '. = "x"',
    value: '{"a":2}',
    event: { message: 'x' },
  },
] as const;

for (const { name, source, value, event } of cases) {
  test(`a program of VRL's changes ${name}`, async () => {
    const { objects, deadLetters } = await tried({ source: clean + source }, value);
    assert.deepEqual(deadLetters, []);
    assert.deepEqual(objects[0]?.events, [event]);
  });
}

test('numbers keep the form that VRL gives them', async () => {
  const { objects } = await tried(
    { source: `${clean}.sum = (.big + 1) ?? 0\n.float = (.f * 2) ?? 0\n.untouched = 1` },
    '{"big":9223372036854775807,"f":1.5,"as_written":0.1000}',
  );
  assert.equal(
    objects[0]?.text,
    '{"big":9223372036854775807,"f":1.5,"as_written":0.1000,"sum":-9223372036854775808,"float":3.0,"untouched":1}\n',
  );
});

test('an aborted event is dropped, or goes on untouched', async () => {
  const source = `${clean}.b = 1\nif .a == 1 { abort }`;
  const values = ['{"a":1}', '{"a":2}'];
  const dropping = await tried({ source }, ...values);
  assert.deepEqual(dropping.objects[0]?.events, [{ a: 2, b: 1 }]);
  assert.deepEqual(dropping.deadLetters, []);
  const keeping = await tried({ source, dropOnAbort: false }, ...values);
  const [first, second] = keeping.objects[0]?.events ?? [];
  assert.deepEqual(second, { a: 2, b: 1 });
  assert.deepEqual((first as { a: number; b?: number }).a, 1);
  assert.equal('b' in (first as object), false);
});

test('a program that does not compile is a fault with its place', async () => {
  await assert.rejects(
    tried({ source: '.a = .b + 1' }, '{}'),
    /transforms\.reshaped\.source.*E103/s,
  );
});

test('what is not supported is refused by name', async () => {
  const given = { source: '.a = 1', rerouteDropped: true } as unknown as VrlProgram;
  await assert.rejects(tried(given, '{}'), /rerouteDropped.*dead letter/s);
});
