import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeRecord, EventBuilder } from '../../../../functions/cli/events/event-builder.ts';
import type { RecordedRecord } from '../../../../functions/cli/run/recorded-record.ts';
import { readEvent } from '../../../../functions/handler/event.ts';
import { eventChunk } from '../../../../functions/handler/event-chunk.ts';

const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array));
const nullable = fc.option(bytes);
const plain = { noNullPrototype: true };
const record: fc.Arbitrary<Omit<RecordedRecord, 'offset'>> = fc.record(
  {
    topic: fc.constantFrom('a', 'a-1', 'a.b_c-1-2'),
    partition: fc.nat(12),
    timestampMs: fc.oneof(fc.constant(-1), fc.nat()),
    key: nullable,
    value: nullable,
    headers: fc.array(fc.record({ name: fc.string({ unit: 'binary' }), value: nullable }, plain), {
      maxLength: 3,
    }),
  },
  plain,
);

/** What the handler takes an event for, in the order of its partitions. */
function recordsOf(event: string): RecordedRecord[] {
  const { partitions, damaged } = readEvent(JSON.parse(event));
  assert.deepEqual(damaged, []);
  return partitions.flatMap((group) => {
    const { topic, partition, start, cursor: open } = eventChunk(group);
    const cursor = open();
    const records: RecordedRecord[] = [];
    while (cursor.next()) {
      const { keyStart, keyEnd, valueStart, valueEnd } = cursor;
      const copy = (from: number, to: number): Buffer | null =>
        from < 0 ? null : Buffer.from(cursor.bytes.subarray(from, to));
      records.push({
        topic,
        partition,
        offset: start + BigInt(cursor.offsetDelta),
        timestampMs: cursor.timestampMs,
        key: copy(keyStart, keyEnd),
        value: copy(valueStart, valueEnd),
        headers: cursor.headers().map(({ name, value }) => {
          return { name, value: value === null ? null : Buffer.from(value) };
        }),
      });
    }
    return records;
  });
}

const place = ({ topic, partition }: Pick<RecordedRecord, 'topic' | 'partition'>): string =>
  `${topic}-${partition}`;

describe('an event of records', () => {
  it('comes out of the handler as it went in, and is as long as it says', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), fc.integer({ min: 1 }), (some, maxKb) => {
        const builder = new EventBuilder({ bootstrapServers: 'b-1:9092' }, 500 + (maxKb % 4_000));
        const taken = some
          .map((each, index) => ({ ...each, offset: BigInt(index) }))
          .filter((each) => builder.add(each.topic, each.partition, encodeRecord(each)));
        const event = builder.toString();
        assert.equal(Buffer.byteLength(event), builder.byteLength);
        assert.ok(builder.byteLength <= 500 + (maxKb % 4_000));
        assert.equal(builder.records, taken.length);
        const groups = [...new Set(taken.map(place))];
        const expected = groups.flatMap((name) => taken.filter((each) => place(each) === name));
        assert.deepEqual(recordsOf(event), expected);
      }),
    );
  });

  it('takes a record that fills it to the byte, and none that is one longer', () => {
    const of = (length: number) =>
      encodeRecord({
        topic: 't',
        partition: 0,
        offset: 0n,
        timestampMs: 1,
        key: null,
        value: null,
        headers: [{ name: 'x'.repeat(length), value: null }],
      });
    const empty = new EventBuilder({ bootstrapServers: '' });
    assert.ok(empty.add('t', 0, of(0)));
    const room = 4_000 - empty.byteLength;
    assert.ok(new EventBuilder({ bootstrapServers: '' }, 4_000).add('t', 0, of(room)));
    assert.ok(!new EventBuilder({ bootstrapServers: '' }, 4_000).add('t', 0, of(room + 1)));
  });

  it('has header bytes as Java writes them, and leaves out what is null', () => {
    const builder = new EventBuilder({ bootstrapServers: 'b' });
    const headers = [{ name: 'ë', value: Buffer.from('ë') }];
    const at = { topic: 't-1', partition: 2, offset: 9_007_199_254_740_993n, timestampMs: 5 };
    builder.add('t-1', 2, encodeRecord({ ...at, key: null, value: Buffer.from([255]), headers }));
    assert.match(
      builder.toString(),
      /"records":\{"t-1-2":\[\{"topic":"t-1","partition":2,"offset":9007199254740993,"timestamp":5,"timestampType":"CREATE_TIME","value":"\/w==","headers":\[\{"ë":\[-61,-85\]\}\]\}\]\}\}$/,
    );
  });
});
