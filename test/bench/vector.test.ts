import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { benchCases } from './cases.ts';
import type { RunPlace } from './programs.ts';
import { vector } from './vector.ts';

const place: RunPlace = {
  engines: {
    bootstrapServers: 'localhost:9092',
    s3: {
      endpoint: 'http://localhost:9000',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: null,
      region: 'eu-central-1',
    },
    origin: 'started',
    lasting: false,
    stop: () => Promise.resolve(),
  },
  topic: 'devices',
  name: 'run-1',
  folder: '/tmp/run-1',
  path: '/bin',
};

interface Decoding {
  readonly codec: string;
  readonly protobuf?: { readonly desc_file: string; readonly message_type: string };
}

interface VectorConfig {
  readonly data_dir: string;
  readonly sources: { kafka: { topics: string[]; group_id: string; decoding: Decoding } };
  readonly transforms?: { line: { inputs: string[]; source: string } };
  readonly sinks: { s3: { inputs: string[]; bucket: string; compression: string } };
}

function startOf(name: string) {
  const of = benchCases.find((one) => one.name === name);
  assert.ok(of);
  const { file, args, files } = vector('/opt/vector').start(of, place);
  const config = JSON.parse(files?.['vector.json'] ?? '') as VectorConfig;
  return { file, args, config };
}

describe('the Vector beside the bench', () => {
  it('is started with a configuration in the folder of the run', () => {
    const { file, args, config } = startOf('c');
    assert.equal(file, '/opt/vector');
    assert.deepEqual(args, ['--threads', '2', '--config', '/tmp/run-1/vector.json']);
    const { sources, sinks } = config;
    assert.deepEqual(sources.kafka.topics, ['devices']);
    assert.equal(sources.kafka.group_id, 'run-1');
    assert.equal(sinks.s3.bucket, 'run-1');
    assert.equal(sinks.s3.compression, 'zstd');
    assert.deepEqual(sinks.s3.inputs, ['line']);
  });

  it('does to events what the case asks for, and the text of them last', () => {
    const { source = '' } = startOf('d').config.transforms?.line ?? {};
    const lines = source.split('\n');
    assert.equal(lines.at(-1), '. = encode_json(.)');
    assert.equal(lines.filter((line) => line === '. = encode_json(.)').length, 1);
    assert.ok(lines.includes('.device = del(.device_name)'));
    const brief = startOf('a').config.transforms?.line.source.split('\n') ?? [];
    assert.ok(brief.every((line) => lines.includes(line)));
  });

  it('has the descriptor of messages', () => {
    const { sources, transforms } = startOf('e').config;
    const { codec, protobuf } = sources.kafka.decoding;
    assert.deepEqual([codec, protobuf?.message_type], ['protobuf', 'bench.BenchEvent']);
    assert.ok(existsSync(protobuf?.desc_file ?? ''));
    assert.match(transforms?.line.source ?? '', /\. = encode_json\(\.\)$/);
  });

  it('does not look at values that pass through', () => {
    const { sources, transforms, sinks } = startOf('i').config;
    assert.equal(sources.kafka.decoding.codec, 'bytes');
    assert.equal(transforms, undefined);
    assert.deepEqual(sinks.s3.inputs, ['kafka']);
  });
});
