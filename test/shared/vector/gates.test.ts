import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dedupeOptions,
  sampleOptions,
  throttleOptions,
} from '../../../shared/pipeline/components/gate-options.ts';
import {
  dedupeRules,
  sampleRules,
  throttleRules,
} from '../../../shared/vector/rules/transforms.ts';
import { minimalConfig, readConfigs, vectorFaults, vectorModel } from '../../support/vector.ts';

const config = (transform: string): string =>
  minimalConfig({
    sink: '    encoding: { codec: json }',
    top: `transforms:\n  t:\n    inputs: [kafka]\n${transform.replaceAll(/^/gm, '    ')}`,
  }).replace('inputs: [kafka]\n    bucket', 'inputs: [t]\n    bucket');

for (const [written, ours] of [
  ['type: sample\nrate: 10', { type: 'sample', rate: 10 }],
  [
    'type: sample\nratio: 0.5\nkey_field: .a.b\nsample_rate_key: ""\nexclude: .level == "error"',
    {
      type: 'sample',
      ratio: 0.5,
      keyField: '.a.b',
      sampleRateKey: null,
      exclude: '.level == "error"',
    },
  ],
  [
    'type: sample\nrate: 2\ngroup_by: "{{ host }}"\nratio_field: r',
    { type: 'sample', rate: 2, ratioField: 'r' },
  ],
  ['type: dedupe', { type: 'dedupe', fields: { match: ['timestamp', 'host', 'message'] } }],
  [
    'type: dedupe\nfields: { ignore: [a, b.c] }\ncache: { num_events: 10 }\ntime_settings: { max_age_ms: 500, refresh_on_drop: true }',
    {
      type: 'dedupe',
      fields: { ignore: ['a', 'b.c'] },
      cache: { numEvents: 10 },
      timeSettings: { maxAgeMs: 500, refreshOnDrop: true },
    },
  ],
  [
    'type: throttle\nthreshold: 5\nwindow_secs: 0.5\nkey_field: "{{ .host }}-{{app}}"\nexclude: { type: vrl, source: "exists(.x)" }\ninternal_metrics: { include_group_tag: false }',
    {
      type: 'throttle',
      threshold: 5,
      windowSecs: 0.5,
      keyField: '{{ host }}-{{ app }}',
      exclude: 'exists(.x)',
    },
  ],
] as const) {
  test(`${written.replaceAll('\n', ', ')} is read`, () => {
    const { definition, origin } = readConfigs({ 'v.yaml': config(written) });
    assert.deepEqual(origin.faults, []);
    const { t } = definition['transforms'] as { readonly t: object };
    assert.deepEqual(t, { ...ours, inputs: ['kafka'] });
    assert.equal(vectorModel(config(written)).transforms.get('t')?.type, ours.type);
  });
}

for (const [written, fault] of [
  [
    'type: throttle\nthreshold: 1\nwindow_secs: 1\ninternal_metrics: { group_tag: true }',
    'v.yaml:21:25: transforms.t.internal_metrics.group_tag: no such option',
  ],
  ['type: sample\nrate: 1\nratio: 1', 'v.yaml:16:3: transforms.t: gives both of rate and ratio'],
  [
    'type: dedupe\nfields: { match: [a] }\ncache: { num_events: 0 }',
    'v.yaml:20:14: transforms.t.cache.num_events: got the number 0',
  ],
  ['type: sample\nrate: 1\nexclude: .a +', 'v.yaml:20:5: transforms.t.exclude: does not compile'],
] as const) {
  test(`${fault} is told`, () => {
    assert.ok(
      vectorFaults(config(written)).some((one) => one.startsWith(fault)),
      vectorFaults(config(written)).join('\n'),
    );
  });
}

test('what the options become is there', () => {
  const all = JSON.stringify([sampleOptions, dedupeOptions, throttleOptions]);
  const named = JSON.stringify([sampleRules, dedupeRules, throttleRules]).matchAll(
    /"option":"([^"]*)"/g,
  );
  for (const [, path = ''] of named) {
    for (const name of path.split('.')) assert.ok(all.includes(`"${name}":`), path);
  }
});

const outlets = (sinks: string): string =>
  minimalConfig({ sink: `    encoding: { codec: json }\n${sinks.replaceAll(/^/gm, '  ')}` });

test('console and blackhole are read', () => {
  const text = outlets(
    'out:\n  type: console\n  inputs: [kafka]\n  target: stderr\n  encoding: { codec: raw_message, only_fields: [a] }\n  acknowledgements: true\n' +
      'hole: { type: blackhole, inputs: ["k*"], print_interval_secs: 5 }',
  );
  const { outlets: found, sinks } = vectorModel(text);
  assert.deepEqual(Object.fromEntries(found), {
    out: {
      type: 'console',
      inputs: ['kafka'],
      target: 'stderr',
      codec: 'text',
      pretty: false,
      selectedFields: { only: ['a'], except: [] },
      timestampFormat: null,
    },
    hole: { type: 'blackhole', inputs: ['kafka'], printIntervalSecs: 5 },
  });
  assert.deepEqual([...sinks.keys()], ['s3']);
});

for (const [sink, fault] of [
  [
    'out: { type: console, inputs: [kafka], encoding: { codec: logfmt } }',
    "v.yaml:15:54: sinks.out.encoding.codec: got 'logfmt'; allowed: json, text, raw_message",
  ],
  [
    'hole: { type: blackhole, inputs: [kafka], rate: 5 }',
    'v.yaml:15:45: sinks.hole.rate: is not supported: nothing slows',
  ],
  [
    'f: { type: file, inputs: [kafka] }',
    "v.yaml:15:8: sinks.f.type: 'file' is not supported: a file of this machine",
  ],
] as const) {
  test(`${fault} is told`, () => {
    const faults = vectorFaults(outlets(sink));
    assert.ok(faults.length === 1 && faults[0]?.startsWith(fault), faults.join('\n'));
  });
}
