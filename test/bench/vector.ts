import { join } from 'node:path';
import { briefProgram, vectorConfig } from '../../infra/compare/measure/vector-config.ts';
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
      files: { 'vector.json': `${JSON.stringify(configOf(of, place), null, 2)}\n` },
    }),
  };
}

function configOf(of: BenchCase, place: RunPlace): object {
  return vectorConfig({
    ...place,
    compression: of.compression,
    decoding: decodings[of.change],
    program: of.change === 'none' ? null : programs[of.change],
  });
}

const programs = {
  brief: briefProgram,
  messages: briefProgram,
  reshaped: [
    ...briefProgram.slice(0, -1),
    '.level = to_float(.level) ?? 0.0',
    '.battery = to_int(.battery) ?? -1',
    'if !exists(.site) { .site = "unknown" }',
    '.device = del(.device_name)',
    'del(.tags)',
    '.hot = (float(.sensor.temperature) ?? 0.0) > 30.0',
    '.total = (int(.one) ?? 0) + (int(.two) ?? 0) + (int(.three) ?? 0)',
    '.day = format_timestamp(.timestamp, "%F") ?? ""',
    ...briefProgram.slice(-1),
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
