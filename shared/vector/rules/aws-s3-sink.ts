import { group, holds, moot, only, read, refused, type Rules, to } from './rule.ts';
import { storeTlsRules } from './tls.ts';
import { template, wholeSeconds, zone } from './values.ts';

const ownRequests =
  'requests are as many as objects are finished, and retried with backoff until they are stored';
const otherCodec = 'write the line in a remap, `. = …`, with encoding.codec: text';
const listed = 'objects are framed by newline (text, json), or as one JSON array (json)';
const metricsOnly = 'is of metrics, which no Kafka record is here; leave it out';

/** The options of an `aws_s3` sink, all of them. */
export const awsS3SinkRules: Rules = {
  type: read('`type`'),
  inputs: read('`inputs`; `*` stands for whatever it matches'),
  bucket: to('bucket'),
  endpoint: to('endpoint'),
  region: to('region'),
  force_path_style: to('forcePathStyle'),
  key_prefix: to(
    'keyPrefix',
    { absent: 'it is date=%F as in Vector', change: 'a value of a field cannot leave its folder' },
    template,
  ),
  filename_time_format: read(
    "`filenameTimeFormat` with `delivery: 'dense'`; in exact mode the name is made of topic, partition and offset, so that a retry writes the same object",
  ),
  filename_append_uuid: read(
    "`filenameAppendUuid` with `delivery: 'dense'`; in exact mode no name needs one, and none is written twice",
  ),
  filename_extension: to('filenameExtension', {
    absent: 'it is that of the content: ndjson.gz, say, not log.gz',
  }),
  timezone: to(
    'timezone',
    { absent: 'it is UTC; Vector takes the local one, in a container mostly the same' },
    zone,
  ),
  compression: to('compression', null, compression),
  batch: group({
    max_bytes: to(
      'batch.maxBytes',
      'of encoded bytes, so objects have that size; Vector counts memory, and its objects come out a fraction of it, divided by threads',
    ),
    max_events: to('batch.maxEvents'),
    timeout_secs: to('batch.timeoutSecs', null, wholeSeconds),
  }),
  encoding: group({
    codec: read('`encoding.codec`, together with framing.method'),
    except_fields: to('encoding.exceptFields'),
    only_fields: to('encoding.onlyFields'),
    timestamp_format: to('encoding.timestampFormat'),
    json: group({ pretty: only([false], 'an event is one line; leave it out') }),
    csv: group({
      fields: to('encoding.csv.fields'),
      delimiter: to('encoding.csv.delimiter'),
      quote: to('encoding.csv.quote'),
      double_quote: only([true], 'a quote within text stands twice; leave it out'),
      escape: only(['"'], 'a quote within text stands twice; leave it out'),
      quote_style: only(['necessary'], 'text is quoted where it has to be; leave it out'),
      capacity: holds('the buffer is shared, and as large as a row needs'),
    }),
    protobuf: group({
      desc_file: to('encoding.protobuf.descFile', 'compiled into the bundle'),
      message_type: to('encoding.protobuf.messageType'),
      use_json_names: to('encoding.protobuf.useJsonNames'),
    }),
    avro: refused(
      'Vector writes bare values, which no engine reads; write sluice.sinks.NAME.encoding.codec: avro for files with a schema',
    ),
    cef: refused(otherCodec),
    gelf: refused(otherCodec),
    metric_tag_values: refused(metricsOnly),
  }),
  framing: group({
    method: read('`encoding.codec`: newline_delimited with json is ndjson'),
    character_delimited: group({
      delimiter: read('`encoding.codec`: a newline, or a comma with json'),
    }),
    length_delimited: refused(listed),
    max_frame_length: refused(listed),
  }),
  batch_encoding: refused('write sluice.sinks.NAME.encoding.codec: parquet, with its schema'),
  acknowledgements: group({
    enabled: to('acknowledgements', {
      absent: 'it is on: offsets wait until the objects are stored',
    }),
  }),
  buffer: read(
    '`buffer` of the process: memory is bounded by `buffer.maxBytes` for all sinks together, disk by `buffer.maxSize`',
  ),
  request: group({
    timeout_secs: to('request.timeoutSecs', null, wholeSeconds),
    concurrency: moot(ownRequests),
    adaptive_concurrency: moot(ownRequests),
    rate_limit_duration_secs: moot(ownRequests),
    rate_limit_num: moot(ownRequests),
    retry_attempts: moot(
      'what cannot be stored is never given up, as its offsets are not committed',
    ),
    retry_initial_backoff_secs: moot(ownRequests),
    retry_jitter_mode: moot(ownRequests),
    retry_max_duration_secs: moot(ownRequests),
    headers: refused('requests to S3 are signed as they are; leave it out'),
  }),
  retry_strategy: moot(ownRequests),
  auth: group({
    access_key_id: to('auth.accessKeyId'),
    secret_access_key: to('auth.secretAccessKey'),
    session_token: to('auth.sessionToken'),
    profile: to('auth.profile'),
    assume_role: to('auth.assumeRole'),
    external_id: to('auth.externalId'),
    session_name: to('auth.sessionName'),
    credentials_file: refused(
      'set AWS_SHARED_CREDENTIALS_FILE in the environment, and leave it out',
    ),
    region: refused('set AWS_REGION in the environment, and leave it out'),
    load_timeout_secs: moot('credentials are waited for as long as they can come'),
    imds: moot(
      'the environment has AWS_METADATA_SERVICE_TIMEOUT and AWS_METADATA_SERVICE_NUM_ATTEMPTS for it',
    ),
  }),
  acl: to('acl'),
  content_type: to('contentType', { absent: 'it is that of the codec, not text/x-log' }),
  content_encoding: to('contentEncoding', {
    absent:
      'there is none: Vector says gzip of what it has packed, and browsers then unpack a .gz by themselves',
  }),
  grant_full_control: to('grantFullControl'),
  grant_read: to('grantRead'),
  grant_read_acp: to('grantReadAcp'),
  grant_write_acp: to('grantWriteAcp'),
  server_side_encryption: to('serverSideEncryption'),
  ssekms_key_id: to('ssekmsKeyId', 'one key for all objects: no template'),
  storage_class: to('storageClass'),
  tags: to('tags'),
  tls: group(storeTlsRules),
  healthcheck: group({
    enabled: moot('the bucket is looked for at the start, whatever it says'),
    uri: moot('the bucket itself is asked'),
  }),
  healthcheck_uri: moot('the bucket itself is asked'),
  proxy: refused(
    'set HTTPS_PROXY through a gateway endpoint of the VPC instead; S3 is spoken to directly',
  ),
  graph: group({ node_attributes: read('attributes of the node in `sluice graph`') }),
};

/** Names in templates without the dot that Vector allows before them. */
const levels: Readonly<Record<string, number>> = { fast: 1, best: 9 };

function compression(value: unknown): { readonly value: unknown } | { readonly fault: string } {
  if (typeof value === 'string') {
    return value === 'snappy' || value === 'zlib'
      ? { fault: `'${value}' is not written here; take gzip, or zstd, which is smaller and faster` }
      : { value };
  }
  if (typeof value !== 'object' || value === null) return { value };
  const { algorithm, level, ...rest } = value as Record<string, unknown>;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) return { fault: `has no '${unknown}'; allowed: algorithm, level` };
  const checked = compression(algorithm);
  if ('fault' in checked) return checked;
  if (level === undefined || level === 'default') return { value: { algorithm } };
  const known = typeof level === 'string' ? (levels[level] ?? level) : level;
  return { value: { algorithm, level: known } };
}
