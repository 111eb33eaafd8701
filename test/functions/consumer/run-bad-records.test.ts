import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { produce, type TestRecord } from '../../support/produce.ts';
import { makeScenario, type Scenario } from '../../support/scenario.ts';
import { storedEvents } from '../../support/stored-events.ts';

const scenarios: Scenario[] = [];
const begin: typeof makeScenario = async (options) => {
  const scenario = await makeScenario(options);
  scenarios.push(scenario);
  return scenario;
};

const letters = { onRejection: { keyPrefix: 'dead/' } };
const transform = { transforms: { check: { inputs: ['kafka'], program: 'needsNumber' } } };
const good = '{"number":1,"device":"a"}';
const notUtf8 = Buffer.concat([
  Buffer.from('{"number":1,"name":"'),
  Buffer.from([0xff, 0xfe]),
  Buffer.from('"}'),
]);

describe('a bad record', { timeout: 120_000, concurrency: 3 }, () => {
  after(async () => {
    for (const scenario of scenarios) await scenario.remove();
  });

  it('goes whole to the dead letters, whatever is wrong with it, and the good ones beside it to the lake', async () => {
    const scenario = await begin({
      source: { ...letters, maxRecordBytes: 10_000 },
      sink: {
        inputs: ['check'],
        keyPrefix: 'raw/{{ device }}/',
        onRejection: { keyPrefix: 'dead/sink/' },
      },
      top: transform,
    });
    const timestampMs = Date.UTC(2026, 4, 1, 10);
    const bad: readonly (readonly [string, string, TestRecord])[] = [
      ['NOT_JSON', 'decode', { value: '{"number":' }],
      ['NOT_AN_OBJECT', 'decode', { value: '[1,2]' }],
      ['NOT_UTF8', 'decode', { value: notUtf8, key: Buffer.from([0xff]) }],
      ['NOT_JSON', 'decode', { value: '' }],
      ['RECORD_TOO_LARGE', 'source', { value: JSON.stringify({ pad: 'x'.repeat(10_000) }) }],
      ['TRANSFORM_REJECTED', 'transform', { value: '{"number":"many","device":"a"}' }],
      ['KEY_NOT_RENDERABLE', 'sink', { value: '{"number":1}' }],
    ];
    const records = bad.flatMap(([, , record]) => [
      { timestampMs, key: 'k', headers: { trace: 'abc' }, ...record },
      { value: good },
    ]);
    await produce(scenario.topic, records);
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    assert.deepEqual(await scenario.committed(), await scenario.logEnds());
    assert.equal((await storedEvents(scenario.bucket, 'raw/a/')).length, bad.length);

    const dead = await storedEvents(scenario.bucket, 'dead/');
    const byOffset = dead.toSorted((a, b) => Number(a.event['offset']) - Number(b.event['offset']));
    assert.deepEqual(
      byOffset.map(({ event }) => [event['offset'], event['code'], event['stage']]),
      bad.map(([code, stage], index) => [index * 2, code, stage]),
    );
    for (const [index, { event }] of byOffset.entries()) {
      const { value, key = 'k' } = bad[index]![2];
      assert.equal(event['topic'], scenario.topic);
      assert.equal(event['partition'], 0);
      assert.equal(event['timestamp'], '2026-05-01T10:00:00.000Z');
      assert.deepEqual(event['headers'], [{ name: 'trace', value: 'abc' }]);
      assert.equal(typeof event['reason'], 'string');
      assert.deepEqual(bytesOf(event, 'value'), Buffer.from(value ?? ''));
      assert.deepEqual(bytesOf(event, 'key'), Buffer.from(key ?? ''));
    }
    const sinkOnly = dead.filter(({ key }) => key.startsWith('dead/sink/'));
    assert.deepEqual(
      sinkOnly.map(({ event }) => event['code']),
      ['KEY_NOT_RENDERABLE'],
    );
  });

  it('that a defect of a transform threw on is named as such, and takes no other with it', async () => {
    const scenario = await begin({
      source: letters,
      sink: { inputs: ['check'] },
      top: { transforms: { check: { inputs: ['kafka'], program: 'throws' } } },
    });
    await produce(scenario.topic, [
      { value: good },
      { value: '{"explode":true}' },
      { value: good },
    ]);
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    assert.equal((await storedEvents(scenario.bucket, 'raw/')).length, 2);
    const [dead] = await storedEvents(scenario.bucket, 'dead/');
    assert.equal(dead?.event['code'], 'TRANSFORM_THREW');
    assert.equal(dead.event['value'], '{"explode":true}');
  });

  for (const [limit, place] of [
    [30_000_000, 'raw/'],
    [10_000_000, 'dead/'],
  ] as const) {
    it(`of 20 MB goes whole to ${place} where maxRecordBytes is ${limit}`, async () => {
      const scenario = await begin({
        source: { ...letters, maxRecordBytes: limit },
        topicConfig: { 'max.message.bytes': '33554432' },
      });
      const value = JSON.stringify({ number: 1, pad: 'x'.repeat(20_000_000) });
      await produce(scenario.topic, [{ value: good }]);
      await produce(scenario.topic, [{ value }]);
      await produce(scenario.topic, [{ value: good }]);
      const consumer = await scenario.start(['--until-end']);
      assert.equal((await consumer.exit).code, 0);
      await scenario.assertExact();
      const [large] = (await storedEvents(scenario.bucket, place)).filter(
        ({ event }) => event['offset'] === 1,
      );
      assert.ok(large !== undefined);
      if (place === 'dead/') assert.equal(large.event['value'], value);
      else assert.equal(String(large.event['pad']).length, 20_000_000);
      assert.deepEqual(await scenario.committed(), [3n]);
    });
  }

  it("is dropped and counted where the source says 'drop'", async () => {
    const scenario = await begin({ source: { onRejection: 'drop' } });
    await produce(scenario.topic, [
      { value: good },
      { value: 'x' },
      { value: 'y' },
      { value: good },
    ]);
    const consumer = await scenario.start();
    await scenario.untilDrained();
    const samples = await consumer.untilMetrics(
      'it is counted',
      ({ sum }) => sum('sluice_records_dropped_total', { reason: 'rejected' }) === 2,
    );
    assert.equal(samples.sum('sluice_records_rejected_total', { code: 'NOT_JSON' }), 2);
    assert.equal(samples.sum('sluice_records_dead_lettered_total'), 0);
    assert.equal((await consumer.stop()).code, 0);
    assert.equal((await storedEvents(scenario.bucket)).length, 2);
  });

  it("stops the process at its offset where the source says 'stop', with all before it stored", async () => {
    const scenario = await begin({ source: { onRejection: 'stop' } });
    await produce(scenario.topic, [
      ...Array.from({ length: 50 }, () => ({ value: good })),
      { value: '{"secret":"hunter2"' },
      { value: good },
    ]);
    for (let attempt = 1; attempt <= 2; attempt++) {
      const consumer = await scenario.start();
      assert.equal((await consumer.exit).code, 65);
      const [fatal] = consumer.told('fatal');
      assert.equal(fatal?.error?.code, 'RECORD_REJECTED');
      assert.match(fatal.message, new RegExp(`record 50 of ${scenario.topic}/0`));
      assert.ok(!consumer.lines.join('\n').includes('hunter2'), 'no payload in a message');
      assert.deepEqual(await scenario.committed(), [50n]);
      assert.equal((await storedEvents(scenario.bucket)).length, 50);
    }
  });

  it('that is null is dropped and counted, and moves the offset on', async () => {
    const scenario = await begin();
    await produce(scenario.topic, [
      { value: good },
      { value: null, key: 'a' },
      { value: null, key: 'b' },
    ]);
    const consumer = await scenario.start();
    await scenario.untilDrained();
    await consumer.untilMetrics(
      'it is counted',
      ({ sum }) => sum('sluice_records_dropped_total', { reason: 'tombstone' }) === 2,
    );
    assert.equal((await consumer.stop()).code, 0);
    assert.equal((await storedEvents(scenario.bucket)).length, 1);
    assert.deepEqual(await scenario.committed(), [3n]);
  });

  it('that is null is kept where tombstones are dead letters', async () => {
    const scenario = await begin({ source: { ...letters, tombstones: 'dead_letter' } });
    await produce(scenario.topic, [{ value: null, key: 'a' }]);
    const consumer = await scenario.start(['--until-end']);
    assert.equal((await consumer.exit).code, 0);
    const [dead] = await storedEvents(scenario.bucket, 'dead/');
    assert.equal(dead?.event['code'], 'TOMBSTONE');
    assert.equal(dead.event['key'], 'a');
    assert.equal(dead.event['value'], null);
  });
});

function bytesOf(event: Readonly<Record<string, unknown>>, name: string): Buffer {
  const text = event[name];
  return typeof text === 'string'
    ? Buffer.from(text)
    : Buffer.from(String(event[`${name}Base64`]), 'base64');
}
