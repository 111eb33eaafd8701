import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedObjects } from '../../../../functions/cli/validate/expected-objects.ts';
import type { Load } from '../../../../functions/cli/validate/expected-objects.ts';
import { loadPipeline } from '../../../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../../../shared/pipeline/model.ts';
import { cli } from '../../../support/cli.ts';

/** A pipeline with a sink for each batch. */
function pipeline(delivery: 'exact' | 'dense', ...batches: readonly object[]): PipelineModel {
  const sinks = batches.map((batch, index) => [
    `s3-${index}`,
    {
      type: 'aws_s3',
      inputs: ['kafka'],
      bucket: 'lake',
      region: 'eu-central-1',
      keyPrefix: `raw-${index}/`,
      batch,
    },
  ]);
  const kafka = {
    type: 'kafka',
    bootstrapServers: 'localhost:9092',
    topics: 'devices',
    groupId: 'lake',
  };
  const definition = {
    name: 'devices',
    delivery,
    sources: { kafka },
    sinks: Object.fromEntries(sinks) as unknown,
  };
  return loadPipeline(definition, { env: {}, readFile: () => '' });
}

const even: Load = { rate: 1000, recordBytes: 100, partitions: 10, prefixes: 1, consumers: 2 };
const hour = 730;

for (const [what, model, load, expected] of [
  [
    'one prefix, ends by age: an object a partition and timeout',
    pipeline('exact', { maxBytes: 10_000_000, timeoutSecs: 60 }),
    even,
    [{ objectBytes: 600_000, objectsPerMonth: hour * 60 * 10, extra: 0, endsBy: 'age' }],
  ],
  [
    'one prefix, ends by size before its timeout',
    pipeline('exact', { maxBytes: 100_000, timeoutSecs: 60 }),
    even,
    [{ objectBytes: 100_000, objectsPerMonth: hour * 360 * 10, extra: 0, endsBy: 'size' }],
  ],
  [
    'one prefix, ends by count',
    pipeline('exact', { maxBytes: 100_000, maxEvents: 500, timeoutSecs: 60 }),
    even,
    [{ objectBytes: 50_000, objectsPerMonth: hour * 720 * 10, extra: 0, endsBy: 'count' }],
  ],
  [
    'several prefixes: age ends the epoch, size rolls, and each epoch has a record',
    pipeline('exact', { maxBytes: 100_000, timeoutSecs: 60 }),
    { ...even, prefixes: 2 },
    [
      {
        objectBytes: 100_000,
        objectsPerMonth: hour * 60 * 10 * 6,
        extra: hour * 60 * 10,
        endsBy: 'size',
      },
    ],
  ],
  [
    'two sinks: the shortest timeout is for both, one of them has the records',
    pipeline('exact', { timeoutSecs: 60 }, { timeoutSecs: 300 }),
    even,
    [
      { objectBytes: 600_000, objectsPerMonth: hour * 600, extra: hour * 600, endsBy: 'age' },
      { objectBytes: 600_000, objectsPerMonth: hour * 600, extra: 0, endsBy: 'age' },
    ],
  ],
  [
    'dense: partitions share objects, one a consumer',
    pipeline('dense', { maxBytes: 10_000_000, timeoutSecs: 60 }),
    even,
    [{ objectBytes: 3_000_000, objectsPerMonth: hour * 60 * 2, extra: 0, endsBy: 'age' }],
  ],
] as const) {
  test(`expected objects: ${what}`, () => {
    const found = expectedObjects(model, load);
    assert.deepEqual(
      found.map(({ objectBytes, objectsPerMonth, putsPerMonth, endsBy }) => ({
        objectBytes: Math.round(objectBytes),
        objectsPerMonth: Math.round(objectsPerMonth),
        extra: Math.round(putsPerMonth - objectsPerMonth),
        endsBy,
      })),
      expected,
    );
  });
}

const devices = 'pipelines/devices.ts';

test('sluice validate --rate says how large objects get, and what is wrong with that', async () => {
  const args = [
    'validate',
    devices,
    '--no-environment',
    '--rate',
    '10000',
    '--record-bytes',
    '200',
  ];
  const { code, err } = await cli([...args, '--partitions', '64'], { env: {} });
  assert.equal(code, 0);
  assert.equal(
    err,
    [
      'At 10,000 events/s of 200 bytes in 64 partitions, 1 key prefix at a time, before compression:',
      '  s3: objects of 1.9 MB (they end by age), 2,803,200 objects and 2,803,200 PUTs a month',
      "    small for Athena: raise batch.timeoutSecs, or take delivery: 'dense', which shares objects among partitions",
      '    one consumer has 120.0 MB open by then, and buffer.maxBytes is 67.1 MB: unless they compress well, objects end earlier, by memory',
      'ok: pipelines/devices.ts: no fault in it; no server was asked',
      '',
    ].join('\n'),
  );
});

test('sluice validate --rate says that a Parquet file is whole in memory', async () => {
  const { code, err } = await cli(
    ['validate', 'pipelines/devices-parquet.ts', '--no-environment', '--rate', '100000'],
    {
      env: {},
    },
  );
  assert.equal(code, 0);
  assert.match(
    err,
    /a Parquet file is whole in memory when it is published, with the 33\.6 MB of lines/,
  );
});

for (const [args, expected] of [
  [['--rate', '1.5'], "--rate: got '1.5'; allowed: a whole number from 1"],
  [['--rate', '5', '--partitions', '0'], "--partitions: got '0'; allowed: a whole number from 1"],
  [['--partitions', '5'], '--partitions says something about a load; give its --rate, too'],
] as const) {
  test(`sluice validate ${args.join(' ')} is refused`, async () => {
    const { code, err } = await cli(['validate', devices, ...args]);
    assert.equal(code, 78);
    assert.ok(err.startsWith(`CONFIG_INVALID: ${expected}`), err);
  });
}
