import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { describePipeline } from '../../../shared/pipeline/describe.ts';
import { minimalConfig, readConfigs, vectorFaults, vectorModel } from '../../support/vector.ts';

test('several files are one configuration', () => {
  const [sources = '', sinks = ''] = minimalConfig().split(/(?=^sinks:)/m);
  const { definition, origin } = readConfigs({
    'a.yaml': `${sources}api: { enabled: true }\n`,
    'b.yaml': `${sinks}api: { address: '0.0.0.0:8686' }\n`,
  });
  assert.deepEqual(origin.faults, []);
  assert.deepEqual(definition['api'], { enabled: true, address: '0.0.0.0:8686' });
  assert.deepEqual([definition['name'], Object.keys(definition['sinks'] as object)], ['a', ['s3']]);
});

test('a component that two files have, and what they say otherwise, is a fault', () => {
  const { origin } = readConfigs({
    'a.yaml': `${minimalConfig()}data_dir: /a\n`,
    'b.yaml': `sinks:\n  s3: { type: aws_s3 }\ndata_dir: /b\n`,
  });
  assert.deepEqual(origin.faults, [
    'b.yaml:2:3: sinks.s3: is written at a.yaml:9:3, too',
    'b.yaml:3:1: data_dir: is written at a.yaml:16:1, too',
  ]);
});

const resource = (kind: string, spec: string): string =>
  `apiVersion: observability.kaasops.io/v1alpha1
kind: ${kind}
metadata: { name: devices, namespace: lake }
spec:
${spec.replaceAll(/^/gm, '  ')}
`;

for (const kind of ['VectorPipeline', 'ClusterVectorPipeline']) {
  test(`a ${kind} is the pipeline that it holds`, () => {
    const plain = vectorModel(minimalConfig(), {}, 'devices.yaml');
    const text = resource(kind, minimalConfig());
    assert.deepEqual(vectorModel(text, {}, 'other.yaml'), plain);
  });
}

test('the devices pipeline is the same one in YAML and as a resource', async () => {
  const models = await Promise.all(
    ['devices.yaml', 'devices-resource.yaml'].map(async (file) => {
      const text = await readFile(join(import.meta.dirname, '../../../pipelines', file), 'utf8');
      return vectorModel(text, {}, file);
    }),
  );
  // a resource says nothing of the process, as that is the aggregator's
  const [plain, resourced] = models.map((model) =>
    describePipeline({ ...model, api: { ...model.api, enabled: false, host: '::1' } }),
  );
  assert.equal(resourced, plain);
});

test('an aggregator says options of the process, and values for the chart', () => {
  const aggregator = resource(
    'VectorAggregator',
    `replicas: 2
image: timberio/vector:0.57.0
api: { enabled: true }
dataDir: /data
resources: { requests: { cpu: 500m } }
env:
  - { name: VECTOR_THREADS, value: "2" }
  - { name: S3_BUCKET, value: lake }
  - { name: SECRET, valueFrom: { secretKeyRef: { name: s, key: k } } }`,
  );
  const text = `${aggregator}---\n${resource('VectorPipeline', minimalConfig())}`;
  const { definition, chart, origin, notes } = readConfigs({ 'v.yaml': text });
  assert.deepEqual(origin.faults, []);
  assert.deepEqual(definition['api'], { enabled: true, address: '0.0.0.0:8686' });
  assert.deepEqual(chart, {
    replicas: 2,
    resources: { requests: { cpu: '500m' } },
    dataDir: '/data',
    threads: 2,
    env: { S3_BUCKET: 'lake' },
    secretEnv: { SECRET: { name: 's', key: 'k' } },
  });
  assert.ok(notes.some(({ path, remark }) => path === 'spec.image' && remark !== null));
});

for (const [text, fault] of [
  [resource('Vector', 'agent: {}'), "v.yaml:2:1: kind: 'Vector' is of agents"],
  [
    resource('VectorPipline', 'a: 1'),
    "v.yaml:2:1: kind: 'VectorPipline' is no resource that is known here (did you mean 'VectorPipeline'?)",
  ],
  [
    resource('VectorPipeline', `${minimalConfig()}sorces: {}`),
    "v.yaml:20:3: spec.sorces: vector-operator has no such field (did you mean 'sources'?)",
  ],
  [
    `${resource('VectorPipeline', minimalConfig())}---\n${resource('VectorAggregator', 'volumes: []')}`,
    'v.yaml:26:3: spec.volumes: is not supported: descriptors are compiled',
  ],
] as const) {
  test(`${fault} is told`, () => {
    const faults = vectorFaults(text);
    assert.ok(faults[0]?.startsWith(fault), faults.join('\n'));
  });
}

test('programs and names have their variables put in when the pipeline is read', () => {
  const top = `transforms:
  "t":
    type: filter
    inputs: ["kaf*"]
    condition: .a == "\${V:-x}" && .b == "$$y"`;
  const text = minimalConfig({ top }).replace('[kafka]\n    bucket', '["${IN:-t}"]\n    bucket');
  const { definition, origin } = readConfigs({ 'v.yaml': text }, { V: 'set' });
  assert.deepEqual(origin.faults, []);
  assert.deepEqual(definition['transforms'], {
    t: { type: 'filter', inputs: ['kafka'], condition: '.a == "set" && .b == "$y"' },
  });
  const missing = vectorFaults(text.replace('${V:-x}', '${V}'));
  assert.match(
    missing[0] ?? '',
    /^v\.yaml:19:5: transforms\.t\.condition: the environment has no 'V'/,
  );
});

/** The same configuration, as it is held in Kubernetes. */
const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

test('a ConfigMap holds a configuration, and what stands beside it says nothing', () => {
  const others = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: lake }\n---\n';
  const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: lake }\ndata:\n  README: no\n  vector.yaml: |\n`;
  const whole = others + map + indented(minimalConfig({ source: '    grup_id: x' }), '    ');
  const { definition, origin, notes } = readConfigs({ 'k8s.yaml': whole });
  assert.deepEqual(Object.keys(definition['sinks'] as object), ['s3']);
  assert.deepEqual(
    origin.faults.map((fault) => fault.split(' (')[0]),
    ['k8s.yaml#vector.yaml:7:5: sources.kafka.grup_id: no such option'],
  );
  assert.ok(notes.some(({ remark }) => remark === 'a Namespace says nothing of the pipeline'));
});

test('variables of a ConfigMap stay variables', () => {
  const map = `apiVersion: v1\nkind: ConfigMap\ndata:\n  vector.yaml: |\n`;
  const config = minimalConfig().replace(
    'bucket: lake',
    () => 'bucket: $BUCKET\n    key_prefix: a$$b/$${c}/',
  );
  const { definition } = readConfigs({ 'k8s.yaml': map + indented(config, '    ') });
  const { s3 } = definition['sinks'] as { s3: Record<string, unknown> };
  assert.deepEqual([s3['bucket'], s3['keyPrefix']], ['${BUCKET}', 'a$$b/$${c}/']);
});

test("values of Vector's Helm chart have it under customConfig", () => {
  const values = `role: Aggregator\nreplicas: 2\ncustomConfig:\n${indented(minimalConfig(), '  ')}`;
  const { definition, origin, notes } = readConfigs({ 'values.yaml': values });
  assert.deepEqual(origin.faults, []);
  assert.deepEqual(Object.keys(definition['sinks'] as object), ['s3']);
  assert.deepEqual(
    notes.filter(({ remark }) => remark?.includes("Vector's Helm chart")).map(({ path }) => path),
    ['role', 'replicas'],
  );
});
