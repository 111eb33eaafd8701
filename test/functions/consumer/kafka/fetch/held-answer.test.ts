import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerMemory } from '../../../../../functions/consumer/kafka/answers/answer-memory.ts';
import { HeldAnswer } from '../../../../../functions/consumer/kafka/fetch/held-answer.ts';
import { PartitionFetch } from '../../../../../functions/consumer/kafka/fetch/partition-fetch.ts';
import { RecordSetReader } from '../../../../../functions/consumer/kafka/record-batch/record-set-reader.ts';
import type { Chunk } from '../../../../../shared/record.ts';
import { encodeBatch, type TestCodec } from '../../../../support/record-batch.ts';

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

describe('what an answer was decompressed to', () => {
  const place = { topic: 't', partition: 0 };
  const owner = { memberId: 'm', generation: 1, assignment: 1 };

  function chunkOf(valueBytes: number, codec: TestCodec): Chunk {
    const records = [{ offsetDelta: 0, value: Buffer.alloc(valueBytes, 'x') }];
    const body = encodeBatch({ baseOffset: 0n, records, codec });
    const state = new PartitionFetch(owner, place, 0);
    state.seek(0n);
    const reader = new RecordSetReader(place, body, 0, body.length, []);
    state.hold(reader, new HeldAnswer(1, body));
    const chunk = state.take(1);
    assert.ok(chunk !== null);
    return chunk;
  }

  for (const codec of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
    it(`is freed with its chunk: ${codec}`, () => {
      const chunk = chunkOf(100_000, codec);
      const cursor = chunk.cursor();
      assert.equal(cursor.next(), true);
      assert.equal(cursor.valueEnd - cursor.valueStart, 100_000);
      chunk.release?.();
      assert.equal(cursor.bytes.length, 0);
    });

    it(`is left alone where it shares its memory with others: ${codec}`, () => {
      const others = Buffer.from('y'.repeat(100));
      const chunk = chunkOf(50, codec);
      chunk.release?.();
      assert.equal(others.toString(), 'y'.repeat(100));
      assert.equal(Buffer.from('z').toString(), 'z');
    });
  }
});
