import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dedupeOptions,
  sampleOptions,
  throttleOptions,
} from '../../../shared/pipeline/components/gate-options.ts';
import { reduceOptions } from '../../../shared/pipeline/components/reduce-options.ts';
import {
  dedupeRules,
  reduceRules,
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
  ['type: reduce', { type: 'reduce' }],
  [
    'type: reduce\ngroup_by: [.id, a.b]\nmerge_strategies: { message: concat_newline, .n: max }\nends_when: { type: vrl, source: "exists(.end)" }\nmax_events: 10\nmax_groups: 5\nexpire_after_ms: 2000\nend_every_period_ms: 60000\nflush_period_ms: 100',
    {
      type: 'reduce',
      groupBy: ['.id', 'a.b'],
      mergeStrategies: { message: 'concat_newline', '.n': 'max' },
      endsWhen: 'exists(.end)',
      maxEvents: 10,
      maxGroups: 5,
      expireAfterMs: 2000,
      endEveryPeriodMs: 60_000,
    },
  ],
  [
    'type: reduce\ngroup_by: []\nstarts_when: .first == true',
    { type: 'reduce', groupBy: [], startsWhen: '.first == true' },
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
  [
    'type: reduce\nmerge_strategies: { a: summ }',
    'v.yaml:19:5: transforms.t.merge_strategies: got an object',
  ],
  [
    'type: reduce\nstarts_when: "true"\nends_when: "true"',
    'v.yaml:20:5: transforms.t.ends_when: does not go with startsWhen',
  ],
  [
    'type: reduce\nmax_bytes: 5',
    'v.yaml:19:5: transforms.t.max_bytes: is not supported: it counts',
  ],
  ['type: reduce\nends_when: .a +', 'v.yaml:19:5: transforms.t.ends_when: does not compile'],
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
  const all = JSON.stringify([sampleOptions, dedupeOptions, throttleOptions, reduceOptions]);
  const named = JSON.stringify([sampleRules, dedupeRules, throttleRules, reduceRules]).matchAll(
    /"option":"([^"]*)"/g,
  );
  for (const [, path = ''] of named) {
    for (const name of path.split('.')) assert.ok(all.includes(`"${name}":`), path);
  }
});

test('what open groups may hold is said in the table of our own options', () => {
  const own = '\nsluice: { transforms: { t: { maxOpenBytes: 1000000 } } }';
  const reduced = vectorModel(config('type: reduce') + own).transforms.get('t');
  assert.match(reduced?.type === 'reduce' ? reduced.rules : '', /"maxOpenBytes":1000000/);
  const faults = vectorFaults(config('type: filter\ncondition: "true"') + own);
  assert.match(faults.join('\n'), /sluice.transforms.t: transforms but reduce have no options/);
});

const outlets = (sinks: string): string =>
  minimalConfig({ sink: `    encoding: { codec: json }\n${sinks.replaceAll(/^/gm, '  ')}` });

test('a file is read', () => {
  const text = outlets(
    'out:\n  type: file\n  inputs: [kafka]\n  path: "/data/{{ .site.name }}/%Y-%m-%d.gz"\n  encoding: { codec: json, except_fields: [a] }\n' +
      '  compression: gzip\n  idle_timeout_secs: 60\n  acknowledgements: true\n  healthcheck: { enabled: false }\n' +
      '  framing: { method: newline_delimited }\n  internal_metrics: { include_file_tag: false }\n  batch: { timeout_secs: 2 }\n' +
      '  buffer: { type: memory, max_events: 100 }\n  timezone: Europe/Berlin',
  );
  assert.deepEqual(vectorModel(text).outlets.get('out'), {
    type: 'file',
    inputs: ['kafka'],
    path: '/data/{{ site.name }}/%Y-%m-%d.gz',
    root: '/data',
    into: '',
    timezone: 'Europe/Berlin',
    timeField: null,
    codec: 'json',
    selectedFields: { only: null, except: ['a'] },
    timestampFormat: null,
    compression: { codec: 'gzip', level: 6 },
    idleTimeoutSecs: 60,
  });
});

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
    'out: { type: file, inputs: [kafka], path: /x, encoding: { codec: csv } }',
    "v.yaml:15:61: sinks.out.encoding.codec: got 'csv'; allowed: json, text, raw_message",
  ],
  [
    'out: { type: file, inputs: [kafka], path: /x, truncate: { after_secs: 5 } }',
    'v.yaml:15:61: sinks.out.truncate.after_secs: is not supported: name files by time',
  ],
  [
    'out: { type: file, inputs: [kafka], path: /x, internal_metrics: { include_file_tag: true } }',
    'v.yaml:15:69: sinks.out.internal_metrics.include_file_tag: got the boolean true, which is not supported: names of files',
  ],
  [
    'out: { type: file, inputs: [kafka], path: /x, framing: { method: bytes } }',
    "v.yaml:15:60: sinks.out.framing.method: got the text 'bytes', which is not supported: an event is a line",
  ],
  [
    'hole: { type: blackhole, inputs: [kafka], rate: 5 }',
    'v.yaml:15:45: sinks.hole.rate: is not supported: nothing slows',
  ],
  ['f: { type: file, inputs: [kafka] }', 'v.yaml:15:3: sinks.f.path: is missing'],
] as const) {
  test(`${fault} is told`, () => {
    const faults = vectorFaults(outlets(sink));
    assert.ok(faults.length === 1 && faults[0]?.startsWith(fault), faults.join('\n'));
  });
}
