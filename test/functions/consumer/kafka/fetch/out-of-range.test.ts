import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutOfRangeHandler } from '../../../../../functions/consumer/kafka/port.ts';
import { SluiceError } from '../../../../../shared/errors.ts';
import { waitUntil } from '../../../../support/wait-until.ts';
import { at, begin, firstOwner, startLoop, take } from '../../../../support/fetch-loop.ts';

const bounds = { topic: 't', partition: 0, logStart: 5n, highWatermark: 8n, lastStable: 8n };
const outOfRange = { errorCode: 1, highWatermark: -1n, logStart: -1n };

test('the host decides about a position outside the log, with the leader’s bounds', async (t) => {
  const calls: unknown[] = [];
  const onOutOfRange: OutOfRangeHandler = async (
    ownership,
    { topic, partition },
    position,
    found,
  ) => {
    calls.push([ownership, topic, partition, position, found]);
    await sleep(10);
    bench.loop.seek(ownership, { topic, partition }, found.logStart);
  };
  const bench = startLoop(t, { onOutOfRange });
  const { brokers, loop } = bench;
  for (let i = 0; i < 8; i++) brokers.append('t', 0, `v${i}`);
  brokers.boundsOf.set('t/0', bounds);
  brokers.interject = (_node, { fetchOffset }) => (fetchOffset < 5n ? outOfRange : undefined);
  begin(loop, 1);
  assert.deepEqual(await take(loop, 3), ['0:5=v5', '0:6=v6', '0:7=v7']);
  assert.deepEqual(calls, [[firstOwner, 't', 0, 0n, bounds]]);
});

test('without a host that decides, and where it refuses, chunks throws', async (t) => {
  const handlers: readonly [OutOfRangeHandler | null, object][] = [
    [
      null,
      { code: 'OFFSET_OUT_OF_RANGE', message: /offset 0 is not in the log, which holds 5 to 8/ },
    ],
    [
      () => Promise.reject(new SluiceError('OFFSET_OUT_OF_RANGE', 'policy: stop')),
      { code: 'OFFSET_OUT_OF_RANGE', message: 'policy: stop' },
    ],
  ];
  for (const [onOutOfRange, expected] of handlers) {
    const { brokers, loop } = startLoop(t, { onOutOfRange });
    brokers.boundsOf.set('t/0', bounds);
    brokers.interject = () => outOfRange;
    begin(loop, 1);
    await assert.rejects(loop.chunks(t.signal), expected);
  }
});

test('a host that decides nothing is asked again, but not at once', async (t) => {
  let calls = 0;
  const onOutOfRange = async (): Promise<void> => void calls++;
  const { brokers, loop } = startLoop(t, { onOutOfRange });
  brokers.boundsOf.set('t/0', bounds);
  brokers.interject = () => outOfRange;
  begin(loop, 1);
  await sleep(400);
  assert.ok(calls <= 5, `${calls} calls`);
  await waitUntil('it is asked again', () => calls >= 2);
});

test('a position inside the leader’s bounds is not out of range, whoever says so', async (t) => {
  const { brokers, loop, retries } = startLoop(t);
  brokers.append('t', 0, 'a');
  brokers.boundsOf.set('t/0', { ...bounds, logStart: 0n, highWatermark: 1n });
  let errors = 2;
  brokers.interject = () => (errors-- > 0 ? outOfRange : undefined);
  begin(loop, 1);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
  assert.equal(retries.length, 2);
});

test('without the leader’s bounds nothing is decided', async (t) => {
  const { brokers, loop } = startLoop(t, { onOutOfRange: () => assert.fail('asked') });
  brokers.append('t', 0, 'a');
  let errors = 1;
  brokers.interject = () => (errors-- > 0 ? outOfRange : undefined);
  begin(loop, 1);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
});

test('a partition that is taken away or sought while the host decides is left alone', async (t) => {
  const decided = Promise.withResolvers<void>();
  let asked = false;
  const onOutOfRange: OutOfRangeHandler = async () => {
    asked = true;
    return decided.promise;
  };
  const { brokers, loop } = startLoop(t, { onOutOfRange });
  brokers.boundsOf.set('t/0', bounds);
  for (let i = 0; i < 6; i++) brokers.append('t', 0, `v${i}`);
  brokers.interject = (_node, { fetchOffset }) => (fetchOffset === 0n ? outOfRange : undefined);
  begin(loop, 1);
  await waitUntil('the host is asked', () => asked);
  loop.seek(firstOwner, at(0), 5n);
  decided.reject(new SluiceError('OFFSET_OUT_OF_RANGE', 'too late'));
  assert.deepEqual(await take(loop, 1), ['0:5=v5']);
});

test('a host is not asked about a position that was given up while the leader was', async (t) => {
  const { brokers, loop } = startLoop(t, { onOutOfRange: () => assert.fail('asked') });
  for (let i = 0; i < 6; i++) brokers.append('t', 0, `v${i}`);
  const answered = Promise.withResolvers<void>();
  let asked = false;
  brokers.bounds = async () => {
    asked = true;
    await answered.promise;
    return new Map([['t/0', bounds]]);
  };
  brokers.interject = (_node, { fetchOffset }) => (fetchOffset === 0n ? outOfRange : undefined);
  begin(loop, 1);
  await waitUntil('the leader is asked', () => asked);
  loop.seek(firstOwner, at(0), 5n);
  answered.resolve();
  assert.deepEqual(await take(loop, 1), ['0:5=v5']);
});

test('what was fetched before is delivered before the host is asked', async (t) => {
  const asked: bigint[] = [];
  const onOutOfRange: OutOfRangeHandler = async (_ownership, _partition, position) =>
    void asked.push(position);
  const { brokers, loop } = startLoop(t, { onOutOfRange });
  brokers.append('t', 0, 'a');
  brokers.boundsOf.set('t/0', bounds);
  brokers.interject = (_node, { fetchOffset }) => (fetchOffset === 1n ? outOfRange : undefined);
  begin(loop, 1);
  await sleep(150);
  assert.deepEqual(asked, []);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
  await waitUntil('the host is asked', () => asked.length > 0);
  assert.equal(asked[0], 1n);
});

test('the replica that the leader advises is read, with the rack in the request', async (t) => {
  const { brokers, loop } = startLoop(t, { rackId: 'az2' });
  brokers.append('t', 0, 'a');
  brokers.interject = (nodeId, _partition, { rackId }) =>
    nodeId === 1 && rackId === 'az2' ? { preferredReplica: 7 } : undefined;
  begin(loop, 1);
  assert.deepEqual(await take(loop, 1), ['0:0=a']);
  brokers.append('t', 0, 'b');
  assert.deepEqual(await take(loop, 1), ['0:1=b']);
  assert.deepEqual([...new Set(brokers.requests.map(({ nodeId }) => nodeId))], [1, 7]);
  assert.equal(brokers.requests.filter(({ nodeId }) => nodeId === 1).length, 1);
});

test('a replica that lags or is away is left for the leader, who then answers himself', async (t) => {
  for (const fault of ['lags', 'away'] as const) {
    const { brokers, loop, retries } = startLoop(t, {
      rackId: 'az2',
      onOutOfRange: () => assert.fail('a follower was believed'),
    });
    brokers.append('t', 0, 'a');
    brokers.interject = (nodeId, _partition, { rackId }) => {
      if (nodeId === 7) return outOfRange;
      return rackId === 'az2' ? { preferredReplica: 7 } : undefined;
    };
    brokers.beforeFetch = async (nodeId) => {
      if (nodeId === 7 && fault === 'away') throw new SluiceError('KAFKA_UNREACHABLE', 'refused');
    };
    begin(loop, 1);
    assert.deepEqual(await take(loop, 1), ['0:0=a'], fault);
    assert.deepEqual(
      brokers.requests.slice(0, 3).map(({ nodeId, request }) => [nodeId, request.rackId]),
      [
        [1, 'az2'],
        [7, 'az2'],
        [1, ''],
      ],
    );
    assert.equal(retries.length, 1);
  }
});
