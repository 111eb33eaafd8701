import assert from 'node:assert/strict';
import { it } from 'node:test';
import { engineOf } from '../../support/engine.ts';
import { memoryChunk } from '../../support/memory-chunk.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { faultsOf, minimalPipeline } from '../../support/minimal-pipeline.ts';
import { minimalConfig, vectorModel } from '../../support/vector.ts';

const quiet = {
  keyField: null,
  topicKey: null,
  partitionKey: null,
  headersKey: null,
  offsetKey: null,
  sourceTypeKey: null,
};
const timestampMs = Date.parse('2024-01-02T03:04:06.500Z');

async function stored(sink: object, transform: object | null, value = '{}'): Promise<string> {
  const store = memoryStore();
  const { engine, source } = engineOf(
    minimalPipeline({
      source: quiet,
      sink: {
        inputs: [transform === null ? 'kafka' : 't'],
        keyPrefix: 'raw/',
        compression: 'none',
        ...sink,
      },
      ...(transform === null ? {} : { top: { transforms: { t: transform } } }),
    }),
    new Map([['s3', store]]),
  );
  source.assign({ topic: 'devices', partition: 0 }, null, 0n);
  const records = [{ offset: 0n, timestampMs, value }];
  source.accept(memoryChunk({ start: 0n, next: 1n, records }));
  engine.cutAll('end');
  await engine.settled();
  return [...store.objects.values()].map(({ text }) => text).join('');
}

const vrl = (source: string): object => ({ type: 'remap', inputs: ['kafka'], source });
const at = '.at = parse_timestamp!("2024-01-02T03:04:05.123456789Z", "%+")';

for (const [format, own, given] of [
  ['rfc3339', '"2024-01-02T03:04:06.500Z"', '"2024-01-02T03:04:05.123456789Z"'],
  ['unix', '1704164646', '1704164645'],
  ['unix_ms', '1704164646500', '1704164645123'],
  ['unix_us', '1704164646500000', '1704164645123456'],
  ['unix_ns', '1704164646500000000', '1704164645123456789'],
  ['unix_float', '1704164646.5', '1704164645.123456'],
] as const) {
  it(`writes times as ${format}`, async () => {
    const sink = { encoding: { codec: 'ndjson', timestampFormat: format } };
    assert.equal(await stored(sink, null), `{"timestamp":${own}}\n`);
    assert.equal(await stored(sink, vrl(at)), `{"timestamp":${own},"at":${given}}\n`);
    const deep = `${at}; . = { "a": [{ "at": .at }], "own": .timestamp, "text": "2024-01-02T03:04:05Z" }`;
    const rest = `"own":${own},"text":"2024-01-02T03:04:05Z"`;
    assert.equal(await stored(sink, vrl(deep)), `{"a":[{"at":${given}}],${rest}}\n`);
  });
}

it('writes whole seconds with a fraction as floats, and dates of TypeScript', async () => {
  const program = (event: { at?: Date; timestamp?: unknown }): void => {
    delete event.timestamp;
    event.at = new Date(1_704_164_645_000);
  };
  const sink = { encoding: { codec: 'ndjson', timestampFormat: 'unix_float' } };
  const written = await stored(sink, { type: 'remap', inputs: ['kafka'], program });
  assert.equal(written, '{"at":1704164645.0}\n');
});

for (const [timestampFormat, written] of [
  ['unix', '1704164645'],
  ['rfc3339', '"2024-01-02T03:04:05.123456789Z"'],
] as const) {
  it(`gives a time of one program to the next as a time, and keys as they were; stored as ${timestampFormat}`, async () => {
    const store = memoryStore();
    const { engine, source } = engineOf(
      minimalPipeline({
        source: { ...quiet, timestampKey: null },
        sink: {
          inputs: ['second'],
          keyPrefix: 'raw/{{ at }}/',
          compression: 'none',
          encoding: { codec: 'ndjson', timestampFormat },
        },
        top: {
          transforms: {
            first: vrl(`${at}; .all = [{ "at": .at }]`),
            // between programs, and in a list, too
            kept: {
              type: 'filter',
              inputs: ['first'],
              condition: 'is_timestamp(.at) && is_timestamp(.all[0].at)',
            },
            second: { ...vrl('.next = format_timestamp!(.at, "%f")'), inputs: ['kept'] },
          },
        },
      }),
      new Map([['s3', store]]),
    );
    source.assign({ topic: 'devices', partition: 0 }, null, 0n);
    source.accept(memoryChunk({ start: 0n, next: 1n, records: [{ offset: 0n, value: '{}' }] }));
    engine.cutAll('end');
    await engine.settled();
    const [[key, { text }] = ['', { text: '' }]] = store.objects;
    assert.ok(key.startsWith('raw/2024-01-02T03%3A04%3A05.123456789Z/'), key);
    assert.equal(text, `{"at":${written},"all":[{"at":${written}}],"next":"123456789"}\n`);
  });
}

it('is refused where the codec has types of its own', () => {
  const encoding = { codec: 'parquet', timestampFormat: 'unix' };
  assert.deepEqual(faultsOf(minimalPipeline({ sink: { encoding } })), [
    'sinks.s3.encoding.timestampFormat: does not go with parquet, whose types say how times are kept',
  ]);
});

it("is read of Vector's", () => {
  const sink = '    encoding: { codec: json, timestamp_format: unix_ns }';
  assert.equal(vectorModel(minimalConfig({ sink })).sinks.get('s3')?.timestampFormat, 'unix_ns');
});
