import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilersFor } from '../../../../functions/cli/compilers-for.ts';
import { definePipeline, type PipelineDefinition, remap } from '../../../../shared/pipeline/api.ts';
import type { Event } from '../../../../shared/transform/model.ts';
import { checkPipeline } from '../../../../shared/pipeline/load.ts';
import { type Tried, tryPipeline, type TryRecord } from '../../../../functions/cli/try-pipeline.ts';
import type { VrlProgram } from '../../../../shared/transform/components.ts';

/** What becomes of values (JSON text) in a pipeline of one program. */
async function tried(program: VrlProgram, ...values: readonly string[]): Promise<Tried> {
  const records: readonly TryRecord[] = values.map((value) => ({ value }));
  return tryPipeline(pipelineOf(program), records);
}

const compilers = { env: {}, ...compilersFor('.') };

function pipelineOf(program: VrlProgram): PipelineDefinition {
  return definePipeline({
    name: 'programs',
    sources: {
      kafka: { type: 'kafka', bootstrapServers: 'kafka:9092', topics: ['t'], groupId: 'g' },
    },
    transforms: { reshaped: remap({ inputs: ['kafka'], ...program }) },
    sinks: {
      lake: { type: 'aws_s3', inputs: ['reshaped'], bucket: 'lake', keyPrefix: 'raw/' },
    },
  });
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

test('a program that looks for metadata of another one is refused, and what it has set itself is found', async () => {
  await assert.rejects(
    tried({ source: '%b = 1; .a = %a.x' }, '{}'),
    /transforms\.reshaped\.source.*looks for %a, which it does not set: metadata is of one program here/s,
  );
  const { objects } = await tried(
    { source: '%a.x = 1; . = { "a": %a.x, "is": exists(%a) }' },
    '{}',
  );
  assert.deepEqual(objects[0]?.events, [{ a: 1, is: true }]);
  const whole = await tried({ source: '% = { "b": 2 }; . = { "b": %b }' }, '{}');
  assert.deepEqual(whole.objects[0]?.events, [{ b: 2 }]);
});

test('events that are rerouted have to be read by somebody', async () => {
  await assert.rejects(
    tried({ source: '.a = 1', rerouteDropped: true }, '{}'),
    /'reshaped\.dropped' is read by nobody/,
  );
});

test('the text of a program is in the fingerprint, and so is what becomes of errors', () => {
  const fingerprints = [
    { source: '.a = .b' },
    { source: '.a = .c' },
    { source: '.a = .b', dropOnError: true },
    { source: '.a = .b', dropOnAbort: false },
  ].map((program) => checkPipeline(pipelineOf(program), compilers).model.fingerprint);
  assert.equal(new Set(fingerprints).size, fingerprints.length);
});

test('a program that only deletes and sets constants stays on bytes', () => {
  const source = 'del(.topic)\n.kind = "x"\n. = encode_json(.)';
  const { model } = checkPipeline(pipelineOf({ source }), compilers);
  const transform = model.transforms.get('reshaped');
  assert.deepEqual(transform?.type === 'remap' ? transform.operations : null, [
    { kind: 'delete', field: 'topic' },
    { kind: 'set', field: 'kind', value: 'x' },
    { kind: 'encode_json' },
  ]);
});

test('with dropOnError an event at which the program fails is a dead letter, else it goes on untouched', async () => {
  const source = `${clean}.b = 1\n.a = upcase!(.a)`;
  const rejecting = await tried({ source, dropOnError: true }, '{"a":1}', '{"a":"x"}');
  assert.deepEqual(rejecting.objects[0]?.events, [{ a: 'X', b: 1 }]);
  assert.equal(rejecting.deadLetters.length, 1);
  const keeping = await tried({ source }, '{"a":1}');
  const [event] = keeping.objects.flatMap(({ events }) => events) as readonly Event[];
  assert.equal(event?.['a'], 1);
  assert.equal(event['b'], undefined);
});

test('the record’s own time is a time', async () => {
  const source = `.day = format_timestamp!(.timestamp, "%F")\n. = { "day": .day, "at": .timestamp }`;
  const { objects } = await tried({ source }, '{}');
  assert.deepEqual(objects[0]?.events, [{ at: '2000-01-01T00:00:00Z', day: '2000-01-01' }]);
});

test('where another transform reads the JSON of an event, it is as VRL writes it; a sink gets the fields as they stood', async () => {
  const source = `${clean}. = encode_json(.)`;
  const value = '{"b":1.0,"a":{"d":"\\u00e9","c":[1e2]}}';
  const one = await tryPipeline(pipelineOf({ source }), [{ value }]);
  const two = await tryPipeline(
    definePipeline({
      name: 'programs',
      sources: {
        kafka: { type: 'kafka', bootstrapServers: 'kafka:9092', topics: ['t'], groupId: 'g' },
      },
      transforms: {
        reshaped: remap({ inputs: ['kafka'], source }),
        copied: remap({ inputs: ['reshaped'], source: '.copy = .message' }),
      },
      sinks: { lake: { type: 'aws_s3', inputs: ['copied'], bucket: 'lake', keyPrefix: 'raw/' } },
    }),
    [{ value }],
  );
  const sorted = '{"a":{"c":[100.0],"d":"é"},"b":1.0}';
  assert.deepEqual(one.objects[0]?.events, [{ message: value }]);
  assert.deepEqual(two.objects[0]?.events, [{ message: sorted, copy: sorted }]);
});
