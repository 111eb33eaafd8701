import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createChunk } from '../../../../../functions/consumer/kafka/record-batch/create-chunk.ts';
import { RecordSetReader } from '../../../../../functions/consumer/kafka/record-batch/record-set-reader.ts';
import { collect, readAll } from '../../../../support/read-records.ts';
import {
  encodeBatch,
  encodeRecord,
  type TestCodec,
  type TestRecord,
} from '../../../../support/record-batch.ts';

const place = { topic: 'devices', partition: 3 };

function reader(set: Buffer): RecordSetReader {
  return new RecordSetReader(place, set, 0, set.length, []);
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((data) => Buffer.from(data));
const nullable = fc.option(bytes, { nil: null });
const header = fc.record(
  { name: fc.string({ unit: 'grapheme', maxLength: 8 }), value: nullable },
  { noNullPrototype: true },
);
const record = fc.record({
  gap: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_000_000 })),
  timestampDelta: fc.oneof(fc.integer(), fc.integer({ min: -(2 ** 52), max: 2 ** 52 })),
  key: nullable,
  value: nullable,
  headers: fc.array(header, { maxLength: 3 }),
});
const batch = fc.record({
  codec: fc.constantFrom<TestCodec>('none', 'gzip', 'snappy', 'snappy-raw', 'lz4', 'zstd'),
  firstTimestampMs: fc.integer({ min: 0, max: 2 ** 42 }),
  logAppendTime: fc.boolean(),
  tail: fc.nat(5),
  records: fc.array(record, { maxLength: 20 }),
});

test('what was written is read back, whatever the codec, the gaps and the steps', () => {
  fc.assert(
    fc.property(
      fc.array(batch, { maxLength: 5 }),
      fc.bigInt({ min: 0n, max: 2n ** 50n }),
      fc.nat(2_000),
      (batches, firstOffset, stepBytes) => {
        const expected: object[] = [];
        const parts: Buffer[] = [];
        let baseOffset = firstOffset;
        for (const { codec, firstTimestampMs, logAppendTime, tail, records } of batches) {
          const maxTimestampMs = firstTimestampMs + 99;
          let offsetDelta = -1;
          const written: TestRecord[] = records.map(({ gap, ...rest }) => {
            offsetDelta += gap;
            const { timestampDelta, ...read } = rest;
            expected.push({
              ...read,
              offset: baseOffset + BigInt(offsetDelta),
              timestampMs: logAppendTime ? maxTimestampMs : firstTimestampMs + timestampDelta,
            });
            return { offsetDelta, ...rest };
          });
          const lastOffsetDelta = Math.max(offsetDelta, 0) + tail;
          const times = { firstTimestampMs, maxTimestampMs, logAppendTime };
          parts.push(
            encodeBatch({ baseOffset, codec, lastOffsetDelta, ...times, records: written }),
          );
          baseOffset += BigInt(lastOffsetDelta) + 1n;
        }
        const read = readAll(reader(Buffer.concat(parts)), firstOffset, stepBytes);
        assert.deepEqual(read.records, expected);
        assert.equal(read.next, baseOffset);
      },
    ),
    { numRuns: 300 },
  );
});

test('null and empty are told apart, in keys, values and header values', () => {
  const empty = Buffer.alloc(0);
  const headers = [
    { name: 'a', value: null },
    { name: 'a', value: empty },
    { name: '', value: Buffer.from('x') },
  ];
  const records = [
    { offsetDelta: 0, key: null, value: empty, headers },
    { offsetDelta: 1, key: empty, value: null },
  ];
  const read = readAll(reader(encodeBatch({ records })), 0n).records;
  assert.deepEqual(
    read.map(({ key, value, headers: found }) => ({ key, value, headers: found })),
    [
      { key: null, value: empty, headers },
      { key: empty, value: null, headers: [] },
    ],
  );
});

test('a record without a time has -1, and a batch of the year 2300 its own', () => {
  for (const firstTimestampMs of [-1, 0, 10_413_792_000_000]) {
    const set = encodeBatch({ firstTimestampMs, records: [{ offsetDelta: 0 }] });
    assert.equal(readAll(reader(set), 0n).records[0]?.timestampMs, firstTimestampMs);
  }
});

test('a value of 20 MB is read in place, compressed or not', () => {
  const value = Buffer.alloc(20 * 1024 * 1024, 'abcdefghi');
  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const set = encodeBatch({ codec, records: [{ offsetDelta: 0, value }] });
    const found = readAll(reader(set), 0n).records[0]?.value;
    assert.ok(found?.equals(value), codec);
  }
});

test('a chunk says where it is, what it holds, and gives a new cursor each time', () => {
  const ownership = { memberId: 'm', generation: 4, assignment: 2 };
  const value = Buffer.alloc(10_000);
  const set = encodeBatch({ baseOffset: 8n, codec: 'gzip', records: [{ offsetDelta: 1, value }] });
  const taken = reader(set).take(5n, 1);
  assert.ok(taken);
  const chunk = createChunk(place, ownership, 5n, taken);
  const { topic, partition, start, next } = chunk;
  assert.deepEqual([topic, partition, start, next], ['devices', 3, 5n, 10n]);
  assert.equal(chunk.ownership, ownership);
  assert.ok(chunk.byteLength > 10_000 && chunk.byteLength < 10_050);
  for (let again = 0; again < 2; again++) {
    const cursor = chunk.cursor();
    assert.deepEqual(
      collect(cursor, start).map(({ offset }) => offset),
      [9n],
    );
    assert.equal(cursor.next(), false);
  }
});

const good = encodeRecord({ offsetDelta: 0, value: Buffer.from('abc') });
const contradictions: readonly [
  string,
  { readonly payload: Buffer; readonly recordCount: number },
][] = [
  ['fewer records than announced', { payload: good, recordCount: 2 }],
  ['more bytes than records', { payload: Buffer.concat([good, good]), recordCount: 1 }],
  ['the same offset twice', { payload: Buffer.concat([good, good]), recordCount: 2 }],
  ['a record length out of the batch', { payload: changed(0, 0x7e), recordCount: 1 }],
  ['a negative record length', { payload: changed(0, 0x03), recordCount: 1 }],
  ['a key length below -1', { payload: changed(4, 0x05), recordCount: 1 }],
  ['a value length out of the record', { payload: changed(5, 0x20), recordCount: 1 }],
  ['a value length short of the record', { payload: changed(5, 0x02), recordCount: 1 }],
  ['a negative header count', { payload: changed(9, 0x01), recordCount: 1 }],
  ['an integer without end', { payload: Buffer.alloc(20, 0xff), recordCount: 1 }],
  ['nothing at all', { payload: Buffer.alloc(0), recordCount: 1 }],
  ['an offset past the batch', { payload: changed(3, 0x02), recordCount: 1 }],
];

for (const [name, wrong] of contradictions) {
  test(`${name} is a corrupt batch, not a wrong record`, () => {
    const set = encodeBatch({ baseOffset: 70n, records: [], ...wrong });
    assert.throws(() => readAll(reader(set), 70n), {
      code: 'BATCH_CORRUPT',
      message: /^topic devices, partition 3: a batch at or after offset 7[01] /,
    });
  });
}

test('after a broken record the cursor stands behind the last good one', () => {
  const second = changed(3, 0x02);
  second[5] = 0x20;
  for (const [payload, recordCount, offsetDelta] of [
    [changed(5, 0x20), 1, 0],
    [Buffer.concat([good, second]), 2, 1],
  ] as const) {
    const set = encodeBatch({ records: [], payload, recordCount, lastOffsetDelta: 9 });
    const taken = reader(set).take(0n, 1);
    assert.ok(taken);
    const cursor = createChunk(place, null, 0n, taken).cursor();
    for (let i = 1; i < recordCount; i++) assert.equal(cursor.next(), true);
    assert.throws(() => cursor.next(), { code: 'BATCH_CORRUPT' });
    assert.equal(cursor.offsetDelta, offsetDelta);
  }
});

test('headers that do not fill the record are a corrupt batch', () => {
  const payload = Buffer.concat([
    Buffer.from([good[0]! + 2]),
    good.subarray(1, 9),
    Buffer.from([2, 0]),
  ]);
  const set = encodeBatch({ records: [], payload, recordCount: 1 });
  assert.throws(() => readAll(reader(set), 0n), { code: 'BATCH_CORRUPT' });
});

function changed(at: number, byte: number): Buffer {
  const copy = Buffer.from(good);
  copy[at] = byte;
  return copy;
}

test('a header is there by its name where it is among all headers, and the cursor goes on as before', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.string(), (records, other) => {
      const set = encodeBatch({
        records: records.map((one, offsetDelta) => ({ ...one, offsetDelta })),
      });
      const taken = reader(set).take(0n, set.length);
      assert.ok(taken !== null);
      const cursor = createChunk(place, null, 0n, taken).cursor();
      let seen = 0;
      while (cursor.next()) {
        const names = cursor.headers().map(({ name }) => name);
        for (const name of [...names, other]) {
          assert.equal(cursor.hasHeader?.(Buffer.from(name)), names.includes(name));
        }
        seen++;
      }
      assert.equal(seen, records.length);
    }),
  );
});
