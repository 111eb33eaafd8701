import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFetchAnswer } from '../../../../../functions/consumer/kafka/fetch/fetch-answer.ts';
import { encodeFetchAnswer } from '../../../../support/fetch-answer.ts';

const full = encodeFetchAnswer(
  [
    {
      topic: 'devices',
      partition: 4,
      highWatermark: 2n ** 60n,
      lastStable: 90n,
      logStart: 7n,
      aborted: [
        { producerId: 5n, firstOffset: 80n },
        { producerId: 6n, firstOffset: 81n },
      ],
      records: Buffer.from('first'),
    },
    { topic: 'devices', partition: 5, errorCode: 6, records: null },
    { topic: 'größe', partition: 0, preferredReplica: 3 },
  ],
  { throttleMs: 250, errorCode: 70 },
);

test('an answer is read field by field, and the records are left where they are', () => {
  const { throttleMs, errorCode, partitions } = decodeFetchAnswer(full);
  assert.deepEqual([throttleMs, errorCode, partitions.length], [250, 70, 3]);
  const [first, second, third] = partitions;
  assert.ok(first && second && third);
  assert.deepEqual(
    { ...first, recordsStart: 0, recordsEnd: 0 },
    {
      topic: 'devices',
      partition: 4,
      errorCode: 0,
      highWatermark: 2n ** 60n,
      lastStable: 90n,
      logStart: 7n,
      aborted: [
        { producerId: 5n, firstOffset: 80n },
        { producerId: 6n, firstOffset: 81n },
      ],
      preferredReplica: -1,
      recordsStart: 0,
      recordsEnd: 0,
    },
  );
  assert.equal(full.toString('utf8', first.recordsStart, first.recordsEnd), 'first');
  assert.deepEqual([second.partition, second.errorCode], [5, 6]);
  assert.equal(second.recordsStart, second.recordsEnd);
  assert.deepEqual([third.topic, third.preferredReplica], ['größe', 3]);
});

test('an answer that is cut off anywhere is refused as a whole', () => {
  for (let length = 0; length < full.length; length++) {
    assert.throws(
      () => decodeFetchAnswer(full.subarray(0, length)),
      { code: 'KAFKA_PROTOCOL', message: /^a fetch answer of \d+ bytes does not hold/ },
      `${length} bytes`,
    );
  }
});

test('an answer without topics is one without partitions', () => {
  assert.deepEqual(decodeFetchAnswer(encodeFetchAnswer([])).partitions, []);
});
