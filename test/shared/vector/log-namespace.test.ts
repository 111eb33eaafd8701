import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minimalConfig, readConfigs, vectorFaults, vectorModel } from '../../support/vector.ts';

const json = '    decoding: { codec: json }\n';
const own = `${json}    log_namespace: true\n`;
const none = {
  key: null,
  topic: null,
  partition: null,
  offset: null,
  headers: null,
  timestamp: null,
  sourceType: null,
};

for (const [what, changes] of [
  ['of a source', { source: own }],
  ['of all', { source: json, top: 'schema: { log_namespace: true }' }],
] as const) {
  test(`with log_namespace ${what} an event is what was decoded, and nothing else`, () => {
    const text = minimalConfig(changes);
    assert.deepEqual(vectorFaults(text), []);
    assert.deepEqual(vectorModel(text).sources.get('kafka')?.fields, none);
  });
}

test('a source that says false is not in the namespace of all', () => {
  const text = minimalConfig({
    source: `${json}    log_namespace: false`,
    top: 'schema: { log_namespace: true }',
  });
  assert.equal(vectorModel(text).sources.get('kafka')?.fields.topic, 'topic');
});

test('names of fields that it keeps out of the event are told', () => {
  const { told } = readConfigs({ 'v.yaml': minimalConfig({ source: `${own}    key_field: k` }) });
  assert.deepEqual(told, [
    'v.yaml:9:5: sources.kafka.key_field: has no effect: log_namespace keeps it out of the event, as in Vector',
  ]);
});

const at = (options: string): string =>
  minimalConfig({ source: own, top: `transforms:\n  at: { inputs: [kafka], ${options} }` }).replace(
    'inputs: [kafka]\n',
    'inputs: [at]\n',
  );

for (const [text, fault] of [
  [
    minimalConfig({ source: '    log_namespace: true' }),
    'v.yaml:7:5: sources.kafka.log_namespace: needs decoding.codec json, protobuf or avro',
  ],
  [
    minimalConfig({ source: own, sink: '    encoding: { codec: text }' }),
    'v.yaml:11:3: sinks.s3.encoding.codec: text has nothing to write with log_namespace',
  ],
  [
    at(`type: remap, source: '.topic = %kafka.topic'`),
    'v.yaml:18:39: transforms.at.source: looks for %kafka, which it does not set',
  ],
  [
    at(`type: remap, drop_on_error: true, reroute_dropped: true, source: '.a = 1'`),
    'v.yaml:18:3: transforms.at.reroute_dropped: puts the reason into %vector',
  ],
  [
    minimalConfig({ source: own }).replace(
      'sources:\n',
      'sources:\n  b: { type: kafka, bootstrap_servers: "h:1", topics: [b], group_id: g }\n',
    ),
    'v.yaml:2:3: sources.b.log_namespace: is false, and true of another source',
  ],
] as const) {
  test(`is a fault: ${fault}`, () => {
    const faults = vectorFaults(text);
    assert.ok(
      faults.some((line) => line.startsWith(fault)),
      faults.join('\n'),
    );
  });
}

test('the rate of a sample is no field of the event', () => {
  const { definition } = readConfigs({ 'v.yaml': at('type: sample, rate: 10') });
  const { transforms } = definition as { transforms: { at: { sampleRateKey: unknown } } };
  assert.equal(transforms.at.sampleRateKey, null);
});
