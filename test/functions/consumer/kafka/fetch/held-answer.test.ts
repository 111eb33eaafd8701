import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerMemory } from '../../../../../functions/consumer/kafka/answers/answer-memory.ts';
import { HeldAnswer } from '../../../../../functions/consumer/kafka/fetch/held-answer.ts';
import { PartitionFetch } from '../../../../../functions/consumer/kafka/fetch/partition-fetch.ts';
import { RecordSetReader } from '../../../../../functions/consumer/kafka/record-batch/record-set-reader.ts';
import { encodeBatch } from '../../../../support/record-batch.ts';

describe('an answer that is held', () => {
  const isFree = ({ body }: HeldAnswer): boolean =>
    answerMemory.take(body.length).buffer === body.buffer;

  it('comes back when the last of its users is done, and not before', () => {
    const answer = new HeldAnswer(1, answerMemory.take(1_500_000));
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
    const answer = new HeldAnswer(1, answerMemory.take(3_000_000));
    const done = answer.use();
    answer.use();
    done();
    assert.equal(isFree(answer), false);
  });

  it('comes back when its partition goes on elsewhere, once the chunks that were taken are done', () => {
    const place = { topic: 't', partition: 0 };
    const records = [{ offsetDelta: 0, value: Buffer.alloc(400_000) }];
    const batches = [0n, 1n].map((baseOffset) => encodeBatch({ baseOffset, records }));
    const body = answerMemory.take(batches[0]!.length * 2);
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
