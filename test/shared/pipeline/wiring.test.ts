import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filter, remap, route } from 'sluice';
import { faultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const program = (): void => undefined;
const always = (): boolean => true;

/** Transforms and the sink's inputs, as plain objects: much of it does not compile. */
function wired(transforms: object, inputs: readonly unknown[] = ['t']): unknown {
  return minimalPipeline({ top: { transforms }, sink: { inputs } });
}

const t = { type: 'remap', inputs: ['kafka'], program };

test('a wiring with a fork is taken as it is written', () => {
  const model = load(
    minimalPipeline({
      top: {
        transforms: {
          tidy: remap({ inputs: ['kafka'], program }),
          fork: route({ inputs: ['tidy'], routes: { hot: always, cold: always } }),
          some: filter({ inputs: ['fork.cold', 'fork._unmatched'], condition: always }),
        },
      },
      sink: { inputs: ['fork.hot', 'some'] },
    }),
  );
  assert.deepEqual([...model.transforms.keys()], ['tidy', 'fork', 'some']);
  assert.deepEqual(model.transforms.get('some')?.inputs, ['fork.cold', 'fork._unmatched']);
  assert.deepEqual(model.sinks.get('s3')?.inputs, ['fork.hot', 'some']);
});

for (const [what, definition, expected] of [
  [
    'an unknown input',
    wired({ t }, ['u']),
    ["sinks.s3.inputs: there is no 'u' (did you mean 't'?); known: kafka, t"],
  ],
  [
    'a sink as input',
    wired({ t }, ['t', 's3']),
    ["sinks.s3.inputs: 's3' is a sink, and a sink has no output"],
  ],
  [
    'a route as input',
    wired({ t: { type: 'route', inputs: ['kafka'], routes: { a: always } } }),
    ["sinks.s3.inputs: 't' is a route; name one of its outputs: t.a, t._unmatched"],
  ],
  [
    'an unknown output',
    wired({ t: { type: 'route', inputs: ['kafka'], routes: { hot: always } } }, ['t.hto']),
    [
      "sinks.s3.inputs: there is no 't.hto' (did you mean 't.hot'?); known: kafka, t.hot, t._unmatched",
    ],
  ],
  [
    'itself as input',
    wired({ t: { ...t, inputs: ['kafka', 't'] } }),
    ["transforms.t.inputs: 't' is the component itself"],
  ],
  ['an input twice', wired({ t }, ['t', 't']), ["sinks.s3.inputs: names 't' twice"]],
  [
    'no inputs',
    wired({ t }, []),
    ['sinks.s3.inputs: got a list of 0; allowed: a list of component names, one or more'],
  ],
  [
    'a number as input',
    wired({ t }, ['t', 1]),
    ['sinks.s3.inputs: holds the number 1; allowed: names of sources and transforms'],
  ],
  [
    'a transform that nobody reads',
    wired({ t }, ['kafka']),
    [
      'transforms.t: is read by nobody; name it in the inputs of a transform or a sink, or take it out',
    ],
  ],
  [
    'an output that nobody reads',
    wired({ t: { type: 'route', inputs: ['kafka'], routes: { hot: always, cold: always } } }, [
      't.hot',
    ]),
    [
      "transforms.t.routes.cold: is read by nobody; its events would be lost. Name 't.cold' in the inputs of a transform or a sink, or take it out",
    ],
  ],
  [
    'a circle',
    wired({ t: { ...t, inputs: ['kafka', 'u'] }, u: { ...t, inputs: ['t'] } }),
    ['transforms.t.inputs: is a circle: t → u → t'],
  ],
  [
    'a name of a source',
    wired({ kafka: t }, ['kafka']),
    [
      'transforms.kafka: the name is taken by sources.kafka',
      "transforms.kafka.inputs: 'kafka' is the component itself",
    ],
  ],
  [
    'a name with a dot',
    wired({ 'a.b': t }, ['a.b']),
    [
      'transforms.a.b: is no name for a component; allowed: A-Z a-z 0-9 _ -, a letter first, at most 64',
    ],
  ],
  [
    'no such transform',
    wired({ t: { type: 'remapp', inputs: ['kafka'] } }),
    [
      "transforms.t.type: got the text 'remapp' (did you mean 'remap'?); allowed: remap, filter, route, sample, dedupe, throttle, reduce",
    ],
  ],
  [
    'a program that is text',
    wired({ t: { ...t, program: 'del(.topic)' } }),
    ["transforms.t.program: got the text 'del(.topic)'; allowed: a function of the event"],
  ],
  [
    'an async program',
    wired({ t: { ...t, program: async () => Promise.resolve() } }),
    [
      'transforms.t.program: got an async function or a generator; allowed: a plain function, records are not waited for',
    ],
  ],
  [
    'a filter without condition',
    wired({ t: { type: 'filter', inputs: ['kafka'] } }),
    ['transforms.t.condition: got nothing; allowed: a function of the event'],
  ],
  [
    'a route without routes',
    wired({ t: { type: 'route', inputs: ['kafka'], routes: {} } }, ['t._unmatched']),
    ['transforms.t.routes: got an object; allowed: an object of conditions by name, one or more'],
  ],
  [
    'an unknown option',
    wired({ t: { ...t, drop_on_error: true } }),
    [
      "transforms.t.drop_on_error: no such option (did you mean 'dropOnError'?); allowed: type, inputs, program, source, file, dropOnError, dropOnAbort, rerouteDropped, timezone",
    ],
  ],
] as const) {
  test(`${what} is told`, () => {
    assert.deepEqual(faultsOf(definition), expected);
  });
}

test('a source that no sink reads is told', () => {
  const kafka = { type: 'kafka', bootstrapServers: 'a:1', topics: 'a', groupId: 'g' };
  const definition = minimalPipeline({
    top: { sources: { kafka, idle: { ...kafka, groupId: 'h' } } },
  });
  assert.deepEqual(faultsOf(definition), [
    'sources.idle: is read by nobody; name it in the inputs of a transform or a sink, or take it out',
  ]);
});

test('a pipeline without sources and sinks is told what it lacks', () => {
  assert.deepEqual(faultsOf({ name: 'empty' }), [
    'sources: is empty; a pipeline has at least one of them',
    'sinks: is empty; a pipeline has at least one of them',
  ]);
});

test("a source's dead letters go to the first sink that it reaches, not to the first of all", () => {
  const kafka = { type: 'kafka', bootstrapServers: 'a:1', topics: 'a', groupId: 'g' };
  const s3 = { type: 'aws_s3', bucket: 'lake', region: 'eu-west-1' };
  const model = load({
    name: 'two',
    sources: { one: kafka, two: { ...kafka, groupId: 'h' } },
    transforms: { tidy: remap({ inputs: ['two'], program }) },
    sinks: { first: { ...s3, inputs: ['one'] }, second: { ...s3, inputs: ['tidy'] } },
  });
  assert.equal(model.sources.get('two')?.onRejection.sink, 'second');
});
