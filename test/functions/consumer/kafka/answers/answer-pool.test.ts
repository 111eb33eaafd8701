import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  returnAnswer,
  takeAnswer,
} from '../../../../../functions/consumer/kafka/answers/answer-pool.ts';
import { HeldAnswer } from '../../../../../functions/consumer/kafka/fetch/held-answer.ts';
import { PartitionFetch } from '../../../../../functions/consumer/kafka/fetch/partition-fetch.ts';
import { RecordSetReader } from '../../../../../functions/consumer/kafka/record-batch/record-set-reader.ts';
import { encodeBatch } from '../../../../support/record-batch.ts';

const bytes = 300_000;

describe('the memory of an answer', () => {
  it('is used again for one of about the same size once it has come back', () => {
    const first = takeAnswer(bytes);
    const second = takeAnswer(bytes);
    assert.notEqual(first.buffer, second.buffer);
    returnAnswer(first.subarray(100));
    const third = takeAnswer(bytes - 1000);
    assert.equal(third.buffer, first.buffer);
    assert.equal(third.length, bytes - 1000);
  });

  it('is but little more than the answer, which is just longer than the limit of a fetch', () => {
    for (const length of [65_537, 300_000, 8 * 1024 * 1024 + 1, 9_999_999]) {
      const { byteLength } = takeAnswer(length).buffer;
      assert.ok(
        byteLength >= length && byteLength <= length * 1.125,
        `${byteLength} for ${length}`,
      );
    }
  });

  it('that has come back twice is not given to two', () => {
    const answer = takeAnswer(bytes);
    returnAnswer(answer);
    returnAnswer(answer);
    assert.notEqual(takeAnswer(bytes).buffer, takeAnswer(bytes).buffer);
  });

  it('that is not from here is left alone', () => {
    const own = Buffer.alloc(524_288);
    returnAnswer(own);
    assert.notEqual(takeAnswer(524_288).buffer, own.buffer);
  });

  it('does not pile up: beyond 16 MiB it is given to the garbage collector', () => {
    const many = Array.from({ length: 5 }, () => takeAnswer(8 * 1024 * 1024));
    const before = new Set(many.map(({ buffer }) => buffer));
    for (const one of many) returnAnswer(one);
    const again = Array.from({ length: 5 }, () => takeAnswer(8 * 1024 * 1024));
    assert.ok(again.filter(({ buffer }) => before.has(buffer)).length <= 2);
  });
});

describe('an answer that is held', () => {
  const isFree = ({ body }: HeldAnswer): boolean => takeAnswer(body.length).buffer === body.buffer;

  it('comes back when the last of its users is done, and not before', () => {
    const answer = new HeldAnswer(1, takeAnswer(1_500_000));
    const dones = [answer.use(), answer.use(), answer.use()];
    for (const done of dones.slice(1)) {
      done();
      // who says it twice counts once
      done();
      assert.equal(isFree(answer), false);
    }
    dones[0]?.();
    assert.equal(isFree(answer), true);
  });

  it('of which a user never says so stays as it is', () => {
    const answer = new HeldAnswer(1, takeAnswer(3_000_000));
    const done = answer.use();
    answer.use();
    done();
    assert.equal(isFree(answer), false);
  });

  it('comes back when its partition goes on elsewhere, once the chunks that were taken are done', () => {
    const place = { topic: 't', partition: 0 };
    const records = [{ offsetDelta: 0, value: Buffer.alloc(400_000) }];
    const batches = [0n, 1n].map((baseOffset) => encodeBatch({ baseOffset, records }));
    const body = takeAnswer(batches[0]!.length * 2);
    body.set(Buffer.concat(batches));
    const answer = new HeldAnswer(1, body);
    const state = new PartitionFetch({ memberId: 'm', generation: 1, assignment: 1 }, place, 0);
    state.seek(0n);
    state.hold(new RecordSetReader(place, body, 0, body.length, []), answer);
    const chunk = state.take(1);
    state.seek(0n);
    assert.equal(isFree(answer), false);
    chunk?.release?.();
    assert.equal(isFree(answer), true);
  });
});
