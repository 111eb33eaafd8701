import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chunk } from '../../../../../shared/record.ts';
import {
  at,
  begin,
  firstOwner,
  startLoop,
  take,
  texts,
  untilAsked,
  untilHeld,
} from '../../../../support/fetch-loop.ts';

const secondOwner = { memberId: 'm1', generation: 2, assignment: 2 };

test('records come in order, in chunks that join and carry the ownership of their seek', async (t) => {
  const { brokers, loop } = startLoop(t);
  begin(loop, 1);
  const chunks: Chunk[] = [];
  for (let i = 0; i < 3; i++) {
    brokers.append('t', 0, `a${i}`, `b${i}`);
    chunks.push(...(await loop.chunks(t.signal)));
  }
  assert.deepEqual(chunks.flatMap(texts), [
    '0:0=a0',
    '0:1=b0',
    '0:2=a1',
    '0:3=b1',
    '0:4=a2',
    '0:5=b2',
  ]);
  assert.deepEqual(
    chunks.map(({ start, next, ownership }) => [start, next, ownership]),
    [
      [0n, 2n, firstOwner],
      [2n, 4n, firstOwner],
      [4n, 6n, firstOwner],
    ],
  );
});

test('nothing is asked for before a seek, and nothing at all without partitions', async (t) => {
  const { brokers, loop } = startLoop(t);
  loop.assign(firstOwner, [at(0), at(1)]);
  await sleep(30);
  assert.equal(brokers.requests.length, 0);
  loop.seek(firstOwner, at(1), 0n);
  await untilAsked({ brokers });
  assert.deepEqual(
    brokers.requests[0]?.request.partitions.map(({ partition }) => partition),
    [1],
  );
  loop.assign(secondOwner, []);
  await sleep(60);
  const before = brokers.requests.length;
  await sleep(120);
  assert.equal(brokers.requests.length, before);
});

test('many seeks make one request, and an idle partition one per long poll', async (t) => {
  const { brokers, loop } = startLoop(t, { maxWaitMs: 100 });
  begin(loop, 50);
  await sleep(350);
  assert.equal(brokers.requests[0]?.request.partitions.length, 50);
  assert.ok(brokers.requests.length <= 4, `${brokers.requests.length} requests in 350 ms`);
});

test('the request says what was configured', async (t) => {
  const { brokers, loop } = startLoop(t, { maxPartitionBytes: 7, minBytes: 3, rackId: 'az1' });
  loop.assign(firstOwner, [at(0)]);
  loop.seek(firstOwner, at(0), 12n);
  await untilAsked({ brokers });
  assert.deepEqual(brokers.requests[0], {
    nodeId: 1,
    request: {
      maxWaitMs: 50,
      minBytes: 3,
      maxBytes: 1_000_000,
      isolationLevel: 'read_committed',
      rackId: 'az1',
      partitions: [{ topic: 't', partition: 0, fetchOffset: 12n, maxBytes: 7 }],
    },
  });
});

test('a seek voids what is held and what is under way', async (t) => {
  const { brokers, loop } = startLoop(t);
  brokers.append('t', 0, 'a');
  brokers.append('t', 0, 'b');
  brokers.append('t', 0, 'c');
  begin(loop, 1);
  await untilHeld({ loop });
  assert.equal(loop.seek(firstOwner, at(0), 1n), true);
  assert.equal(loop.heldBytes(), 0);
  assert.deepEqual(await take(loop, 2), ['0:1=b', '0:2=c']);

  brokers.beforeFetch = async () => sleep(30);
  await sleep(70);
  brokers.append('t', 0, 'd');
  await sleep(5);
  loop.seek(firstOwner, at(0), 2n);
  assert.deepEqual(await take(loop, 2), ['0:2=c', '0:3=d']);
});

test('a seek under another ownership, or of a partition that is not ours, is refused', (t) => {
  const { loop } = startLoop(t);
  begin(loop, 1);
  for (const [ownership, partition] of [
    [secondOwner, 0],
    [{ ...firstOwner, memberId: 'other' }, 0],
    [firstOwner, 1],
  ] as const) {
    assert.equal(loop.seek(ownership, at(partition), 0n), false);
  }
});

test('after an assignment nothing of the old one comes, and what is revoked stays away', async (t) => {
  const { brokers, loop } = startLoop(t);
  brokers.append('t', 0, 'a');
  brokers.append('t', 1, 'b');
  begin(loop, 2);
  await untilHeld({ loop });
  loop.assign(secondOwner, [at(0), at(1)]);
  assert.equal(loop.heldBytes(), 0);
  assert.equal(loop.seek(firstOwner, at(0), 0n), false);
  loop.seek(secondOwner, at(0), 0n);
  loop.seek(secondOwner, at(1), 0n);
  loop.revoke([at(1)]);
  const [chunk] = await loop.chunks(t.signal);
  assert.deepEqual([chunk?.ownership, chunk && texts(chunk)], [secondOwner, ['0:0=a']]);
  brokers.append('t', 1, 'c');
  assert.deepEqual(await loop.chunks(AbortSignal.timeout(100)), []);
});

test('a pause keeps what is there and holds up nobody else; a resume wakes', async (t) => {
  const { brokers, loop } = startLoop(t, { maxBytes: 200, maxPartitionBytes: 200 });
  begin(loop, 2);
  brokers.append('t', 0, 'a');
  brokers.append('t', 1, 'b');
  await untilHeld({ loop });
  loop.pause([at(0)]);
  assert.deepEqual(await take(loop, 1), ['1:0=b']);
  brokers.append('t', 1, 'c');
  assert.deepEqual(await take(loop, 1), ['1:1=c']);
  assert.ok(loop.heldBytes() > 0);
  const sleeping = take(loop, 1);
  await sleep(10);
  const askedWhilePaused = brokers.requests.slice(2).flatMap(({ request }) => request.partitions);
  assert.ok(askedWhilePaused.every(({ partition }) => partition === 1));
  loop.resume([at(0)]);
  assert.deepEqual(await sleeping, ['0:0=a']);
});

test('one answer is held and no more is asked for until it is taken', async (t) => {
  const { brokers, loop } = startLoop(t, { maxBytes: 10_000, maxPartitionBytes: 10_000 });
  for (let i = 0; i < 40; i++) brokers.append('t', 0, Buffer.alloc(2_000));
  begin(loop, 1);
  await untilHeld({ loop }, 8_000);
  await sleep(100);
  assert.equal(brokers.requests.length, 1);
  assert.ok(loop.heldBytes() > 8_000 && loop.heldBytes() < 11_000, `${loop.heldBytes()} held`);
  assert.equal((await take(loop, 40)).length, 40);
  assert.equal(loop.heldBytes(), 0);
});

test('chunks are small enough for the event loop, and large answers come in several', async (t) => {
  const { brokers, loop } = startLoop(t, { maxBytes: 20_000_000, maxPartitionBytes: 20_000_000 });
  for (let i = 0; i < 50; i++) brokers.append('t', 0, Buffer.alloc(100_000));
  begin(loop, 1);
  let next = 0n;
  while (next < 50n) {
    for (const chunk of await loop.chunks(t.signal)) {
      assert.equal(chunk.start, next);
      assert.ok(chunk.byteLength <= 512 * 1024 + 100_100, `${chunk.byteLength} bytes`);
      next = chunk.next;
    }
  }
  assert.equal(
    brokers.requests.filter(({ request }) => request.partitions[0]?.fetchOffset === 0n).length,
    1,
  );
});

test('one delivery is bounded over all partitions, and the next goes on with the others', async (t) => {
  const { brokers, loop } = startLoop(t, { maxBytes: 20_000_000 });
  for (let partition = 0; partition < 16; partition++) {
    brokers.append('t', partition, Buffer.alloc(400_000));
  }
  begin(loop, 16);
  const first = await loop.chunks(t.signal);
  const second = await loop.chunks(t.signal);
  const partitionsOf = (chunks: readonly Chunk[]): number[] =>
    chunks.map((chunk) => chunk.partition);
  assert.deepEqual(partitionsOf(first), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(partitionsOf(second), [6, 7, 8, 9, 10, 11]);
});

for (const passes of [true, false]) {
  const name = passes
    ? 'no partition starves where one answer has no room for all and each passes its turn'
    : 'whoever keeps its turn is read on first where one answer has no room for all';
  test(name, async (t) => {
    const { brokers, loop } = startLoop(t, { maxBytes: 5_000, maxPartitionBytes: 4_000 });
    for (let i = 0; i < 60; i++) {
      for (let partition = 0; partition < 4; partition++) {
        brokers.append('t', partition, Buffer.alloc(1_500, 97 + partition));
      }
    }
    begin(loop, 4);
    const seen = [0, 0, 0, 0];
    for (let turn = 0; turn < 24; turn++) {
      for (const chunk of await loop.chunks(t.signal)) {
        seen[chunk.partition]! += texts(chunk).length;
        if (passes) loop.passTurn(chunk);
      }
    }
    const [first = 0, , , last = 0] = seen;
    if (passes) assert.ok(Math.min(...seen) > 0.5 * Math.max(...seen), seen.join(' '));
    else assert.ok(first > 20 && last === 0, seen.join(' '));
  });
}

test('a record larger than any limit comes all the same, also behind others', async (t) => {
  const { brokers, loop } = startLoop(t, { maxBytes: 50_000, maxPartitionBytes: 20_000 });
  for (let i = 0; i < 5; i++) brokers.append('t', 0, 'small');
  brokers.append('t', 1, Buffer.alloc(20 * 1024 * 1024, 'x'));
  begin(loop, 2);
  const found = await take(loop, 6);
  assert.deepEqual(
    found
      .map((text) => text.length)
      .toSorted((a, b) => a - b)
      .at(-1),
    20 * 1024 * 1024 + 4,
  );
});

test('an aborted signal and a closed loop give no chunks', async (t) => {
  const { brokers, loop } = startLoop(t, { maxWaitMs: 60_000 });
  begin(loop, 1);
  assert.deepEqual(await loop.chunks(AbortSignal.abort()), []);
  assert.deepEqual(await loop.chunks(AbortSignal.timeout(20)), []);
  const waiting = loop.chunks(t.signal);
  await untilAsked({ brokers });
  await loop.close();
  assert.deepEqual(await waiting, []);
  brokers.append('t', 0, 'late');
  assert.deepEqual(await loop.chunks(t.signal), []);
  assert.equal(brokers.requests.length, 1);
});

test('a long poll is given up for a partition that is sought while it lasts', async (t) => {
  const { brokers, loop } = startLoop(t, { maxWaitMs: 60_000 });
  loop.assign(firstOwner, [at(0), at(1)]);
  loop.seek(firstOwner, at(0), 0n);
  await untilAsked({ brokers });
  brokers.append('t', 1, 'a');
  loop.seek(firstOwner, at(1), 0n);
  assert.deepEqual(await take(loop, 1), ['1:0=a']);
});

test('bounds are those of the last answer, for as long as they are fresh', async (t) => {
  const { brokers, loop } = startLoop(t);
  assert.equal(loop.lastBounds('t', 0, 1_000), undefined);
  brokers.append('t', 0, 'a', 'b');
  begin(loop, 1);
  assert.equal(loop.lastBounds('t', 0, 1_000), undefined);
  await take(loop, 2);
  assert.deepEqual(loop.lastBounds('t', 0, 1_000), {
    topic: 't',
    partition: 0,
    logStart: 0n,
    highWatermark: 2n,
    lastStable: 2n,
  });
  loop.pause([at(0)]);
  await sleep(80);
  assert.equal(loop.lastBounds('t', 0, 10), undefined);
});

test('who takes chunk after chunk leaves the event loop its turns', async (t) => {
  const { brokers, loop } = startLoop(t, { maxBytes: 5_000_000, maxPartitionBytes: 5_000_000 });
  for (let i = 0; i < 40; i++) brokers.append('t', 0, Buffer.alloc(100_000));
  begin(loop, 1);
  await untilHeld({ loop });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  for (let next = 0n; next < 40n;) {
    for (const chunk of await loop.chunks(t.signal)) {
      next = chunk.next;
      const until = performance.now() + 3;
      while (performance.now() < until);
    }
  }
  clearInterval(timer);
  assert.ok(turns >= 3, `${turns} turns`);
});
