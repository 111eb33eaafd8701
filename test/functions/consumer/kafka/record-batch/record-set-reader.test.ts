import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordSetReader } from '../../../../../functions/consumer/kafka/record-batch/record-set-reader.ts';
import type { AbortedTransaction } from '../../../../../functions/consumer/kafka/record-batch/aborted-transactions.ts';
import { encodeBatch, encodeMarker } from '../../../../support/record-batch.ts';
import { readAll, values } from '../../../../support/read-records.ts';

const place = { topic: 'devices', partition: 3 };

function reader(set: Buffer, aborted: readonly AbortedTransaction[] = []): RecordSetReader {
  return new RecordSetReader(place, set, 0, set.length, aborted);
}

function plain(baseOffset: bigint, ...texts: string[]): Buffer {
  const records = texts.map((text, i) => ({ offsetDelta: i, value: Buffer.from(text) }));
  return encodeBatch({ baseOffset, records });
}

function inTransaction(baseOffset: bigint, producerId: bigint, text: string): Buffer {
  const records = [{ offsetDelta: 0, value: Buffer.from(text) }];
  return encodeBatch({ baseOffset, producerId, transactional: true, records });
}

test('all batches of a set come in order, and the position passes the last', () => {
  const set = Buffer.concat([plain(10n, 'a', 'b'), plain(12n, 'c')]);
  assert.equal(reader(set).next, 13n);
  const taken = readAll(reader(set), 10n);
  assert.deepEqual(values(taken), ['10=a', '11=b', '12=c']);
  assert.equal(taken.next, 13n);
});

test('records below the position are passed over', () => {
  assert.deepEqual(values(readAll(reader(plain(10n, 'a', 'b', 'c')), 12n)), ['12=c']);
});

test('a batch that is cut off at the end waits for the next fetch, wherever the cut lies', () => {
  const whole = plain(0n, 'a');
  const cut = plain(1n, 'b');
  for (let length = 0; length < cut.length; length++) {
    const set = Buffer.concat([whole, cut.subarray(0, length)]);
    const taken = readAll(reader(set), 0n);
    assert.deepEqual([values(taken), taken.next], [['0=a'], 1n], `${length} bytes of the cut one`);
  }
});

test('nothing comes of a set without a whole batch', () => {
  for (const set of [Buffer.alloc(0), plain(0n, 'a').subarray(0, 65)]) {
    assert.equal(reader(set).next, null);
    assert.equal(reader(set).take(0n, 1), null);
  }
});

test('gaps at the end of a compacted batch are inside the position', () => {
  const records = [
    { offsetDelta: 2, value: Buffer.from('x') },
    { offsetDelta: 7, value: Buffer.from('y') },
  ];
  const set = encodeBatch({ baseOffset: 100n, records, lastOffsetDelta: 20 });
  const taken = readAll(reader(set), 100n);
  assert.deepEqual([values(taken), taken.next], [['102=x', '107=y'], 121n]);
});

test('a batch that compaction emptied moves the position, in every codec', () => {
  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const payload = Buffer.alloc(0);
    const set = encodeBatch({ baseOffset: 5n, records: [], lastOffsetDelta: 4, codec, payload });
    const taken = readAll(reader(set), 5n);
    assert.deepEqual([values(taken), taken.next], [[], 10n], codec);
  }
});

test('control batches give no record but move the position', () => {
  const set = Buffer.concat([inTransaction(0n, 7n, 'a'), encodeMarker('commit', 1n, 7n)]);
  const taken = readAll(reader(set), 0n);
  assert.deepEqual([values(taken), taken.next], [['0=a'], 2n]);
});

test('aborted transactions are left out up to their marker, and only for their producer', () => {
  const set = Buffer.concat([
    inTransaction(0n, 7n, 'before'),
    encodeMarker('commit', 1n, 7n),
    inTransaction(2n, 7n, 'void'),
    inTransaction(3n, 8n, 'other producer'),
    plain(4n, 'no transaction'),
    inTransaction(5n, 7n, 'void too'),
    encodeMarker('abort', 6n, 7n),
    inTransaction(7n, 7n, 'after'),
    encodeMarker('commit', 8n, 7n),
    encodeMarker('commit', 9n, 8n),
  ]);
  const taken = readAll(reader(set, [{ producerId: 7n, firstOffset: 2n }]), 0n);
  assert.deepEqual(values(taken), ['0=before', '3=other producer', '4=no transaction', '7=after']);
  assert.equal(taken.next, 10n);
});

test('a commit marker does not end an abort, and one producer may abort twice', () => {
  const set = Buffer.concat([
    inTransaction(0n, 7n, 'void'),
    encodeMarker('abort', 1n, 7n),
    inTransaction(2n, 7n, 'good'),
    encodeMarker('commit', 3n, 7n),
    inTransaction(4n, 7n, 'void'),
    encodeMarker('abort', 5n, 7n),
  ]);
  const aborted = [
    { producerId: 7n, firstOffset: 4n },
    { producerId: 7n, firstOffset: 0n },
  ];
  const taken = readAll(reader(set, aborted), 0n);
  assert.deepEqual([values(taken), taken.next], [['2=good'], 6n]);
});

test('a transaction that began before the set is left out too', () => {
  const set = Buffer.concat([inTransaction(50n, 7n, 'void'), encodeMarker('abort', 51n, 7n)]);
  const taken = readAll(reader(set, [{ producerId: 7n, firstOffset: 10n }]), 50n);
  assert.deepEqual([values(taken), taken.next], [[], 52n]);
});

test('a set is taken in steps of whole batches; the steps join, and the filter holds over them', () => {
  const set = Buffer.concat([
    inTransaction(0n, 7n, 'void'),
    plain(1n, 'a'.repeat(100)),
    inTransaction(2n, 7n, 'void'),
    plain(3n, 'b'.repeat(100)),
    encodeMarker('abort', 4n, 7n),
  ]);
  const steps = reader(set, [{ producerId: 7n, firstOffset: 0n }]);
  const taken = [0n, 1n, 2n, 3n, 4n].map((start) => steps.take(start, 1));
  assert.deepEqual(
    taken.map((step) => [step?.next, step?.runs.length]),
    [
      [1n, 0],
      [2n, 1],
      [3n, 0],
      [4n, 1],
      [5n, 0],
    ],
  );
  assert.equal(steps.take(5n, 1), null);
  assert.equal(steps.remainingBytes, 0);
});

test('a wrong CRC is named with topic, partition and offset, after what lies before it', () => {
  const damaged = plain(41n, 'good once');
  damaged[damaged.length - 3]! ^= 1;
  const steps = reader(Buffer.concat([plain(40n, 'a'), damaged]));
  assert.equal(steps.take(40n, 1_000_000)?.next, 41n);
  for (let again = 0; again < 2; again++) {
    assert.throws(() => steps.take(41n, 1_000_000), {
      code: 'BATCH_CORRUPT',
      message:
        /^topic devices, partition 3: the batch at offset 41 is damaged: CRC32C is [0-9a-f]{8}, /,
    });
  }
});

test('any single flipped bit is either noticed or lies in what the CRC does not cover', () => {
  const good = plain(40n, 'abc');
  for (let bit = 8 * 21; bit < 8 * good.length; bit++) {
    const damaged = Buffer.from(good);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => reader(damaged).take(40n, 1), { code: 'BATCH_CORRUPT' }, `bit ${bit}`);
  }
});

const refusals: readonly [string, Buffer, string, RegExp][] = [
  ['message format 0', formatOf(0), 'KAFKA_UNSUPPORTED', /offset 40 is in message format 0/],
  ['message format 1', formatOf(1), 'KAFKA_UNSUPPORTED', /offset 40 is in message format 1/],
  ['message format 3', formatOf(3), 'BATCH_CORRUPT', /format 3 and length/],
  [
    'an unknown codec',
    encodeBatch({ baseOffset: 40n, records: [{ offsetDelta: 0 }], codecNumber: 5 }),
    'KAFKA_UNSUPPORTED',
    /topic devices, partition 3: the batch at offset 40 is compressed with codec 5; known are/,
  ],
  ['a length below any batch', lengthOf(3), 'BATCH_CORRUPT', /length 3/],
  ['a negative length', lengthOf(-1), 'BATCH_CORRUPT', /length -1/],
  ...(['gzip', 'snappy', 'snappy-raw', 'lz4', 'zstd'] as const).map(
    (codec): [string, Buffer, string, RegExp] => [
      `${codec} that is noise`,
      encodeBatch({
        baseOffset: 40n,
        codec,
        records: [{ offsetDelta: 0 }],
        payload: Buffer.from('no compressor wrote this sentence'),
      }),
      'BATCH_CORRUPT',
      /offset 40 is damaged: 33 bytes of (gzip|snappy|lz4|zstd) can't be decompressed/,
    ],
  ),
];

for (const [name, set, code, message] of refusals) {
  test(`${name} is refused by name`, () => {
    assert.equal(
      reader(Buffer.concat([set, plain(50n, 'x')])).next === 51n,
      /codec|that/.test(name),
    );
    assert.throws(() => reader(set).take(40n, 1), { code, message });
  });
}

test('batches out of order are damaged, and those before them delivered', () => {
  const steps = reader(Buffer.concat([plain(10n, 'a', 'b'), plain(11n, 'c')]));
  assert.equal(steps.take(10n, 1_000)?.next, 12n);
  assert.throws(() => steps.take(12n, 1_000), { code: 'BATCH_CORRUPT', message: /ends at 11$/ });
});

test('the batches before an old or broken one are delivered', () => {
  for (const bad of [formatOf(1), lengthOf(3)]) {
    const steps = reader(Buffer.concat([plain(39n, 'a'), bad]));
    assert.equal(steps.next, null);
    assert.equal(steps.take(39n, 1_000)?.next, 40n);
    assert.throws(() => steps.take(40n, 1_000));
  }
});

function formatOf(magic: number): Buffer {
  return encodeBatch({ baseOffset: 40n, records: [{ offsetDelta: 0 }], magic });
}

function lengthOf(length: number): Buffer {
  const batch = plain(40n, 'a');
  batch.writeInt32BE(length, 8);
  return batch;
}
