import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryPool } from '../../shared/memory-pool.ts';

const pool = new MemoryPool({ leastBytes: 64 * 1024, keptBytes: 16 * 1024 * 1024 });
const bytes = 300_000;

describe('memory that is used again', () => {
  it('is so for one of about the same size once it has come back', () => {
    const first = pool.take(bytes);
    const second = pool.take(bytes);
    assert.notEqual(first.buffer, second.buffer);
    pool.giveBack(first.subarray(100));
    const third = pool.take(bytes - 1000);
    assert.equal(third.buffer, first.buffer);
    assert.equal(third.length, bytes - 1000);
  });

  it('is but little more than what was asked for', () => {
    for (const length of [65_537, 300_000, 8 * 1024 * 1024 + 1, 9_999_999]) {
      const { byteLength } = pool.take(length).buffer;
      assert.ok(
        byteLength >= length && byteLength <= length * 1.125,
        `${byteLength} for ${length}`,
      );
    }
  });

  it('that has come back twice is not given to two', () => {
    const answer = pool.take(bytes);
    pool.giveBack(answer);
    pool.giveBack(answer);
    assert.notEqual(pool.take(bytes).buffer, pool.take(bytes).buffer);
  });

  it('that is not from here is left alone', () => {
    const own = Buffer.alloc(524_288);
    pool.giveBack(own);
    assert.notEqual(pool.take(524_288).buffer, own.buffer);
  });

  it('does not pile up: beyond 16 MiB it is given to the garbage collector', () => {
    const many = Array.from({ length: 5 }, () => pool.take(8 * 1024 * 1024));
    const before = new Set(many.map(({ buffer }) => buffer));
    for (const one of many) pool.giveBack(one);
    const again = Array.from({ length: 5 }, () => pool.take(8 * 1024 * 1024));
    assert.ok(again.filter(({ buffer }) => before.has(buffer)).length <= 2);
  });
});
