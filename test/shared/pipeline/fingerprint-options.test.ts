import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kafkaSourceOptions } from '../../../shared/pipeline/components/kafka-source-options.ts';
import { processOptions } from '../../../shared/pipeline/components/process.ts';
import { s3SinkOptions } from '../../../shared/pipeline/components/s3-sink-options.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { Shape } from '../../../shared/pipeline/options/option.ts';
import { load, minimalPipeline } from '../../support/minimal-pipeline.ts';

type Changes = Parameters<typeof minimalPipeline>[0];

const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n`;
const tls = { enabled: true, caFile: pem('ca'), crtFile: pem('crt'), keyFile: pem('key') };
const sasl = { enabled: true, mechanism: 'PLAIN', username: 'u', password: 'p' };
const keys = { accessKeyId: 'a', secretAccessKey: 's' };
const role = { assumeRole: 'arn:aws:iam::123456789012:role/a' };
const kms = { serverSideEncryption: 'aws:kms' };
const message = { descFile: 'a.desc', messageType: 'a.B' };
const dense = { delivery: 'dense' };
const disk = { dataDir: '/data', buffer: { type: 'disk', maxSize: 268_435_456 } };

function modelOf(changes: Changes = {}): PipelineModel {
  const lake = { type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'eu-central-1' };
  const sinks = { s3: { ...lake, ...changes.sink }, other: lake };
  return load(minimalPipeline({ source: { ...changes.source }, top: { sinks, ...changes.top } }));
}

function printOf(changes?: Changes): string {
  return modelOf(changes).fingerprint;
}

/** What differs between two pipelines in one option: the one, and the other where it is not the default. */
type Difference = readonly [after: Changes, before?: Changes];

const source = (after: object, before: object = {}): Difference => [
  { source: after },
  { source: before },
];
const sink = (after: object, before: object = {}): Difference => [
  { sink: after },
  { sink: before },
];
const schema = { a: 'int' };
const parquet = (options: object): object => ({ encoding: { codec: 'parquet', parquet: options } });
const avroFile = (options: object): object => ({ encoding: { codec: 'avro', avro: options } });
const csvFile = (options: object): object => ({
  encoding: { codec: 'csv', csv: { fields: 'a,b', ...options } },
});
const messagesFile = (options: object): object => ({
  encoding: { codec: 'protobuf', protobuf: { ...message, ...options } },
});
const protobuf = (after: object, before: object = message): Difference =>
  source(
    { decoding: { codec: 'protobuf', protobuf: after } },
    { decoding: { codec: 'protobuf', protobuf: before } },
  );
const registry = (after: object, before: object = { url: 'http://a' }): Difference =>
  source({ decoding: { schemaRegistry: after } }, { decoding: { schemaRegistry: before } });
const glue = { type: 'glue', region: 'eu-central-1' };
const schemaOf = (name: string): string => `{"type":"map","values":"${name}"}`;
const ints = { schema: schemaOf('int') };
const avro = (after: object): Difference =>
  source({ decoding: { codec: 'avro', avro: after } }, { decoding: { codec: 'avro', avro: ints } });
const columns = { columns: 'a,b' };
const csv = (after: object): Difference =>
  source({ decoding: { codec: 'csv', csv: after } }, { decoding: { codec: 'csv', csv: columns } });
const fromMessages = { decoding: { codec: 'protobuf', protobuf: message } };
/** A schema of a registry in place of columns, of each codec that has them. */
const registered = Object.fromEntries(
  ['parquet', 'avro', 'csv'].flatMap((codec) => {
    const asked = (schemaRegistry: object, format = 'avro'): Changes => ({
      source: { decoding: { codec: format, schemaRegistry: { url: 'http://a' } } },
      sink: { encoding: { codec, [codec]: { schemaRegistry } } },
    });
    return Object.entries({
      subject: [asked({ subject: 's' }), asked({})],
      version: [asked({ version: 2 }), asked({})],
      id: [asked({ id: '7' }), asked({})],
      messageType: [asked({ messageType: 'M' }, 'protobuf'), asked({}, 'protobuf')],
    } satisfies Readonly<Record<string, Difference>>).map(([name, difference]) => [
      `sink.encoding.${codec}.schemaRegistry.${name}`,
      difference,
    ]);
  }),
) as Readonly<Record<string, Difference>>;
const top = (after: object): Difference => [{ top: after }];

const decides: Readonly<Record<string, Difference>> = {
  delivery: top({ delivery: 'dense' }),
  'source.keyField': source({ keyField: 'k' }),
  'source.topicKey': source({ topicKey: null }),
  'source.partitionKey': source({ partitionKey: 'p' }),
  'source.offsetKey': source({ offsetKey: 'o' }),
  'source.headersKey': source({ headersKey: 'h' }),
  'source.timestampKey': source({ timestampKey: 't' }),
  'source.sourceTypeKey': source({ sourceTypeKey: null }),
  'source.maxRecordBytes': source({ maxRecordBytes: 1_000_000 }),
  'source.decoding.codec': source({ decoding: { codec: 'bytes' } }),
  'source.decoding.protobuf.messageType': protobuf({ ...message, messageType: 'a.C' }),
  'source.decoding.protobuf.useJsonNames': protobuf({ ...message, useJsonNames: true }),
  'source.decoding.protobuf.int64': protobuf({ ...message, int64: 'string' }),
  'source.decoding.protobuf.enums': protobuf({ ...message, enums: 'number' }),
  'source.decoding.protobuf.emitDefaults': protobuf({ ...message, emitDefaults: true }),
  'source.decoding.schemaRegistry.type': registry(glue),
  'source.decoding.schemaRegistry.schemaIdLocation': registry({
    url: 'http://a',
    schemaIdLocation: 'prefix',
  }),
  'source.decoding.schemaRegistry.registryName': registry({ ...glue, registryName: 'r' }, glue),
  'source.decoding.schemaRegistry.validate': registry({ url: 'http://a', validate: true }),
  'source.decoding.avro.schema': avro({ schema: schemaOf('long') }),
  'source.decoding.avro.stripSchemaIdPrefix': avro({ ...ints, stripSchemaIdPrefix: true }),
  'source.decoding.avro.int64': avro({ ...ints, int64: 'string' }),
  'source.decoding.csv.columns': csv({ columns: 'b,a' }),
  'source.decoding.csv.types': csv({ ...columns, types: { a: 'number' } }),
  'source.decoding.csv.delimiter': csv({ ...columns, delimiter: ';' }),
  'source.decoding.csv.quote': csv({ ...columns, quote: "'" }),
  'source.decoding.csv.emptyAsNull': csv({ ...columns, emptyAsNull: false }),
  'source.tombstones': source({ tombstones: 'dead_letter' }),
  'source.onRejection.action': source({ onRejection: 'drop' }, { onRejection: 'stop' }),
  'source.onRejection.keyPrefix': source({ onRejection: { keyPrefix: 'bad/' } }),
  'source.onRejection.sink': source({ onRejection: { sink: 'other' } }),
  'sink.keyPrefix': sink({ keyPrefix: 'raw/' }),
  'sink.timezone': sink({ timezone: 'Asia/Seoul' }),
  'sink.timeField': sink({ timeField: 'at' }),
  'sink.filenameExtension': sink({ filenameExtension: 'jsonl' }),
  'sink.encoding.codec': sink({ encoding: { codec: 'json' } }),
  'sink.encoding.onlyFields': sink({ encoding: { onlyFields: 'a' } }),
  'sink.encoding.exceptFields': sink({ encoding: { exceptFields: 'a' } }),
  'sink.encoding.timestampFormat': sink({ encoding: { timestampFormat: 'unix' } }),
  'sink.encoding.parquet.schema': sink(
    parquet({ schema: { a: 'int' } }),
    parquet({ schema: { a: 'bigint' } }),
  ),
  'sink.encoding.parquet.addColumns': [
    { source: fromMessages, sink: parquet({ addColumns: { a: 'int' } }) },
    { source: fromMessages, sink: parquet({}) },
  ],
  'sink.encoding.parquet.onTypeConflict': sink(
    parquet({ schema, onTypeConflict: 'dead_letter' }),
    parquet({ schema }),
  ),
  'sink.encoding.parquet.unknownFields': sink(
    parquet({ schema, unknownFields: 'drop' }),
    parquet({ schema }),
  ),
  'sink.encoding.parquet.compression': sink(parquet({ compression: 'gzip' }), parquet({})),
  'sink.encoding.parquet.rowGroupBytes': sink(parquet({ rowGroupBytes: 2 ** 20 }), parquet({})),
  ...registered,
  'sink.encoding.avro.schema': sink(
    avroFile({ schema: { a: 'int' } }),
    avroFile({ schema: { a: 'bigint' } }),
  ),
  'sink.encoding.avro.onTypeConflict': sink(
    avroFile({ schema, onTypeConflict: 'dead_letter' }),
    avroFile({ schema }),
  ),
  'sink.encoding.avro.unknownFields': sink(
    avroFile({ schema, unknownFields: 'drop' }),
    avroFile({ schema }),
  ),
  'sink.encoding.avro.compression': sink(avroFile({ compression: 'snappy' }), avroFile({})),
  'sink.encoding.protobuf.messageType': sink(
    messagesFile({ messageType: 'a.C' }),
    messagesFile({}),
  ),
  'sink.encoding.protobuf.useJsonNames': sink(
    messagesFile({ useJsonNames: true }),
    messagesFile({}),
  ),
  'sink.encoding.csv.fields': sink(csvFile({ fields: 'b,a' }), csvFile({})),
  'sink.encoding.csv.delimiter': sink(csvFile({ delimiter: ';' }), csvFile({})),
  'sink.encoding.csv.quote': sink(csvFile({ quote: "'" }), csvFile({})),
  'sink.encoding.csv.header': sink(csvFile({ header: true }), csvFile({})),
  'sink.encoding.parquet.bloomFilterColumns': sink(
    parquet({ bloomFilterColumns: ['a'] }),
    parquet({}),
  ),
  'sink.compression.algorithm': sink({ compression: 'zstd' }, { compression: 'none' }),
  'sink.compression.level': sink({ compression: { level: 9 } }),
  'sink.batch.maxBytes': sink({ batch: { maxBytes: 2048 } }),
  'sink.batch.maxPrefixes': sink({ batch: { maxPrefixes: 100 } }),
  'sink.overflowPrefix': sink({ overflowPrefix: 'rest/' }),
  'sink.batch.maxEvents': sink({ batch: { maxEvents: 100 } }),
  'sink.onRejection.action': sink({ onRejection: 'drop' }),
  'sink.onRejection.keyPrefix': sink({ onRejection: { keyPrefix: 'bad/' } }),
  'sink.onRejection.sink': sink({ onRejection: { sink: 'other' } }),
};

const decidesNothing: Readonly<Record<string, Difference>> = {
  // where a schema lies; what is in it counts
  'source.decoding.protobuf.descFile': protobuf({ ...message, descFile: 'b.desc' }),
  'source.decoding.protobuf.protoFiles': protobuf({ protoFiles: 'a.proto', messageType: 'a.B' }),
  'source.decoding.protobuf.importPaths': protobuf(
    { protoFiles: 'a.proto', messageType: 'a.B', importPaths: 'b' },
    { protoFiles: 'a.proto', messageType: 'a.B' },
  ),
  // where schemas are, and how they are asked for
  'source.decoding.schemaRegistry.url': registry({ url: 'http://b' }),
  'source.decoding.schemaRegistry.basicAuthUserInfo': registry({
    url: 'http://a',
    basicAuthUserInfo: 'u:p',
  }),
  'source.decoding.schemaRegistry.bearerAuthToken': registry({
    url: 'http://a',
    bearerAuthToken: 't',
  }),
  ...Object.fromEntries(
    Object.entries({
      caFile: { caFile: pem('ca') },
      crtFile: { crtFile: pem('crt'), keyFile: pem('key') },
      keyFile: { crtFile: pem('crt'), keyFile: pem('other') },
      keyPass: { keyPass: 'k' },
      verifyCertificate: { verifyCertificate: false },
      verifyHostname: { verifyHostname: false },
    }).map(([name, given]) => [
      `source.decoding.schemaRegistry.tls.${name}`,
      registry({ url: 'https://a', tls: given }, { url: 'https://a' }),
    ]),
  ),
  'source.decoding.schemaRegistry.region': registry({ ...glue, region: 'us-east-1' }, glue),
  'source.decoding.schemaRegistry.endpoint': registry({ ...glue, endpoint: 'http://g' }, glue),
  'source.decoding.schemaRegistry.requestTimeoutMs': registry({
    url: 'http://a',
    requestTimeoutMs: 500,
  }),
  'source.decoding.schemaRegistry.cacheCapacity': registry({ url: 'http://a', cacheCapacity: 500 }),
  'source.decoding.schemaRegistry.unknownSchemaLimitSecs': registry({
    url: 'http://a',
    unknownSchemaLimitSecs: 5,
  }),
  'source.decoding.schemaRegistry.missingIdCacheTtlSecs': registry({
    url: 'http://a',
    missingIdCacheTtlSecs: 50,
  }),
  'sink.encoding.protobuf.descFile': sink(messagesFile({ descFile: 'b.desc' }), messagesFile({})),
  'sink.encoding.protobuf.protoFiles': sink(
    { encoding: { codec: 'protobuf', protobuf: { protoFiles: 'a.proto', messageType: 'a.B' } } },
    messagesFile({}),
  ),
  'sink.encoding.protobuf.importPaths': sink(
    {
      encoding: {
        codec: 'protobuf',
        protobuf: { protoFiles: 'a.proto', messageType: 'a.B', importPaths: 'b' },
      },
    },
    { encoding: { codec: 'protobuf', protobuf: { protoFiles: 'a.proto', messageType: 'a.B' } } },
  ),
  'source.decoding.avro.schemaFiles': avro({ ...ints, schemaFiles: 'a.avsc' }),
  threads: top({ threads: 2 }),
  'buffer.type': [{ top: disk }, { top: { dataDir: '/data' } }],
  'buffer.maxSize': [
    { top: { ...disk, buffer: { ...disk.buffer, maxSize: 536_870_912 } } },
    { top: disk },
  ],
  dataDir: [{ top: { ...disk, dataDir: '/other' } }, { top: disk }],
  'buffer.maxBytes': top({ buffer: { maxBytes: 134_217_728 } }),
  'api.enabled': top({ api: { enabled: false } }),
  'api.address': top({ api: { address: '[::]:0' } }),
  'api.tap': top({ api: { tap: true } }),
  'shutdown.timeoutSecs': top({ shutdown: { timeoutSecs: 20 } }),
  'watchdog.stuckAfterSecs': top({ watchdog: { stuckAfterSecs: 0 } }),
  'watchdog.maxRestarts': top({ watchdog: { maxRestarts: 3 } }),
  'log.level': top({ log: { level: 'WARN' } }),
  'source.bootstrapServers': source({ bootstrapServers: ['b:1'] }),
  'source.topics': source({ topics: ['^all.*'] }),
  'source.groupId': source({ groupId: 'g' }),
  'source.groupInstanceId': source({ groupInstanceId: 'pod-1' }),
  'source.startAt': source({ startAt: { offset: 5 } }),
  'source.autoOffsetReset': source({ autoOffsetReset: 'stop' }),
  'source.commitIntervalMs': source({ commitIntervalMs: 1000 }),
  'source.sessionTimeoutMs': source({ sessionTimeoutMs: 30_000 }),
  'source.rebalanceTimeoutMs': source({ rebalanceTimeoutMs: 90_000 }),
  'source.heartbeatIntervalMs': source({ heartbeatIntervalMs: 1000 }),
  'source.clientId': source({ clientId: 'c' }),
  'source.client': source({ client: 'platformatic' }),
  'source.rackId': source({ rackId: 'r' }),
  'source.connectTimeoutMs': source({ connectTimeoutMs: 2000 }),
  'source.socketTimeoutMs': source({ socketTimeoutMs: 20_000 }),
  'source.fetch.maxBytes': source({ fetch: { maxBytes: 4_194_304 } }),
  'source.fetch.maxPartitionBytes': source({ fetch: { maxPartitionBytes: 524_288 } }),
  'source.fetch.minBytes': source({ fetch: { minBytes: 100 } }),
  'source.fetch.maxWaitMs': source({ fetch: { maxWaitMs: 500 } }),
  'source.completeMarkers.enabled': source({ completeMarkers: true }),
  'source.completeMarkers.graceSecs': source(
    { completeMarkers: { graceSecs: 1 } },
    { completeMarkers: {} },
  ),
  'source.completeMarkers.key': source(
    { completeMarkers: { key: '%FT%H' } },
    { completeMarkers: {} },
  ),
  'source.completeMarkers.sink': source(
    { completeMarkers: { sink: 'other' } },
    { completeMarkers: {} },
  ),
  'source.tls.enabled': source({ tls: { enabled: true } }),
  'source.tls.caFile': source({ tls: { ...tls, caFile: pem('x') } }, { tls }),
  'source.tls.crtFile': source({ tls: { ...tls, crtFile: pem('x') } }, { tls }),
  'source.tls.keyFile': source({ tls: { ...tls, keyFile: pem('x') } }, { tls }),
  'source.tls.keyPass': source({ tls: { ...tls, keyPass: 'x' } }, { tls }),
  'source.tls.verifyCertificate': source({ tls: { ...tls, verifyCertificate: false } }, { tls }),
  'source.tls.verifyHostname': source({ tls: { ...tls, verifyHostname: false } }, { tls }),
  'source.sasl.enabled': source({ sasl }),
  'source.sasl.mechanism': source({ sasl: { ...sasl, mechanism: 'SCRAM-SHA-512' } }, { sasl }),
  'source.sasl.username': source({ sasl: { ...sasl, username: 'x' } }, { sasl }),
  'source.sasl.password': source({ sasl: { ...sasl, password: 'x' } }, { sasl }),
  'source.sasl.region': source({ tls, sasl: { mechanism: 'AWS_MSK_IAM', region: 'eu-west-1' } }),
  'sink.bucket': sink({ bucket: 'pond' }),
  'sink.region': sink({ region: 'eu-west-1' }),
  'sink.endpoint': sink({ endpoint: 'http://minio:9000' }),
  'sink.forcePathStyle': sink({ forcePathStyle: false }),
  // repeated by nobody: in dense mode there is no ledger
  'sink.filenameTimeFormat': [{ top: dense, sink: { filenameTimeFormat: '%Y' } }, { top: dense }],
  'sink.multipart.partBytes': sink({ multipart: { partBytes: 8_388_608 } }),
  'sink.batch.timeoutSecs': sink({ batch: { timeoutSecs: 60 } }),
  'sink.acknowledgements.enabled': [
    { top: dense, sink: { acknowledgements: { enabled: false } } },
    { top: dense },
  ],
  'sink.allowOverwrite': sink({ allowOverwrite: true }),
  'sink.storageClass': sink({ storageClass: 'GLACIER_IR' }),
  'sink.serverSideEncryption': sink(kms),
  'sink.ssekmsKeyId': sink({ ...kms, ssekmsKeyId: 'alias/x' }, kms),
  'sink.bucketKeyEnabled': sink({ ...kms, bucketKeyEnabled: true }, kms),
  'sink.acl': sink({ acl: 'private' }),
  'sink.tags': sink({ tags: { team: 'data' } }),
  'sink.expectedBucketOwner': sink({ expectedBucketOwner: '123456789012' }),
  'sink.contentType': sink({ contentType: 'text/plain' }),
  'sink.contentEncoding': sink({ contentEncoding: 'gzip' }),
  'sink.grantFullControl': sink({ grantFullControl: 'id="a"' }),
  'sink.grantRead': sink({ grantRead: 'id="a"' }),
  'sink.grantReadAcp': sink({ grantReadAcp: 'id="a"' }),
  'sink.grantWriteAcp': sink({ grantWriteAcp: 'id="a"' }),
  'sink.auth.accessKeyId': sink({ auth: { ...keys, accessKeyId: 'x' } }, { auth: keys }),
  'sink.auth.secretAccessKey': sink({ auth: { ...keys, secretAccessKey: 'x' } }, { auth: keys }),
  'sink.auth.sessionToken': sink({ auth: { ...keys, sessionToken: 'x' } }, { auth: keys }),
  'sink.auth.profile': sink({ auth: { profile: 'p' } }),
  'sink.auth.assumeRole': sink({ auth: role }),
  'sink.auth.externalId': sink({ auth: { ...role, externalId: 'x' } }, { auth: role }),
  'sink.auth.sessionName': sink({ auth: { ...role, sessionName: 'me' } }, { auth: role }),
  'sink.auth.webIdentityTokenFile': sink(
    { auth: { ...role, webIdentityTokenFile: '/t' } },
    { auth: role },
  ),
  'sink.request.timeoutSecs': sink({ request: { timeoutSecs: 5 } }),
  'sink.request.maxAttempts': sink({ request: { maxAttempts: 2 } }),
};

/** Paths of all options with a value, groups taken apart. */
function leaves(shape: Shape, prefix: string): readonly string[] {
  return Object.entries(shape).flatMap(([name, entry]) =>
    entry.kind === 'group' ? leaves(entry.options, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

test('of every option it is said whether it counts', () => {
  const all = [
    ...leaves(processOptions, ''),
    ...leaves(kafkaSourceOptions, 'source.'),
    ...leaves(s3SinkOptions, 'sink.'),
  ];
  // these take one value only
  const fixed = ['sink.filenameAppendUuid'];
  const said = [...Object.keys(decides), ...Object.keys(decidesNothing), ...fixed];
  assert.deepEqual(said.toSorted(), all.toSorted());
});

for (const [option, [after, before]] of Object.entries(decides)) {
  test(`another ${option} gives another fingerprint`, () => {
    assert.notEqual(printOf(after), printOf(before));
  });
}

for (const [option, [after, before]] of Object.entries(decidesNothing)) {
  test(`another ${option} leaves the fingerprint`, () => {
    assert.notDeepEqual(modelOf(after), modelOf(before));
    assert.equal(printOf(after), printOf(before));
  });
}
