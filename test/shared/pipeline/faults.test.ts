// One table of what is refused, and how: long, as it names each option.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf, minimalPipeline } from '../../support/minimal-pipeline.ts';

const source = (changes: object): unknown => minimalPipeline({ source: changes });
const sink = (changes: object): unknown => minimalPipeline({ sink: changes });
const top = (changes: object): unknown => minimalPipeline({ top: changes });

/** What is wrong, and the beginning of the only fault that is told. */
const cases: readonly (readonly [string, unknown, string])[] = [
  ['no object', null, 'got null; allowed: what definePipeline({ … }) returns'],
  ['text', 'devices', "got the text 'devices'; allowed: what definePipeline"],
  ['a list', [], 'got a list of 0; allowed: what definePipeline'],
  ['sources as a list', top({ sources: [] }), 'sources: got a list of 0; allowed: an object'],
  [
    'another source type',
    source({ type: 'kafak' }),
    "sources.kafka.type: got the text 'kafak' (did you mean 'kafka'?); allowed: 'kafka'",
  ],
  [
    'another sink type',
    sink({ type: 's3' }),
    "sinks.s3.type: got the text 's3'; allowed: 'aws_s3'",
  ],
  [
    'snake case',
    source({ session_timeout_ms: 1 }),
    "sources.kafka.session_timeout_ms: no such option (did you mean 'sessionTimeoutMs'?)",
  ],
  [
    'an option of librdkafka',
    source({ librdkafka_options: {} }),
    'sources.kafka.librdkafka_options: is not taken, because librdkafka is not used',
  ],
  [
    'an option that Vector has',
    sink({ healthcheck: false }),
    'sinks.s3.healthcheck: is not taken: the bucket is always checked at start',
  ],
  ['a buffer at a sink', sink({ buffer: {} }), "sinks.s3.buffer: is not a sink's"],
  [
    'a name of the prototype',
    source({ constructor: 1 }),
    'sources.kafka.constructor: no such option',
  ],
  [
    'a server without port',
    source({ bootstrapServers: 'localhost' }),
    "sources.kafka.bootstrapServers: got the text 'localhost' (number 1, 'localhost', is not); allowed: brokers",
  ],
  [
    'a port beyond',
    source({ bootstrapServers: ['a:65536'] }),
    "sources.kafka.bootstrapServers: got a list of 1 (number 1, 'a:65536', is not)",
  ],
  [
    'a server twice',
    source({ bootstrapServers: 'a:1,a:1' }),
    "sources.kafka.bootstrapServers: got the text 'a:1,a:1' ('a:1' is in it twice)",
  ],
  ['no topics', source({ topics: [] }), 'sources.kafka.topics: got a list of 0; allowed: topics'],
  [
    'a topic that is none',
    source({ topics: 'a/b' }),
    "sources.kafka.topics: got the text 'a/b' (number 1, 'a/b', is not)",
  ],
  [
    'a broken pattern',
    source({ topics: ['^(a'] }),
    "sources.kafka.topics: got a list of 1 (number 1, '^(a', is not)",
  ],
  [
    'an offset below 0',
    source({ startAt: { offset: -1 } }),
    'sources.kafka.startAt: got an object (the offset is out of range)',
  ],
  [
    'a time without zone',
    source({ startAt: { timestamp: '2026-01-01T00:00:00' } }),
    'sources.kafka.startAt: got an object (the timestamp is no time with a zone',
  ],
  [
    'two starts',
    source({ startAt: { offset: 1, timestamp: 1 } }),
    'sources.kafka.startAt: got an object (exactly one of',
  ],
  [
    'a number as text',
    source({ commitIntervalMs: '5s' }),
    "sources.kafka.commitIntervalMs: got the text '5s'; allowed: an integer from 100 to 3600000",
  ],
  [
    'a fraction',
    source({ commitIntervalMs: 500.5 }),
    'sources.kafka.commitIntervalMs: got the number 500.5; allowed: an integer',
  ],
  [
    'not a number',
    source({ commitIntervalMs: Number.NaN }),
    'sources.kafka.commitIntervalMs: got the number NaN; allowed',
  ],
  [
    'a flag as number',
    source({ tls: { enabled: 1 } }),
    'sources.kafka.tls.enabled: got the number 1; allowed: true or false',
  ],
  [
    'an empty field name',
    source({ keyField: '' }),
    "sources.kafka.keyField: got the text ''; allowed: a field name, or null",
  ],
  [
    'two fields of one name',
    source({ keyField: 'topic' }),
    "sources.kafka.topicKey: got the text 'topic', which keyField has too",
  ],
  [
    'another codec',
    source({ decoding: { codec: 'xml' } }),
    "sources.kafka.decoding.codec: got the text 'xml'; allowed: 'json', 'bytes', 'string', 'protobuf', 'avro', 'csv' or 'messagepack'",
  ],
  [
    'avro without a schema',
    source({ decoding: { codec: 'avro' } }),
    'sources.kafka.decoding.avro.schema: is missing; give the schema as JSON, or schemaFiles',
  ],
  [
    'avro where the codec is another',
    source({ decoding: { avro: { schemaFiles: 'a.avsc' } } }),
    "sources.kafka.decoding.avro: is given, but codec is 'json'; write codec: 'avro'",
  ],
  [
    'csv without columns',
    source({ decoding: { codec: 'csv' } }),
    'sources.kafka.decoding.csv.columns: is missing; give the names of the columns, in their order',
  ],
  [
    'a type of no column',
    source({ decoding: { codec: 'csv', csv: { columns: 'a', types: { b: 'number' } } } }),
    "sources.kafka.decoding.csv.types: 'b' is no column",
  ],
  [
    'a quote that is the delimiter',
    source({ decoding: { codec: 'csv', csv: { columns: 'a', delimiter: '"' } } }),
    'sources.kafka.decoding.csv.quote: is the delimiter, too',
  ],
  [
    'a delimiter of two characters',
    source({ decoding: { codec: 'csv', csv: { columns: 'a', delimiter: '||' } } }),
    "sources.kafka.decoding.csv.delimiter: got the text '||'; allowed: one character, and no line break",
  ],
  [
    'a short session',
    source({ sessionTimeoutMs: 8000 }),
    'sources.kafka.sessionTimeoutMs: got the number 8000; allowed: at least three times heartbeatIntervalMs (3000)',
  ],
  [
    'a short rebalance',
    source({ rebalanceTimeoutMs: 7000 }),
    'sources.kafka.rebalanceTimeoutMs: got the number 7000; allowed: at least sessionTimeoutMs (10000)',
  ],
  [
    'an impatient socket',
    source({ socketTimeoutMs: 1000, fetch: { maxWaitMs: 1000 } }),
    'sources.kafka.socketTimeoutMs: got the number 1000; allowed: more than fetch.maxWaitMs (1000)',
  ],
  [
    'a fetch beyond the buffer',
    source({ fetch: { maxBytes: 100_000_000 } }),
    'sources.kafka.fetch.maxBytes: got the number 100000000; allowed: at most half of buffer.maxBytes',
  ],
  [
    'records beyond the buffer',
    source({ maxRecordBytes: 100_000_000 }),
    'sources.kafka.maxRecordBytes: got the number 100000000; allowed: at most half of buffer.maxBytes',
  ],
  [
    'IAM without TLS',
    source({ sasl: { mechanism: 'AWS_MSK_IAM', region: 'eu-west-1' } }),
    'sources.kafka.tls: is off, but AWS_MSK_IAM is for TLS listeners only',
  ],
  [
    'IAM without region',
    source({ tls: {}, sasl: { mechanism: 'AWS_MSK_IAM' } }),
    'sources.kafka.sasl.region: is missing; give it, or set AWS_REGION',
  ],
  [
    'a login without mechanism',
    source({ sasl: { enabled: true } }),
    "sources.kafka.sasl.mechanism: is missing; give 'PLAIN'",
  ],
  [
    'a login without password',
    source({ sasl: { mechanism: 'PLAIN', username: 'u' } }),
    'sources.kafka.sasl.password: is missing; PLAIN needs it',
  ],
  [
    'another mechanism',
    source({ sasl: { mechanism: 'SCRAM-SHA-1', username: 'u', password: 'p' } }),
    "sources.kafka.sasl.mechanism: got the text 'SCRAM-SHA-1'; allowed: 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512' or 'AWS_MSK_IAM'",
  ],
  [
    'a CA file that is not there',
    source({ tls: { caFile: 'ca.pem' } }),
    'sources.kafka.tls.caFile: the file cannot be read (ENOENT)',
  ],
  [
    'no such action',
    source({ onRejection: 'ignore' }),
    "sources.kafka.onRejection.action: got the text 'ignore'; allowed: 'dead_letter', 'drop' or 'stop'",
  ],
  [
    'dead letters to no sink',
    source({ onRejection: { sink: 's4' } }),
    "sources.kafka.onRejection.sink: there is no sink 's4' (did you mean 's3'?)",
  ],
  [
    'dead letters by a field',
    source({ onRejection: { keyPrefix: 'bad/{{ site }}/' } }),
    "sources.kafka.onRejection.keyPrefix: got the text 'bad/{{ site }}/' (a broken record has no fields",
  ],
  [
    'dead letters without folder',
    source({ onRejection: { keyPrefix: '%Y/' } }),
    "sources.kafka.onRejection.keyPrefix: got the text '%Y/'; allowed: literals and strftime with a literal folder first",
  ],
  ['no bucket', sink({ bucket: undefined }), 'sinks.s3.bucket: is missing; give a bucket name'],
  [
    'a bucket as URL',
    sink({ bucket: 's3://lake' }),
    "sinks.s3.bucket: got the text 's3://lake'; allowed: a bucket name",
  ],
  [
    'no region',
    sink({ region: undefined }),
    "sinks.s3.region: is missing; give a region like 'eu-central-1', or set AWS_REGION",
  ],
  [
    'a region that is none',
    sink({ region: 'Europe' }),
    "sinks.s3.region: got the text 'Europe'; allowed: a region like",
  ],
  [
    'an endpoint without scheme',
    sink({ endpoint: 'minio:9000' }),
    "sinks.s3.endpoint: got the text 'minio:9000'; allowed: a URL like",
  ],
  [
    'an endpoint with a path',
    sink({ endpoint: 'http://minio:9000/lake' }),
    "sinks.s3.endpoint: got the text 'http://minio:9000/lake' (it goes on after the port)",
  ],
  [
    'a prefix chosen by events',
    sink({ keyPrefix: '{{ site }}/' }),
    "sinks.s3.keyPrefix: got the text '{{ site }}/' (begins with {{ site }}",
  ],
  [
    'a group whose name leaves no room in a key',
    minimalPipeline({ source: { groupId: '한'.repeat(72) } }),
    'sources.kafka.groupId: got the text ',
  ],
  [
    'a prefix that escapes',
    sink({ keyPrefix: 'raw/../' }),
    "sinks.s3.keyPrefix: got the text 'raw/../' (",
  ],
  [
    'an absolute prefix',
    sink({ keyPrefix: '/raw/' }),
    "sinks.s3.keyPrefix: got the text '/raw/' (",
  ],
  [
    'an unknown specifier',
    sink({ keyPrefix: 'raw/%!/' }),
    "sinks.s3.keyPrefix: got the text 'raw/%!/' (",
  ],
  [
    'an unknown time zone',
    sink({ timezone: 'Mars/Olympus' }),
    "sinks.s3.timezone: got the text 'Mars/Olympus'; allowed: an IANA name",
  ],
  [
    'a time field that is no path',
    sink({ timeField: 'a..b' }),
    "sinks.s3.timeField: got the text 'a..b' (",
  ],
  [
    'an extension with a slash',
    sink({ filenameExtension: 'a/b' }),
    "sinks.s3.filenameExtension: got the text 'a/b'; allowed: 1 to",
  ],
  [
    'an unknown compression',
    sink({ compression: 'snappy' }),
    "sinks.s3.compression.algorithm: got the text 'snappy'; allowed: 'none', 'gzip' or 'zstd'",
  ],
  [
    'a gzip level beyond',
    sink({ compression: { algorithm: 'gzip', level: 12 } }),
    'sinks.s3.compression.level: got the number 12; allowed: 1 to 9 for gzip',
  ],
  [
    'a level of nothing',
    sink({ compression: { algorithm: 'none', level: 1 } }),
    "sinks.s3.compression.level: has no meaning with the algorithm 'none'",
  ],
  [
    'a batch without limit',
    sink({ batch: { maxBytes: 0 } }),
    'sinks.s3.batch.maxBytes: got the number 0; allowed: an integer from 1024',
  ],
  [
    'a batch without age',
    sink({ batch: { timeoutSecs: null } }),
    'sinks.s3.batch.timeoutSecs: got null; allowed: an integer from 1',
  ],
  [
    'a part that S3 would refuse',
    sink({ multipart: { partBytes: 1_000_000 } }),
    'sinks.s3.multipart.partBytes: got the number 1000000; allowed: an integer from 5242880',
  ],
  [
    'a watchdog before the batch',
    sink({ batch: { timeoutSecs: 600 } }),
    'watchdog.stuckAfterSecs: got the number 900; allowed: 0, or at least twice sinks.s3.batch.timeoutSecs (600)',
  ],
  [
    'an unknown storage class',
    sink({ storageClass: 'COLD' }),
    "sinks.s3.storageClass: got the text 'COLD'; allowed: 'STANDARD'",
  ],
  [
    'an unknown ACL',
    sink({ acl: 'public' }),
    "sinks.s3.acl: got the text 'public'; allowed: 'private'",
  ],
  [
    'a grantee without its kind',
    sink({ grantRead: 'somebody@example.com' }),
    `sinks.s3.grantRead: got the text 'somebody@example.com'; allowed: grantees like 'id="…", uri="…", emailAddress="…"'`,
  ],
  [
    'a grant beside an ACL',
    sink({ acl: 'private', grantWriteAcp: 'id="a"' }),
    'sinks.s3.grantWriteAcp: does not go with acl',
  ],
  [
    'an encoding around columns',
    sink({ contentEncoding: 'gzip', encoding: { codec: 'parquet' } }),
    'sinks.s3.contentEncoding: does not go with parquet',
  ],
  [
    'a KMS key without KMS',
    sink({ ssekmsKeyId: 'alias/x' }),
    "sinks.s3.ssekmsKeyId: needs serverSideEncryption: 'aws:kms'",
  ],
  [
    'a bucket key without KMS',
    sink({ serverSideEncryption: 'AES256', bucketKeyEnabled: true }),
    "sinks.s3.bucketKeyEnabled: needs serverSideEncryption: 'aws:kms'",
  ],
  [
    'eleven tags',
    sink({ tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`t${i}`, 'v'])) }),
    'sinks.s3.tags: got an object (there are 11); allowed: at most 10 tags',
  ],
  [
    'a tag of AWS',
    sink({ tags: { 'aws:x': 'v' } }),
    'sinks.s3.tags: got an object (the name of number 1 is not)',
  ],
  [
    'an owner that is none',
    sink({ expectedBucketOwner: '123' }),
    "sinks.s3.expectedBucketOwner: got the text '123'; allowed: 12 digits",
  ],
  [
    'half a key',
    sink({ auth: { accessKeyId: 'AKIA' } }),
    'sinks.s3.auth.secretAccessKey: is missing, but accessKeyId is given',
  ],
  [
    'two kinds of credentials',
    sink({ auth: { profile: 'p', assumeRole: 'arn:aws:iam::123456789012:role/r' } }),
    'sinks.s3.auth: got profile and assumeRole; allowed: one kind of credentials',
  ],
  [
    'a token file without role',
    sink({ auth: { webIdentityTokenFile: '/t' } }),
    'sinks.s3.auth.assumeRole: is missing, but webIdentityTokenFile is given',
  ],
  [
    'dead letters within the table',
    sink({ keyPrefix: 'raw/dt=%F/', onRejection: { keyPrefix: 'raw/bad/' } }),
    "sinks.s3.onRejection.keyPrefix: got the text 'raw/bad/', which lies in the folder 'raw/' of sinks.s3",
  ],
  [
    'no thread at all',
    top({ threads: 0 }),
    'threads: got the number 0; allowed: an integer from 1',
  ],
  [
    'threads that would share a disk buffer',
    top({
      threads: 2,
      dataDir: '/data',
      buffer: { type: 'disk', maxSize: 268_435_456 },
    }),
    "threads: got the number 2; allowed: 1 with buffer.type 'disk', because a data directory is of one consumer",
  ],
  [
    'a disk buffer without a size',
    top({ dataDir: '/data', buffer: { type: 'disk' } }),
    "buffer.maxSize: got nothing; allowed: a number of bytes, with buffer.type 'disk'",
  ],
  [
    'a disk buffer without a place',
    top({ buffer: { type: 'disk', maxSize: 268_435_456 } }),
    "dataDir: got nothing; allowed: an absolute path, with buffer.type 'disk'",
  ],
  [
    'a disk buffer that is shared by partitions',
    top({ delivery: 'dense', dataDir: '/data', buffer: { type: 'disk', maxSize: 268_435_456 } }),
    "buffer.type: got the text 'disk'; allowed: 'memory' with delivery 'dense', because an object there holds records of all partitions",
  ],
  [
    'the size of a disk buffer that is none',
    top({ buffer: { maxSize: 268_435_456 } }),
    "buffer.maxSize: got the number 268435456; allowed: with buffer.type 'disk' only",
  ],
  [
    'a data directory that depends on where the process is started',
    top({ dataDir: './data' }),
    "dataDir: got the text './data'; allowed: an absolute path",
  ],
  [
    'a small buffer',
    top({ buffer: { maxBytes: 1_000_000 } }),
    'buffer.maxBytes: got the number 1000000; allowed: an integer from 33554432',
  ],
  [
    'an address without port',
    top({ api: { address: '0.0.0.0' } }),
    "api.address: got the text '0.0.0.0'; allowed: 'host:port'",
  ],
  [
    'a level that is none',
    top({ log: { level: 'debug' } }),
    "log.level: got the text 'debug'; allowed: 'DEBUG', 'INFO', 'WARN' or 'ERROR'",
  ],
  [
    'a missing variable',
    source({ groupId: '${GROUP}' }),
    "sources.kafka.groupId: the environment has no variable 'GROUP'; set it, or write a default as ${NAME:-default}",
  ],
  [
    'a missing variable in a list',
    source({ topics: ['a', '${B}'] }),
    "sources.kafka.topics: the environment has no variable 'B'",
  ],
  [
    'a required option left empty by the environment',
    sink({ bucket: '${B:-}' }),
    'sinks.s3.bucket: is missing',
  ],
];

for (const [what, definition, expected] of cases) {
  test(`${what} is the one fault`, () => {
    const faults = faultsOf(definition);
    // Without any component there is more to say than the kind of the value.
    const first = faults[0] ?? 'no fault';
    assert.ok(first.startsWith(expected), first);
    const allowed = typeof definition === 'object' && definition !== null && 'name' in definition;
    if (allowed && !what.startsWith('sources as')) {
      assert.deepEqual(
        faults.slice(1).filter((fault) => !fault.includes('.inputs')),
        [],
      );
    }
  });
}

test('a source of the wrong type does not hide what else is wrong', () => {
  const faults = faultsOf(minimalPipeline({ source: { type: 'x' }, sink: { bucket: 'B' } }));
  assert.deepEqual(
    faults.map((fault) => fault.split(':')[0]),
    ['sources.kafka.type', 'sinks.s3.bucket'],
  );
});

for (const [what, ours, theirs, isRefused] of [
  ['the same topic', ['a', 'b'], ['b', 'c'], true],
  ['a pattern that takes the topic', ['^dev.*'], ['devices'], true],
  ['a topic that a pattern takes', ['devices'], ['^dev.*'], true],
  ['two patterns', ['^a.*'], ['^b.*'], true],
  ['different topics', ['a'], ['b'], false],
  ['a pattern for a part of the name only', ['^dev'], ['devices'], false],
] as const) {
  test(`two sources of one group with ${what}: ${isRefused ? 'refused' : 'taken'}`, () => {
    const kafka = { type: 'kafka', bootstrapServers: 'a:1,b:1', groupId: 'g' };
    const definition = minimalPipeline({
      top: {
        sources: {
          one: { ...kafka, topics: ours },
          two: { ...kafka, bootstrapServers: 'b:1', topics: theirs },
        },
      },
      sink: { inputs: ['one', 'two'] },
    });
    const faults = faultsOf(definition);
    assert.equal(faults.length, isRefused ? 1 : 0, faults.join());
    if (isRefused)
      assert.match(
        faults[0] ?? '',
        /^sources\.two\.groupId: got the text 'g', with which sources\.one reads/,
      );
  });
}

test('two sources of one group on different clusters are no fault', () => {
  const kafka = { type: 'kafka', groupId: 'g', topics: 'a' };
  const definition = minimalPipeline({
    top: {
      sources: {
        one: { ...kafka, bootstrapServers: 'a:1' },
        two: { ...kafka, bootstrapServers: 'b:1' },
      },
    },
    sink: { inputs: ['one', 'two'] },
  });
  assert.deepEqual(faultsOf(definition), []);
});
