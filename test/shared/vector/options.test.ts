import assert from 'node:assert/strict';
import { test } from 'node:test';
import { awsS3SinkRules } from '../../../shared/vector/rules/aws-s3-sink.ts';
import { blackholeRules, consoleRules, fileRules } from '../../../shared/vector/rules/outlets.ts';
import { globalRules } from '../../../shared/vector/rules/globals.ts';
import { kafkaSourceRules } from '../../../shared/vector/rules/kafka-source.ts';
import { kafkaSourceOptions } from '../../../shared/pipeline/components/kafka-source-options.ts';
import { processOptions } from '../../../shared/pipeline/components/process.ts';
import {
  blackholeOptions,
  consoleOptions,
} from '../../../shared/pipeline/components/outlet-options.ts';
import { fileOptions } from '../../../shared/pipeline/components/file-outlet-options.ts';
import { s3SinkOptions } from '../../../shared/pipeline/components/s3-sink-options.ts';
import type { Shape } from '../../../shared/pipeline/options/option.ts';
import type { Rules } from '../../../shared/vector/rules/rule.ts';
import { programsCompiler } from '../../../functions/cli/programs-compiler.ts';
import type { Event } from '../../../shared/transform/model.ts';
import { folderWith } from '../../support/cli.ts';
import { minimalConfig, readConfigs, vectorFaults, vectorModel } from '../../support/vector.ts';

/** The options of ours that rules name. */
function named(rules: Rules): readonly string[] {
  return Object.values(rules).flatMap((rule) => {
    if (rule.kind === 'group') return named(rule.rules);
    return rule.kind === 'to' ? [rule.option] : [];
  });
}

function has(shape: Shape, path: string): boolean {
  const [first = '', ...rest] = path.split('.');
  const entry = shape[first];
  if (entry === undefined) return false;
  if (rest.length === 0) return entry.kind === 'option' || entry.short !== null;
  return entry.kind === 'group' && has(entry.options, rest.join('.'));
}

for (const [what, rules, shape] of [
  ['kafka', kafkaSourceRules, kafkaSourceOptions],
  ['aws_s3', awsS3SinkRules, s3SinkOptions],
  ['console', consoleRules, consoleOptions],
  ['blackhole', blackholeRules, blackholeOptions],
  ['file', fileRules, fileOptions],
  ['the process', globalRules, processOptions],
] as const) {
  test(`what options of ${what} become is there`, () => {
    const ofSources = ['timestampKey', 'sourceTypeKey'];
    const missing = named(rules).filter((path) => !ofSources.includes(path) && !has(shape, path));
    assert.deepEqual(missing, []);
  });
}

/** What becomes of options, as the definition has it. */
for (const [written, ours] of [
  ['    auto_offset_reset: smallest', { autoOffsetReset: 'earliest' }],
  ['    auto_offset_reset: end', { autoOffsetReset: 'latest' }],
  ['    auto_offset_reset: error', { autoOffsetReset: 'stop' }],
  ['    drain_timeout_ms: 5000', { rebalanceTimeoutMs: 10_000 }],
  ['    key_field: ""', { keyField: null }],
  ['    headers_key: .h', { headersKey: 'h' }],
  ['    fetch_wait_max_ms: 50', { fetch: { maxWaitMs: 50 } }],
  ['    decoding: { codec: json }', { decoding: { codec: 'json' } }],
  ['', { decoding: { codec: 'bytes' } }],
  ['    tls: { ca_file: a.pem }', { tls: { caFile: 'a.pem', enabled: false } }],
  ['    sasl: { mechanism: PLAIN }', { sasl: { mechanism: 'PLAIN', enabled: false } }],
  ['    librdkafka_options: { "client.rack": az1 }', { rackId: 'az1' }],
  ['    librdkafka_options: { "fetch.min.bytes": "100" }', { fetch: { minBytes: '100' } }],
  ['    metrics: { topic_lag_metric: true }', {}],
  ['    log_namespace: false', {}],
  [
    '    librdkafka_options: { security.protocol: SASL_SSL }\n    sasl: { mechanism: PLAIN }',
    { tls: { enabled: true }, sasl: { mechanism: 'PLAIN', enabled: true } },
  ],
  [
    '    librdkafka_options: { security.protocol: plaintext }',
    { tls: { enabled: false }, sasl: { enabled: false } },
  ],
] as const) {
  test(`kafka: ${written.trim() || 'nothing more'}`, () => {
    const { definition, origin } = readConfigs({ 'v.yaml': minimalConfig({ source: written }) });
    assert.deepEqual(origin.faults, []);
    const { sources } = definition as { sources: { kafka: object } };
    assert.deepEqual({ ...sources.kafka, ...ours }, sources.kafka);
  });
}

for (const [topic, ours] of [
  ['devices', 'devices'],
  ['^dev', '^(?:dev).*'],
  ['^dev.*', '^dev.*'],
  ['^dev$', '^dev$'],
  ['^(a|b)-.+', '^(?:(a|b)-.+).*'],
] as const) {
  test(`the topic '${topic}' is '${ours}'`, () => {
    const text = minimalConfig().replace('[devices]', () => `['${topic}']`);
    const { definition } = readConfigs({ 'v.yaml': text });
    const { sources } = definition as { sources: { kafka: { topics: unknown } } };
    assert.deepEqual(sources.kafka.topics, [ours]);
  });
}

for (const [written, ours] of [
  ['encoding: { codec: json }', { encoding: { codec: 'json' }, keyPrefix: 'date=%F' }],
  [
    'encoding: { codec: json }\n    framing: { method: newline_delimited }',
    { encoding: { codec: 'ndjson' } },
  ],
  ['encoding: { codec: raw_message }', { encoding: { codec: 'text' } }],
  [
    'encoding: { codec: json, except_fields: [a], only_fields: [b] }',
    { encoding: { codec: 'json', exceptFields: ['a'], onlyFields: ['b'] } },
  ],
  ['encoding: { codec: text }\n    key_prefix: "a/{{ .b }}/"', { keyPrefix: 'a/{{ b }}/' }],
  [
    'encoding: { codec: text }\n    compression: { algorithm: gzip, level: best }',
    { compression: { algorithm: 'gzip', level: 9 } },
  ],
  ['encoding: { codec: text }\n    acknowledgements: true', { acknowledgements: true }],
  ['encoding: { codec: text }\n    buffer: { type: memory, when_full: block }', {}],
] as const) {
  test(`aws_s3: ${written}`, () => {
    const text = minimalConfig({ sink: `    ${written}` });
    const { definition, origin } = readConfigs({ 'v.yaml': text });
    assert.deepEqual(origin.faults, []);
    const { sinks } = definition as { sinks: { s3: object } };
    assert.deepEqual({ ...sinks.s3, ...ours }, sinks.s3);
  });
}

test("a disk buffer is where Vector's is, unless data_dir says otherwise", () => {
  const sink = '    encoding: { codec: json }\n    buffer: { type: disk, max_size: 268435488 }';
  assert.equal(
    readConfigs({ 'v.yaml': minimalConfig({ sink }) }).definition['dataDir'],
    '/var/lib/vector',
  );
});

test('a disk buffer is one of the process', () => {
  const sink = '    encoding: { codec: json }\n    buffer: { type: disk, max_size: 268435488 }';
  const text = minimalConfig({ sink, top: 'data_dir: /data' });
  const { definition } = readConfigs({ 'v.yaml': text });
  assert.deepEqual(
    [definition['buffer'], definition['dataDir']],
    [{ type: 'disk', maxSize: 268_435_488 }, '/data'],
  );
});

const inZone = (own: string, general: string): string =>
  minimalConfig({
    top: `transforms:\n  at: { type: remap, inputs: [kafka], ${own}source: '.t = parse_timestamp!(.message, "%F")' }\n${general}`,
  }).replace('inputs: [kafka]\n', 'inputs: [at]\n');

for (const [own, general, ours] of [
  ['timezone: Asia/Tokyo, ', '', 'Asia/Tokyo'],
  ['', 'timezone: Asia/Tokyo', 'Asia/Tokyo'],
  ['timezone: Asia/Tokyo, ', 'timezone: Europe/Berlin', 'Asia/Tokyo'],
  ['timezone: local, ', 'timezone: Europe/Berlin', undefined],
  ['', 'timezone: local', undefined],
  ['', '', undefined],
] as const) {
  test(`a remap with '${own}' below '${general}' is of the zone ${ours ?? 'UTC'}`, () => {
    const text = inZone(own, general);
    const { definition } = readConfigs({ 'v.yaml': text });
    const { transforms } = definition as { transforms: { at: { timezone?: string } } };
    assert.equal(transforms.at.timezone, ours);
    assert.deepEqual(vectorFaults(text), []);
  });
}

test('of a refused component nothing else is told, and what is wired to it is checked all the same', () => {
  const text = minimalConfig({
    sink: '    encoding: { codec: json }\n  es: { type: elasticsearch, inputs: [kafka, old] }',
    top: 'transforms:\n  old: { type: json_parser, inputs: [logs, none] }',
  })
    .replace('inputs: [kafka]\n', 'inputs: [old]\n')
    .replace('sources:\n', 'sources:\n  logs: { type: host_metrics }\n');
  assert.deepEqual(
    vectorFaults(text).map((line) => line.slice(0, 60)),
    [
      "v.yaml:2:11: sources.logs.type: got the text 'host_metrics'; allowed: kafka".slice(0, 60),
      "v.yaml:18:10: transforms.old.type: 'json_parser' is not supported: is of old".slice(0, 60),
      "v.yaml:16:9: sinks.es.type: got the text 'elasticsearch'; allowed: aws_s3".slice(0, 60),
      "v.yaml:18:3: transforms.old.inputs: there is no 'none'; known: logs, kafka".slice(0, 60),
    ],
  );
});

for (const broken of ['sources: {a: b c: d}', '', 'sources: [']) {
  test(`of a file that cannot be read only that is told: '${broken}'`, () => {
    const faults = vectorFaults(broken);
    assert.ok(faults.length > 0);
    assert.deepEqual(
      faults.filter((line) => !line.startsWith('v.yaml:1:')),
      [],
    );
  });
}

test('files of a remap are one program, in their order', async (t) => {
  const folder = await folderWith(t, { 'a.vrl': '.n = 1', 'b.vrl': '.n = .n + 1' });
  const text = minimalConfig({
    top: `transforms:\n  at: { type: remap, inputs: [kafka], files: [${folder}/a.vrl, ${folder}/b.vrl] }`,
  }).replace('inputs: [kafka]\n', 'inputs: [at]\n');
  const at = vectorModel(text).transforms.get('at');
  assert.ok(at?.type === 'remap');
  const event: Event = {};
  at.program(event, { timestampField: null } as never);
  assert.deepEqual(event, { n: 2 });
  // as sluice migrate writes them
  const inLines = {
    source: null,
    file: `\n${folder}/a.vrl\n${folder}/b.vrl\n`,
    use: 'remap',
  } as const;
  assert.ok('digest' in programsCompiler('.')(inLines, 'transforms.at.file'));
  assert.deepEqual(vectorFaults(text.replace(`${folder}/b.vrl`, `${folder}/c.vrl`)), [
    `v.yaml:16:39: transforms.at.files: the file '${folder}/c.vrl' cannot be read (ENOENT); paths are from the folder of the pipeline file`,
  ]);
  assert.deepEqual(vectorFaults(text.replace('files:', 'source: ".a = 1", files:')), [
    'v.yaml:16:57: transforms.at.files: got several of source, file and files; allowed: one of source, file and files',
  ]);
});

test('a zone that is none is a fault where it stands', () => {
  assert.deepEqual(vectorFaults(inZone('timezone: Mars/Base, ', '')), [
    "v.yaml:16:39: transforms.at.timezone: got the text 'Mars/Base'; allowed: a name like 'Europe/Berlin', UTC or local",
  ]);
});

/** Each is one fault, at the line where it stands. */
for (const [changes, fault] of [
  [
    { source: '    grup_id: x' },
    "v.yaml:7:5: sources.kafka.grup_id: no such option (did you mean 'group_id'?)",
  ],
  [
    { source: '    librdkafka_options:\n      topic.blacklist: a' },
    'v.yaml:8:7: sources.kafka.librdkafka_options.topic.blacklist: is not supported: write a pattern',
  ],
  [
    { source: '    framing: { method: newline_delimited }' },
    "v.yaml:7:16: sources.kafka.framing.method: got the text 'newline_delimited', which is not supported",
  ],
  [
    { source: '    decoding: { codec: syslog }' },
    "v.yaml:7:17: sources.kafka.decoding.codec: 'syslog' is not decoded here",
  ],
  [{ source: '    key_field: a.b' }, "v.yaml:7:5: sources.kafka.key_field: got the path 'a.b'"],
  [
    { source: '    session_timeout_ms: 1' },
    'v.yaml:7:5: sources.kafka.session_timeout_ms: got the number 1; allowed: an integer',
  ],
  [{ sink: '' }, 'v.yaml:10:5: sinks.s3.encoding.codec: is missing'],
  [
    { sink: '    encoding: { codec: logfmt }' },
    "v.yaml:14:17: sinks.s3.encoding.codec: got 'logfmt'",
  ],
  [
    { sink: '    encoding: { codec: json }\n    compression: zlib' },
    "v.yaml:15:5: sinks.s3.compression: 'zlib' is not written here",
  ],
  [
    { sink: '    encoding: { codec: json }\n    request: { headers: { a: b } }' },
    'v.yaml:15:16: sinks.s3.request.headers: is not supported',
  ],
  [
    { sink: '    encoding: { codec: json }\n    buffer: { when_full: overflow }' },
    "v.yaml:15:15: sinks.s3.buffer.when_full: got the text 'overflow'",
  ],
  [
    { sink: '    encoding: { codec: json }\n    acknowledgements: false' },
    'v.yaml:15:5: sinks.s3.acknowledgements',
  ],
  [
    { source: '    librdkafka_options: { security.protocol: sasl }' },
    "v.yaml:7:27: sources.kafka.librdkafka_options.security.protocol: got 'sasl'; allowed: plaintext, ssl",
  ],
  [
    { top: '  prom: { type: prometheus_exporter, inputs: [kafka] }' },
    "v.yaml:15:11: sinks.prom.type: 'prometheus_exporter' is not supported: leave it out",
  ],
  [
    { top: 'enrichment_tables: { ips: { type: geoip, path: a.mmdb } }' },
    "v.yaml:15:29: enrichment_tables.ips.type: 'geoip' is not supported: is not read",
  ],
  [
    {
      top: 'enrichment_tables: { t: { type: file, file: { path: a.csv, encoding: { delimiter: ab } } } }',
    },
    "v.yaml:15:72: enrichment_tables.t.file.encoding.delimiter: got 'ab'; allowed: one character of ASCII",
  ],
  [
    { top: 'enrichment_tables: { t: { type: file, file: {} } }' },
    'v.yaml:15:22: enrichment_tables.t.file.path: is missing',
  ],
  [
    { top: 'transforms:\n  t: { type: window, inputs: [kafka] }' },
    "v.yaml:16:8: transforms.t.type: 'window' is not supported: would have to remember events",
  ],
  [
    { top: 'transforms:\n  t: { type: remapp, inputs: [kafka] }' },
    "v.yaml:16:8: transforms.t.type: got the text 'remapp' (did you mean 'remap'?)",
  ],
  [
    { top: 'sluice: { sinks: { s4: { timeField: a } } }' },
    'v.yaml:15:20: sluice.sinks.s4: there is no such component; known: s3',
  ],
  [
    { top: 'sluice: { bufer: 1 }' },
    "v.yaml:15:11: sluice.bufer: no such option (did you mean 'buffer'?)",
  ],
] as const) {
  test(`${fault} is told`, () => {
    const faults = vectorFaults(minimalConfig(changes));
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.ok(faults[0]?.startsWith(fault), faults[0]);
  });
}

test('options of ours count over what was translated', () => {
  const top =
    'sluice:\n  name: mine\n  threads: 2\n  sinks: { s3: { timeField: at, batch: { maxPrefixes: 9 } } }';
  const sink = '    encoding: { codec: json }\n    batch: { max_events: 5 }';
  const { definition } = readConfigs({ 'v.yaml': minimalConfig({ top, sink }) });
  const { s3 } = definition['sinks'] as { s3: Record<string, unknown> };
  assert.deepEqual(
    [definition['name'], definition['threads'], s3['timeField'], s3['batch']],
    ['mine', 2, 'at', { maxEvents: 5, maxPrefixes: 9 }],
  );
});
