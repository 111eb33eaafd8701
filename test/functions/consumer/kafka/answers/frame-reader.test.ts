import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrameReader } from '../../../../../functions/consumer/kafka/answers/frame-reader.ts';

/** Gives the bytes to a reader as a socket does: each piece as large as there is room, or smaller. */
function read(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const frames: Buffer[] = [];
  // copied: memory may be used again once an answer has been taken
  const reader = new FrameReader((frame) => frames.push(Buffer.from(frame)));
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const { room } = reader;
    const size = Math.min(room.length, sizes[piece % sizes.length] ?? 1, bytes.length - at);
    bytes.copy(room, 0, at, at + size);
    reader.took(size, room);
    at += size;
  }
  return frames;
}

function framed(answer: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(answer.length);
  return Buffer.concat([size, answer]);
}

describe('answers off a socket', () => {
  it('come out whole and in order, whatever pieces they arrive in', () => {
    const answer = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      // larger than what is read at once, and pooled
      fc.integer({ min: 60_000, max: 300_000 }).map((length) => Buffer.alloc(length, length)),
    );
    fc.assert(
      fc.property(
        fc.array(answer, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 }),
        (answers, sizes) => {
          const sent = answers.map((one) => framed(Buffer.from(one)));
          assert.deepEqual(read(Buffer.concat(sent), sizes), sent);
        },
      ),
      { numRuns: 60 },
    );
  });

  const strange: readonly [string, Buffer][] = [
    ['a TLS alert', Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x16])],
    ['a negative size', Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2])],
    ['text', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ];
  for (const [name, bytes] of strange) {
    it(`that are none go on as they came: ${name}`, () => {
      for (const size of [1, 3, 100]) {
        assert.deepEqual(Buffer.concat(read(bytes, [size])), bytes);
      }
    });
  }
});
