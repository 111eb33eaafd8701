import { join } from 'node:path';
import type { BenchCase } from './cases.ts';
import type { BenchProgram, RunPlace } from './programs.ts';

/** A Vector that is there, under the pipeline that it would be given for the case. */
export function vector(path: string): BenchProgram {
  return {
    name: 'vector',
    ends: false,
    start: (of, place) => ({
      file: path,
      args: ['--threads', '2', '--config', join(place.folder, 'vector.json')],
      env: { PATH: place.path ?? '', VECTOR_LOG: 'warn' },
      files: { 'vector.json': `${JSON.stringify(vectorConfig(of, place), null, 2)}\n` },
    }),
  };
}

/** As in the brief, with a shorter timeout: the last objects are stored by it. */
function vectorConfig(of: BenchCase, place: RunPlace): object {
  const { engines, topic, name, folder } = place;
  const { s3 } = engines;
  const passed = of.change === 'none';
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
        decoding: decodings[of.change],
      },
    },
    ...(passed
      ? {}
      : {
          transforms: {
            line: { type: 'remap', inputs: ['kafka'], source: programs[of.change].join('\n') },
          },
        }),
    sinks: {
      s3: {
        type: 'aws_s3',
        inputs: [passed ? 'kafka' : 'line'],
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
        compression: of.compression,
        encoding: { codec: 'text' },
        framing: { method: 'newline_delimited' },
        buffer: { type: 'memory', max_events: 10_000, when_full: 'block' },
        batch: { max_bytes: 5_242_880, timeout_secs: 5 },
      },
    },
  };
}

const metadata = ['topic', 'partition', 'offset', 'headers', 'source_type'];
const brief = [...metadata.map((field) => `del(.${field})`), '. = encode_json(.)'];
const programs = {
  brief,
  messages: brief,
  reshaped: [
    ...brief.slice(0, -1),
    '.level = to_float(.level) ?? 0.0',
    '.battery = to_int(.battery) ?? -1',
    'if !exists(.site) { .site = "unknown" }',
    '.device = del(.device_name)',
    'del(.tags)',
    '.hot = (float(.sensor.temperature) ?? 0.0) > 30.0',
    '.total = (int(.one) ?? 0) + (int(.two) ?? 0) + (int(.three) ?? 0)',
    '.day = format_timestamp(.timestamp, "%F") ?? ""',
    ...brief.slice(-1),
  ],
} satisfies Record<Exclude<BenchCase['change'], 'none'>, readonly string[]>;

const json = { codec: 'json' };
const decodings = {
  brief: json,
  reshaped: json,
  none: { codec: 'bytes' },
  messages: {
    codec: 'protobuf',
    protobuf: {
      desc_file: join(import.meta.dirname, 'data/bench-event.desc'),
      message_type: 'bench.BenchEvent',
    },
  },
} satisfies Record<BenchCase['change'], object>;
