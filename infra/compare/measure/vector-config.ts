import type { DemoEngines } from '../../demo/find-engines.ts';

export interface VectorPlace {
  readonly engines: DemoEngines;
  readonly topic: string;
  /** Of group and bucket. */
  readonly name: string;
  /** For files of its own. */
  readonly folder: string;
  readonly compression: string;
  /** Of the source. */
  readonly decoding: object;
  /** VRL, a statement each; null: there is no transform. */
  readonly program: readonly string[] | null;
}

/** What the brief's pipeline takes off each event before it is written as JSON. */
export const briefProgram: readonly string[] = [
  ...['topic', 'partition', 'offset', 'headers', 'source_type'].map((field) => `del(.${field})`),
  '. = encode_json(.)',
];

/** Vector's configuration as in the brief, with a shorter timeout: the last objects are stored by it. */
export function vectorConfig(place: VectorPlace): object {
  const { engines, topic, name, folder, program } = place;
  const { s3 } = engines;
  return {
    data_dir: folder,
    sources: {
      kafka: {
        type: 'kafka',
        bootstrap_servers: engines.bootstrapServers,
        topics: [topic],
        group_id: name,
        auto_offset_reset: 'earliest',
        key_field: 'message_key',
        commit_interval_ms: 5000,
        decoding: place.decoding,
      },
    },
    ...(program === null
      ? {}
      : { transforms: { line: { type: 'remap', inputs: ['kafka'], source: program.join('\n') } } }),
    sinks: {
      s3: {
        type: 'aws_s3',
        inputs: [program === null ? 'kafka' : 'line'],
        bucket: name,
        endpoint: s3.endpoint,
        region: s3.region,
        force_path_style: true,
        auth: {
          access_key_id: s3.accessKeyId,
          secret_access_key: s3.secretAccessKey,
          ...(s3.sessionToken === null ? {} : { session_token: s3.sessionToken }),
        },
        key_prefix: 'raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/',
        acknowledgements: { enabled: true },
        filename_append_uuid: true,
        filename_time_format: '%s',
        compression: place.compression,
        encoding: { codec: 'text' },
        framing: { method: 'newline_delimited' },
        buffer: { type: 'memory', max_events: 10_000, when_full: 'block' },
        batch: { max_bytes: 5_242_880, timeout_secs: 5 },
      },
    },
  };
}
