// One pipeline with every option, and what it comes to: long, as it names each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildFaultsOf, load, minimalPipeline } from '../../support/minimal-pipeline.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';

test('every option of a source arrives in the model', () => {
  const definition = minimalPipeline({
    source: {
      bootstrapServers: ['b1:9092', '[::1]:9093'],
      groupId: 'g',
      groupInstanceId: 'pod-1',
      startAt: { offset: '9223372036854775807' },
      autoOffsetReset: 'stop',
      commitIntervalMs: 1000,
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 90_000,
      heartbeatIntervalMs: 5000,
      clientId: 'c',
      rackId: 'euc1-az1',
      client: 'platformatic',
      connectTimeoutMs: 2000,
      socketTimeoutMs: 20_000,
      fetch: { maxBytes: 4_194_304, maxPartitionBytes: 524_288, minBytes: 100, maxWaitMs: 500 },
      keyField: 'k',
      topicKey: null,
      partitionKey: 'p',
      offsetKey: 'o',
      headersKey: null,
      timestampKey: 'time',
      sourceTypeKey: null,
      decoding: { codec: 'json' },
      maxRecordBytes: 2_000_000,
      tombstones: 'dead_letter',
      onRejection: { action: 'stop', keyPrefix: 'bad/%Y/', sink: 's3' },
      completeMarkers: { graceSecs: 60, key: 'raw/%FT%H/_SUCCESS', sink: 's3' },
      topics: 'devices',
      tls: {
        caFile: 'ca.pem',
        crtFile: pem,
        keyFile: 'key.pem',
        keyPass: 'kp',
        verifyCertificate: false,
        verifyHostname: false,
      },
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p' },
    },
  });
  const files: Readonly<Record<string, string>> = { 'ca.pem': pem, 'key.pem': pem };
  assert.deepEqual(load(definition, {}, (path) => files[path] ?? '').sources.get('kafka'), {
    type: 'kafka',
    connection: {
      client: 'platformatic',
      bootstrapServers: ['b1:9092', '[::1]:9093'],
      clientId: 'c',
      rackId: 'euc1-az1',
      connectTimeoutMs: 2000,
      requestTimeoutMs: 20_000,
      tls: {
        ca: pem,
        cert: pem,
        key: pem,
        keyPass: 'kp',
        verifyCertificate: false,
        verifyHostname: false,
      },
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p' },
    },
    topics: ['devices'],
    groupId: 'g',
    groupInstanceId: 'pod-1',
    startAt: { at: 'offset', offset: 9_223_372_036_854_775_807n },
    autoOffsetReset: 'stop',
    commitIntervalMs: 1000,
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 90_000,
    heartbeatIntervalMs: 5000,
    fetch: { maxBytes: 4_194_304, maxPartitionBytes: 524_288, minBytes: 100, maxWaitMs: 500 },
    fields: {
      key: 'k',
      topic: null,
      partition: 'p',
      offset: 'o',
      headers: null,
      timestamp: 'time',
      sourceType: null,
    },
    decoding: { codec: 'json' },
    maxRecordBytes: 2_000_000,
    tombstones: 'dead_letter',
    onRejection: { action: 'stop', keyPrefix: 'bad/%Y/', sink: 's3' },
    completeMarkers: { graceSecs: 60, key: 'raw/%FT%H/_SUCCESS', sink: 's3' },
  });
});

test('every option of protobuf arrives at what compiles it', () => {
  const protobuf = {
    descFile: './devices.desc',
    messageType: '.lake.v1.DeviceEvent',
    useJsonNames: true,
    int64: 'string',
    enums: 'number',
    emitDefaults: true,
  };
  const optionsOf = (given: object): unknown => {
    const source = { decoding: { codec: 'protobuf', protobuf: given } };
    const decoding = load(minimalPipeline({ source })).sources.get('kafka')?.decoding;
    return decoding !== undefined && 'messages' in decoding ? decoding.messages.options : decoding;
  };
  assert.deepEqual(optionsOf(protobuf), {
    ...protobuf,
    protoFiles: [],
    importPaths: [],
    messageType: 'lake.v1.DeviceEvent',
  });
  const files = { protoFiles: 'a.proto, b.proto', importPaths: ['..'], messageType: 'A' };
  assert.deepEqual(optionsOf(files), {
    descFile: null,
    protoFiles: ['a.proto', 'b.proto'],
    importPaths: ['..'],
    messageType: 'A',
    useJsonNames: false,
    int64: 'number',
    enums: 'name',
    emitDefaults: false,
  });
});

test('every option of avro and of csv arrives at what decodes', () => {
  const optionsOf = (decoding: object): unknown => {
    const found = load(minimalPipeline({ source: { decoding } })).sources.get('kafka')?.decoding;
    return found !== undefined && 'messages' in found ? found.messages.options : found;
  };
  const schema = { type: 'map', values: 'int' };
  const avro = {
    schema,
    schemaFiles: 'a.avsc, b.avsc',
    int64: 'string',
    stripSchemaIdPrefix: true,
  };
  assert.deepEqual(optionsOf({ codec: 'avro', avro }), {
    schema: JSON.stringify(schema),
    schemaFiles: ['a.avsc', 'b.avsc'],
    int64: 'string',
  });
  const csv = {
    columns: 'a, b',
    types: { b: 'number' },
    delimiter: ';',
    quote: "'",
    emptyAsNull: false,
  };
  const { types: _types, ...others } = csv;
  assert.deepEqual(optionsOf({ codec: 'csv', csv }), {
    ...others,
    columns: [
      { name: 'a', type: 'string' },
      { name: 'b', type: 'number' },
    ],
  });
});

test('every option of avro, of csv and of protobuf arrives at the encoder of a sink', () => {
  const encodingOf = (encoding: object): unknown =>
    load(minimalPipeline({ sink: { encoding } })).sinks.get('s3')?.encoding;
  const columns = [{ name: 'a', type: { kind: 'bigint' }, required: true }];
  const avro = { onTypeConflict: 'dead_letter', unknownFields: 'drop', compression: 'zstandard' };
  const schema = { a: 'bigint not null' };
  assert.deepEqual(encodingOf({ codec: 'avro', avro: { ...avro, schema } }), {
    codec: 'avro',
    columns,
    ...avro,
  });
  const protobuf = {
    protoFiles: 'a.proto',
    importPaths: '..',
    messageType: 'A',
    useJsonNames: true,
  };
  assert.partialDeepStrictEqual(encodingOf({ codec: 'protobuf', protobuf }), {
    codec: 'protobuf',
    messages: {
      options: {
        descFile: null,
        protoFiles: ['a.proto'],
        importPaths: ['..'],
        messageType: 'A',
        useJsonNames: true,
      },
    },
  });
  const csv = { delimiter: '\t', quote: "'", header: true };
  assert.deepEqual(encodingOf({ codec: 'csv', csv: { ...csv, fields: 'a, b.c' } }), {
    codec: 'csv',
    fields: ['a', 'b.c'],
    ...csv,
  });
});

test('every option of a sink arrives in the model', () => {
  const definition = minimalPipeline({
    top: { delivery: 'dense' },
    sink: {
      bucket: 'other.bucket',
      region: 'us-gov-west-1',
      endpoint: 'http://127.0.0.1:9000/',
      forcePathStyle: false,
      keyPrefix: 'raw/site={{ device.site }}/dt=%F/',
      timezone: 'Asia/Seoul',
      timeField: 'device.time',
      filenameTimeFormat: '%Y%m%dT%H%M%S',
      filenameAppendUuid: true,
      filenameExtension: 'jsonl.zst',
      encoding: {
        codec: 'json',
        onlyFields: ['a', 'b.c'],
        exceptFields: 'b.c.d',
        timestampFormat: 'unix_ms',
      },
      compression: { algorithm: 'zstd', level: 9 },
      multipart: { partBytes: 8_388_608 },
      batch: { maxBytes: 5_242_880, maxEvents: 1000, timeoutSecs: 60, maxPrefixes: 100 },
      overflowPrefix: 'rest/dt=%F/',
      acknowledgements: { enabled: false },
      allowOverwrite: true,
      onRejection: 'drop',
      storageClass: 'GLACIER_IR',
      serverSideEncryption: 'aws:kms',
      ssekmsKeyId: 'alias/lake',
      bucketKeyEnabled: true,
      acl: 'bucket-owner-full-control',
      tags: { team: 'data' },
      expectedBucketOwner: '123456789012',
      contentType: 'application/json',
      contentEncoding: 'gzip',
      auth: {
        assumeRole: 'arn:aws:iam::123456789012:role/lake',
        externalId: 'x',
        sessionName: 'me',
      },
      request: { timeoutSecs: 5, maxAttempts: 2 },
    },
  });
  assert.deepEqual(load(definition).sinks.get('s3'), {
    type: 'aws_s3',
    inputs: ['kafka'],
    store: {
      bucket: 'other.bucket',
      region: 'us-gov-west-1',
      endpoint: 'http://127.0.0.1:9000',
      forcePathStyle: false,
      storageClass: 'GLACIER_IR',
      serverSideEncryption: 'aws:kms',
      ssekmsKeyId: 'alias/lake',
      bucketKeyEnabled: true,
      acl: 'bucket-owner-full-control',
      tags: { team: 'data' },
      expectedBucketOwner: '123456789012',
      contentType: 'application/json',
      contentEncoding: 'gzip',
      grantFullControl: null,
      grantRead: null,
      grantReadAcp: null,
      grantWriteAcp: null,
      auth: {
        type: 'assumeRole',
        roleArn: 'arn:aws:iam::123456789012:role/lake',
        externalId: 'x',
        sessionName: 'me',
      },
      request: { timeoutMs: 5000, maxAttempts: 2 },
    },
    keyPrefix: 'raw/site={{ device.site }}/dt=%F/',
    overflowPrefix: 'rest/dt=%F/',
    timezone: 'Asia/Seoul',
    timeField: 'device.time',
    filenameTimeFormat: '%Y%m%dT%H%M%S',
    filenameAppendUuid: true,
    filenameExtension: 'jsonl.zst',
    encoding: { codec: 'json' },
    selectedFields: { only: ['a', 'b.c'], except: ['b.c.d'] },
    timestampFormat: 'unix_ms',
    compression: { codec: 'zstd', level: 9 },
    multipart: { partBytes: 8_388_608 },
    batch: { maxBytes: 5_242_880, maxEvents: 1000, timeoutSecs: 60, maxPrefixes: 100 },
    acknowledgements: false,
    allowOverwrite: true,
    onRejection: { action: 'drop', keyPrefix: 'dead-letter/devices/s3/dt=%F/', sink: 's3' },
  });
});

test('every option of the codec parquet arrives in the model', () => {
  const parquet = {
    schema: { device: 'string not null', pos: 'struct<lat:double,id:string>' },
    onTypeConflict: 'dead_letter',
    unknownFields: 'drop',
    compression: 'snappy',
    rowGroupBytes: 8_388_608,
    bloomFilterColumns: 'device, pos.id',
  };
  const sink = { encoding: { codec: 'parquet', parquet } };
  const { encoding, compression } =
    load(minimalPipeline({ sink })).sinks.get('s3') ?? assert.fail();
  const lat = { name: 'lat', type: { kind: 'double' }, required: false };
  const id = { name: 'id', type: { kind: 'string' }, required: false };
  assert.deepEqual(encoding, {
    codec: 'parquet',
    columns: [
      { name: 'device', type: { kind: 'string' }, required: true },
      { name: 'pos', type: { kind: 'struct', fields: [lat, id] }, required: false },
    ],
    onTypeConflict: 'dead_letter',
    unknownFields: 'drop',
    compression: 'snappy',
    rowGroupBytes: 8_388_608,
    bloomFilterColumns: ['device', 'pos.id'],
  });
  assert.deepEqual(compression, { codec: 'none', level: 0 });
});

test('every option of the process arrives in the model', () => {
  const { delivery, threads, buffer, dataDir, api, shutdown, watchdog, log } = load(
    minimalPipeline({
      top: {
        delivery: 'dense',
        threads: 3,
        buffer: { type: 'memory', maxBytes: 33_554_432 },
        dataDir: '/var/lib/sluice',
        api: { enabled: false, address: '[::]:0', tap: true },
        shutdown: { timeoutSecs: 20 },
        watchdog: { stuckAfterSecs: 0, maxRestarts: 3 },
        log: { level: 'WARN' },
      },
    }),
  );
  assert.deepEqual(
    { delivery, threads, buffer, dataDir, api, shutdown, watchdog, log },
    {
      delivery: 'dense',
      threads: 3,
      buffer: { type: 'memory', maxBytes: 33_554_432, maxSize: null },
      dataDir: '/var/lib/sluice',
      api: { enabled: false, host: '::', port: 0, tap: true },
      shutdown: { timeoutSecs: 20 },
      watchdog: { stuckAfterSecs: 0, maxRestarts: 3 },
      log: { level: 'WARN' },
    },
  );
});

test('a disk buffer arrives in the model', () => {
  const { buffer } = load(
    minimalPipeline({
      top: { buffer: { type: 'disk', maxSize: '1073741824' }, dataDir: '/var/lib/sluice' },
    }),
  );
  assert.deepEqual(buffer, { type: 'disk', maxBytes: 67_108_864, maxSize: 1_073_741_824 });
});

test('kinds come out of texts of the environment', () => {
  const model = load(
    minimalPipeline({
      top: { delivery: '${DELIVERY}' },
      source: { topics: ['${A}', 'b'], tls: { enabled: '${TLS}' }, commitIntervalMs: '${MS:-700}' },
      sink: { compression: '${CODEC}', endpoint: '${ENDPOINT:-}', acknowledgements: '${ACK}' },
    }),
    { A: 'a', TLS: 'false', CODEC: 'none', ACK: 'false', DELIVERY: 'dense' },
  );
  const source = model.sources.get('kafka');
  const sink = model.sinks.get('s3');
  assert.deepEqual(source?.topics, ['a', 'b']);
  assert.equal(source.connection.tls, null);
  assert.equal(source.commitIntervalMs, 700);
  assert.deepEqual(sink?.compression, { codec: 'none', level: 0 });
  assert.equal(sink.store.endpoint, null);
  assert.equal(sink.acknowledgements, false);
});

for (const [what, startAt, autoOffsetReset, expected] of [
  ['a word', 'latest', 'earliest', { at: 'latest' }],
  ['left out', undefined, 'latest', { at: 'latest' }],
  ['left out, with stop', undefined, 'stop', { at: 'earliest' }],
  ['an offset', { offset: 7 }, 'earliest', { at: 'offset', offset: 7n }],
  ['a bigint', { offset: 7n }, 'earliest', { at: 'offset', offset: 7n }],
  [
    'a time',
    { timestamp: '2026-01-01T01:00:00+01:00' },
    'earliest',
    { at: 'timestamp', timestampMs: 1_767_225_600_000 },
  ],
  [
    'milliseconds as text',
    { timestamp: '1767225600000' },
    'earliest',
    { at: 'timestamp', timestampMs: 1_767_225_600_000 },
  ],
] as const) {
  test(`startAt as ${what} is ${JSON.stringify(expected, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))}`, () => {
    const model = load(minimalPipeline({ source: { startAt, autoOffsetReset } }));
    assert.deepEqual(model.sources.get('kafka')?.startAt, expected);
  });
}

for (const [what, auth, expected] of [
  ['nothing', {}, { type: 'default' }],
  [
    'static keys',
    { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' },
    { type: 'static', accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' },
  ],
  ['a profile', { profile: 'p' }, { type: 'profile', profile: 'p' }],
  [
    'a role by web identity',
    { assumeRole: 'arn:aws:iam::123456789012:role/r', webIdentityTokenFile: '/t' },
    {
      type: 'webIdentity',
      roleArn: 'arn:aws:iam::123456789012:role/r',
      tokenFile: '/t',
      sessionName: 'sluice',
    },
  ],
  [
    'keys that the environment leaves empty',
    { accessKeyId: '${A:-}', secretAccessKey: '${B:-}' },
    { type: 'default' },
  ],
] as const) {
  test(`credentials from ${what}`, () => {
    const model = load(minimalPipeline({ sink: { auth } }));
    assert.deepEqual(model.sinks.get('s3')?.store.auth, expected);
  });
}

for (const [what, sink, env, expected] of [
  ['what is written', { region: 'eu-west-1' }, { AWS_REGION: 'eu-west-2' }, 'eu-west-1'],
  ['AWS_REGION', { region: undefined }, { AWS_REGION: 'eu-west-2' }, 'eu-west-2'],
  [
    'AWS_DEFAULT_REGION',
    { region: undefined },
    { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' },
    'eu-west-3',
  ],
  [
    'a stand-in where an endpoint is given',
    { region: undefined, endpoint: 'http://m:9000' },
    {},
    'us-east-1',
  ],
] as const) {
  test(`the region comes from ${what}`, () => {
    assert.equal(load(minimalPipeline({ sink }), env).sinks.get('s3')?.store.region, expected);
  });
}

test('a build tolerates what only the run can know, and nothing else', () => {
  const definition = minimalPipeline({
    source: { groupId: '${G}', sessionTimeoutMs: '${MS}', tls: { caFile: 'not-here.pem' } },
    sink: { bucket: '${B}', region: undefined, batch: { maxEvents: 0 } },
  });
  assert.deepEqual(buildFaultsOf(definition), [
    'sinks.s3.batch.maxEvents: got the number 0; allowed: an integer from 1 to 1000000000',
  ]);
});
