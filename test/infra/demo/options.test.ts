import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readOptions } from '../../../infra/demo/options.ts';

describe('the options of the demo', () => {
  it('are a million events through six partitions where nothing is said', () => {
    assert.deepEqual(readOptions([]), {
      events: 1_000_000,
      partitions: 6,
      compression: 'none',
      format: 'ndjson',
      decode: 'json',
      pipeline: null,
      handler: false,
      bisect: false,
      keep: false,
      json: false,
    });
  });

  it('are taken as they are given', () => {
    const args = [
      '--events',
      '20000',
      '--partitions=3',
      '--compression',
      'zstd',
      '--decode=protobuf',
      '--pipeline=pipelines/devices.yaml',
      '--handler',
      '--bisect',
      '--keep',
      '--json',
    ];
    assert.deepEqual(readOptions(args), {
      events: 20_000,
      partitions: 3,
      compression: 'zstd',
      format: 'ndjson',
      decode: 'protobuf',
      pipeline: 'pipelines/devices.yaml',
      handler: true,
      bisect: true,
      keep: true,
      json: true,
    });
  });

  it('are none where help is asked for', () => {
    assert.equal(readOptions(['--help']), null);
  });

  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ['--event', '5'],
      /there is no option --event.*allowed: --events, --partitions, --compression, --format, --decode, --pipeline, --handler, --bisect, --keep, --json/,
    ],
    [['--decode', 'avro'], /--decode: got 'avro'; allowed: json, protobuf/],
    [['--lambda'], /there is no option --lambda/],
    [['--bisect'], /^--bisect is for --handler alone$/],
    [['--events', '199'], /^--events: got '199'; allowed: a whole number from 200 to 100000000$/],
    [['--events', '1e6'], /^--events: got '1e6'/],
    [['--events', '2000.5'], /^--events: got '2000.5'/],
    [['--partitions', '0'], /^--partitions: got '0'; allowed: a whole number from 1 to 24$/],
    [['--partitions', '25'], /^--partitions: got '25'/],
    [['--compression', 'snappy'], /^--compression: got 'snappy'; allowed: none, gzip, zstd$/],
    [['--format', 'orc'], /^--format: got 'orc'; allowed: ndjson, parquet$/],
    [
      ['--format', 'parquet', '--compression', 'gzip'],
      /^--compression is for --format ndjson alone$/,
    ],
    [['quickly'], /'quickly' is one word too many/],
  ];
  for (const [args, message] of refused) {
    it(`are refused: ${args.join(' ')}`, () => {
      assert.throws(() => readOptions(args), { code: 'CONFIG_INVALID', message });
    });
  }
});
