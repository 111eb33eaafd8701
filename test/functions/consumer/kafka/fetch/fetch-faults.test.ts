import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SluiceError } from '../../../../../shared/errors.ts';
import { at, begin, firstOwner, startLoop, take } from '../../../../support/fetch-loop.ts';
import { encodeBatch } from '../../../../support/record-batch.ts';
import { waitUntil } from '../../../../support/wait-until.ts';

/** Errors that pass: the code, and whether the metadata must be asked for again. */
const passing: readonly [string, number, boolean][] = [
  ['UNKNOWN_TOPIC_OR_PARTITION', 3, true],
  ['LEADER_NOT_AVAILABLE', 5, true],
  ['NOT_LEADER_OR_FOLLOWER', 6, true],
  ['REPLICA_NOT_AVAILABLE', 9, true],
  ['KAFKA_STORAGE_ERROR', 56, true],
  ['FENCED_LEADER_EPOCH', 74, true],
  ['UNKNOWN_LEADER_EPOCH', 75, true],
  ['OFFSET_NOT_AVAILABLE', 78, false],
  ['UNKNOWN_SERVER_ERROR', -1, false],
  ['ERROR_12345', 12345, false],
];

for (const [name, errorCode, refreshes] of passing) {
  test(`${name} is tried again${refreshes ? ' with new metadata' : ''}, and said`, async (t) => {
    const { brokers, loop, retries } = startLoop(t);
    brokers.append('t', 0, 'a');
    brokers.append('t', 1, 'b');
    let errors = 2;
    brokers.interject = (_node, { partition }) =>
      partition === 0 && errors-- > 0 ? { errorCode, highWatermark: -1n } : undefined;
    begin(loop, 2);
    assert.deepEqual(await take(loop, 2), ['1:0=b', '0:0=a']);
    assert.deepEqual(
      retries.map(({ action, attempt }) => [action, attempt]),
      [
        ['fetch t/0 from broker 1', 1],
        ['fetch t/0 from broker 1', 2],
      ],
    );
    assert.ok(
      retries[0]?.cause.message.startsWith(`broker 1 answered ${name} for topic t, partition 0`),
    );
    assert.equal(brokers.metadataRefreshes > 0, refreshes);
  });
}

test('an answer without an error begins the count anew', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  let errors = 2;
  brokers.interject = () => (errors-- > 0 ? { errorCode: 6 } : undefined);
  begin(loop, 1);
  brokers.append('t', 0, 'a');
  await take(loop, 1);
  errors = 1;
  brokers.append('t', 0, 'b');
  await take(loop, 1);
  assert.deepEqual(
    retries.map(({ attempt }) => attempt),
    [1, 2, 1],
  );
});

test('a deleted topic is said to be one', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  brokers.interject = () => ({ errorCode: 3 });
  begin(loop, 3);
  await waitUntil('it is said', () => retries.length > 0);
  assert.equal(retries.length, 1, 'one report for all partitions');
  assert.match(retries[0]!.action, /^fetch t\/0 from broker 1 \(and 2 more partitions\)$/);
  assert.equal((retries[0]!.cause as SluiceError).code, 'KAFKA_TOPIC_UNKNOWN');
  assert.match(retries[0]!.cause.message, /it was deleted, or has just moved$/);
});

const final: readonly [string, number, string][] = [
  ['TOPIC_AUTHORIZATION_FAILED', 29, 'KAFKA_ACCESS_DENIED'],
  ['UNSUPPORTED_COMPRESSION_TYPE', 76, 'KAFKA_UNSUPPORTED'],
  ['UNSUPPORTED_VERSION', 35, 'KAFKA_UNSUPPORTED'],
];

for (const [name, errorCode, code] of final) {
  test(`${name} comes out of chunks, until the partition is gone`, async (t) => {
    const { brokers, loop } = startLoop(t);
    brokers.interject = (_node, { partition }) => (partition === 0 ? { errorCode } : undefined);
    brokers.append('t', 1, 'b');
    begin(loop, 2);
    const message = `broker 1 answered ${name} for topic t, partition 0`;
    for (let again = 0; again < 2; again++) {
      await assert.rejects(
        (async () => {
          for (;;) await loop.chunks(t.signal);
        })(),
        { code, message },
      );
    }
    loop.revoke([at(0)]);
    brokers.append('t', 1, 'c');
    assert.match((await take(loop, 1)).join(' '), /1:/);
  });
}

test('a leader that moves is followed', async (t) => {
  const { brokers, loop } = startLoop(t);
  brokers.append('t', 0, 'a');
  brokers.interject = (nodeId) => (nodeId === 1 ? { errorCode: 6 } : undefined);
  brokers.onRefresh = () => brokers.leaders.set('t/0', 2);
  begin(loop, 1);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
  assert.deepEqual(
    brokers.requests.map(({ nodeId }) => nodeId),
    [1, 2],
  );
});

test('a partition without a leader waits for one', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  brokers.append('t', 0, 'a');
  brokers.leaders.set('t/0', null);
  begin(loop, 1);
  setTimeout(() => brokers.leaders.set('t/0', 3), 100);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
  assert.equal(brokers.requests[0]?.nodeId, 3);
  assert.match(retries[0]!.cause.message, /topic t, partition 0 has no leader/);
});

test('a broker that is away is asked again, ever more seldom; others go on', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  brokers.leaders.set('t/1', 2);
  brokers.append('t', 0, 'a');
  brokers.append('t', 1, 'b');
  let failures = 3;
  brokers.beforeFetch = async (nodeId) => {
    if (nodeId === 1 && failures-- > 0) throw new SluiceError('KAFKA_UNREACHABLE', 'refused');
  };
  begin(loop, 2);
  assert.deepEqual(await take(loop, 2), ['1:0=b', '0:0=a']);
  assert.deepEqual(
    retries.map(({ action, attempt, cause }) => [action, attempt, cause.message]),
    [1, 2, 3].map((attempt) => ['fetch from broker 1', attempt, 'refused']),
  );
  assert.ok(retries[2]!.delayMs > retries[0]!.delayMs);
  assert.equal(brokers.metadataRefreshes, 3);
});

test('refused credentials come out of chunks', async (t) => {
  const { brokers, loop } = startLoop(t);
  brokers.beforeFetch = () => Promise.reject(new SluiceError('KAFKA_AUTH_FAILED', 'no'));
  begin(loop, 1);
  await assert.rejects(loop.chunks(t.signal), { code: 'KAFKA_AUTH_FAILED' });
});

test('an answer that is none, or an error for all of it, is tried again', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  brokers.append('t', 0, 'a');
  let answers = 0;
  const fetch = brokers.fetch.bind(brokers);
  brokers.fetch = async (...request) => {
    const answer = await fetch(...request);
    answers++;
    if (answers === 1) return { ...answer, body: answer.body.subarray(0, 20) };
    if (answers === 2) answer.body.writeInt16BE(70, 4);
    return answer;
  };
  begin(loop, 1);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
  assert.deepEqual(
    retries.map(({ cause }) => cause.message),
    [
      'a fetch answer of 20 bytes does not hold what its lengths say',
      'broker 1 answered ERROR_70 to a fetch',
    ],
  );
});

test('a broker that throttles is left alone for as long as it says', async (t) => {
  const { brokers, loop } = startLoop(t, { maxWaitMs: 5 });
  brokers.throttleMs = 200;
  brokers.append('t', 0, 'a');
  const askedAt: number[] = [];
  brokers.beforeFetch = async () => void askedAt.push(performance.now());
  begin(loop, 1);
  await take(loop, 1);
  await waitUntil('it asks again', () => askedAt.length > 1, { everyMs: 5 });
  const [first = 0, second = 0] = askedAt;
  // timers may be a millisecond early
  assert.ok(second - first >= 198, `${second - first} ms`);
});

function damaged(baseOffset: bigint): Buffer {
  const batch = encodeBatch({ baseOffset, records: [{ offsetDelta: 0, value: Buffer.from('z') }] });
  batch[batch.length - 2]! ^= 4;
  return batch;
}

test('a batch that is damaged once is fetched again, from the leader', async (t) => {
  const { brokers, loop, retries } = startLoop(t, { rackId: 'az' });
  brokers.append('t', 0, 'a');
  brokers.append('t', 0, 'b');
  let first = true;
  brokers.interject = (_node, { fetchOffset }) => {
    if (fetchOffset !== 1n || !first) return undefined;
    first = false;
    return { records: damaged(1n) };
  };
  begin(loop, 1);
  loop.seek(firstOwner, at(0), 1n);
  assert.deepEqual(await take(loop, 1), ['0:1=b']);
  assert.deepEqual(
    retries.map(({ action, attempt }) => [action, attempt]),
    [['fetch a damaged batch again', 1]],
  );
  assert.equal(brokers.requests[1]?.request.rackId, '');
});

test('tries are counted for each batch: a bad line does not add up to a bad disk', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  const failures = [2, 2, 2];
  for (const value of ['a', 'b', 'c']) brokers.append('t', 0, value);
  brokers.interject = (_node, { fetchOffset, partition }) => {
    const batch = Number(fetchOffset);
    const records = encodeBatch({
      baseOffset: fetchOffset,
      records: [{ offsetDelta: 0, value: Buffer.from('abc'[batch] ?? '') }],
    });
    if (partition !== 0 || batch > 2) return undefined;
    return { records: failures[batch]!-- > 0 ? damaged(fetchOffset) : records };
  };
  begin(loop, 1);
  assert.deepEqual(await take(loop, 3), ['0:0=a', '0:1=b', '0:2=c']);
  assert.equal(retries.length, 6);
});

test('a batch that stays damaged stops the partition after what lies before it', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  brokers.append('t', 0, 'a');
  brokers.appendBatch('t', 0, damaged(1n));
  brokers.append('t', 0, 'c');
  begin(loop, 1);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
  await assert.rejects(loop.chunks(t.signal), {
    code: 'BATCH_CORRUPT',
    message: /^topic t, partition 0: the batch at offset 1 is damaged: CRC32C .* 4 fetches gave/,
  });
  assert.equal(retries.length, 3);
  loop.seek(firstOwner, at(0), 2n);
  assert.deepEqual(await take(loop, 1), ['0:2=c']);
});

test('CORRUPT_MESSAGE from the broker is a damaged batch', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  brokers.interject = () => ({ errorCode: 2 });
  begin(loop, 1);
  await assert.rejects(loop.chunks(t.signal), { code: 'BATCH_CORRUPT' });
  assert.equal(retries.length, 3);
});

test('batches that end before what was asked for are no endless loop', async (t) => {
  const { brokers, loop } = startLoop(t);
  const old = encodeBatch({ baseOffset: 3n, records: [{ offsetDelta: 0 }] });
  brokers.interject = () => ({ records: old });
  loop.assign(firstOwner, [at(0)]);
  loop.seek(firstOwner, at(0), 9n);
  await assert.rejects(loop.chunks(t.signal), {
    code: 'BATCH_CORRUPT',
    message: /asked for offset 9, broker 1 sent batches that end before it/,
  });
  assert.equal(brokers.requests.length, 4);
});

test('an old message format comes out of chunks at once', async (t) => {
  const { brokers, loop } = startLoop(t);
  brokers.appendBatch('t', 0, encodeBatch({ records: [{ offsetDelta: 0 }], magic: 1 }));
  begin(loop, 1);
  await assert.rejects(loop.chunks(t.signal), { code: 'KAFKA_UNSUPPORTED' });
  assert.equal(brokers.requests.length, 1);
});
