import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minimalConfig, readConfigs, vectorFaults, vectorModel } from '../../support/vector.ts';

const json = '    encoding: { codec: json }\n';

/** What is taken otherwise than it is written: a line each, and no fault. */
for (const [changes, told] of [
  [{ top: 'api: { playground: false }' }, 'v.yaml:15:8: api.playground: has no effect'],
  [{ top: 'expire_metrics_secs: 60' }, 'v.yaml:15:1: expire_metrics_secs: has no effect'],
  [
    { top: 'healthchecks: { enabled: false }' },
    'v.yaml:15:17: healthchecks.enabled: has no effect',
  ],
  [{ top: 'timezone: local' }, 'v.yaml:15:1: timezone: is UTC'],
  [
    { source: '    librdkafka_options: { debug: all }' },
    'v.yaml:7:27: sources.kafka.librdkafka_options.debug: has no effect: write sluice.log.level',
  ],
  [
    { source: '    librdkafka_options: { reconnect.backoff.ms: "100" }' },
    'v.yaml:7:27: sources.kafka.librdkafka_options.reconnect.backoff.ms: has no effect',
  ],
  [
    { sink: `${json}    request: { retry_attempts: 5 }` },
    'v.yaml:15:16: sinks.s3.request.retry_attempts: has no effect: what cannot be stored is never given up',
  ],
  [
    { sink: `${json}    healthcheck: { enabled: false }` },
    'v.yaml:15:20: sinks.s3.healthcheck.enabled: has no effect',
  ],
  [{ sink: `${json}    healthcheck: false` }, 'v.yaml:15:5: sinks.s3.healthcheck: has no effect'],
  [
    { sink: `${json}    buffer: { when_full: drop_newest }` },
    'v.yaml:15:15: sinks.s3.buffer.when_full: is block',
  ],
  [
    { sink: `${json}    batch: { timeout_secs: 0.5 }` },
    'v.yaml:15:14: sinks.s3.batch.timeout_secs: is 1: seconds are whole ones here',
  ],
  [{ sink: `${json}    timezone: local` }, 'v.yaml:15:5: sinks.s3.timezone: is UTC'],
  [
    { sink: `${json}  out: { type: file, inputs: [kafka], path: /x, timezone: local }` },
    'v.yaml:15:49: sinks.out.timezone: is UTC',
  ],
  [
    { sink: `${json}  out: { type: file, inputs: [kafka], path: /x, idle_timeout_secs: 1.5 }` },
    'v.yaml:15:49: sinks.out.idle_timeout_secs: is 2',
  ],
] as const) {
  test(`${told} is told, and no fault`, () => {
    const text = minimalConfig(changes);
    const lines = readConfigs({ 'v.yaml': text }).told;
    assert.deepEqual(vectorFaults(text), []);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.ok(lines[0]?.startsWith(told), lines[0]);
  });
}

const exported = (inputs: string, more = ''): string =>
  minimalConfig({
    sink: `${json}  prom: { type: prometheus_exporter, inputs: ${inputs}, address: 0.0.0.0:9598 }\n${more}`,
  }).replace(
    'sources:\n',
    'sources:\n  own: { type: internal_metrics, scrape_interval_secs: 5 }\n',
  );

for (const inputs of ['[own]', '["o*"]', '[own, own]']) {
  test(`metrics of Vector about itself are left out with an exporter that reads ${inputs}, and told`, () => {
    const text = exported(inputs);
    assert.deepEqual(vectorFaults(text), []);
    const { told, definition } = readConfigs({ 'v.yaml': text });
    assert.deepEqual(
      told.map((line) => line.replace(/: metrics are served.*/, '')),
      ['v.yaml:2:3: sources.own: has no effect', 'v.yaml:16:3: sinks.prom: has no effect'],
    );
    const { sources, sinks } = definition as { sources: object; sinks: object };
    assert.deepEqual([Object.keys(sources), Object.keys(sinks)], [['kafka'], ['s3']]);
  });
}

for (const [text, fault] of [
  [
    exported('[own, kafka]'),
    "v.yaml:16:11: sinks.prom.type: 'prometheus_exporter' is not supported: leave it out",
  ],
  [
    exported('[own]', '  out: { type: console, inputs: [own], encoding: { codec: json } }'),
    "v.yaml:17:34: sinks.out.inputs: 'own' is of type internal_metrics: metrics are served at /metrics",
  ],
] as const) {
  test(`whatever else reads them is a fault: ${fault}`, () => {
    const faults = vectorFaults(text);
    assert.ok(
      faults.some((line) => line.startsWith(fault)),
      faults.join('\n'),
    );
  });
}

const program = (name: string, input: string, more = ''): string =>
  `  ${name}: { type: remap, inputs: [${input}], source: .a = 1${more} }\n`;

test('a transform that nobody reads is left out, and what only it reads', () => {
  const top = `transforms:\n${program('one', 'kafka')}${program('two', 'one')}`;
  const text = minimalConfig({ top });
  assert.deepEqual([...vectorModel(text).transforms.keys()], []);
  assert.deepEqual(readConfigs({ 'v.yaml': text }).told, [
    'v.yaml:17:3: transforms.two: is read by nobody, as in Vector: it is left out',
    'v.yaml:16:3: transforms.one: is read by nobody, as in Vector: it is left out',
  ]);
});

test('a source that nobody reads is left out', () => {
  const other = '  other: { type: kafka, bootstrap_servers: "k:9092", topics: [a], group_id: g }\n';
  const text = minimalConfig().replace('sources:\n', `sources:\n${other}`);
  assert.deepEqual([...vectorModel(text).sources.keys()], ['kafka']);
});

test('an output of a route that nobody reads goes to a blackhole, and others to whom they went', () => {
  const top =
    'transforms:\n  by: { type: route, inputs: [kafka], route: { hot: .a == 1, cold: .a == 2 } }\n';
  const text = minimalConfig({ top }).replace(
    'inputs: [kafka]\n    bucket',
    'inputs: [by.hot]\n    bucket',
  );
  const { sinks, outlets } = vectorModel(text);
  assert.deepEqual(sinks.get('s3')?.inputs, ['by.hot']);
  assert.deepEqual(
    [...outlets].map(([name, { type, inputs }]) => [name, type, inputs]),
    [['by_unread', 'blackhole', ['by.cold']]],
  );
  assert.deepEqual(readConfigs({ 'v.yaml': text }).told, [
    "v.yaml:16:3: transforms.by: is read by nobody, as in Vector: events of 'by.cold' go to a blackhole, which counts them",
  ]);
});

test('what a remap drops and nobody reads becomes a dead letter', () => {
  const flags = ', drop_on_error: true, reroute_dropped: true';
  const top = `transforms:\n${program('one', 'kafka', flags)}`;
  const text = minimalConfig({ top }).replace(
    'inputs: [kafka]\n    bucket',
    'inputs: [one]\n    bucket',
  );
  const transform = vectorModel(text).transforms.get('one');
  assert.ok(transform?.type === 'remap' && !transform.rerouteDropped);
  assert.match(readConfigs({ 'v.yaml': text }).told.join(), /reroute_dropped: is read by nobody/);
});
