import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PieceQueue } from '../../../shared/engine/piece-queue.ts';

const piece = fc.record({
  length: fc.integer({ min: 1, max: 40 }),
  /** When it is finished, among the others; null: it is final at once. */
  finishes: fc.option(fc.nat({ max: 100 })),
});

test('whatever order pieces are finished in and however they are taken, the bytes come out in order and all memory is given back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      async (pieces, partBytes) => {
        let held = 0;
        const parts: Uint8Array[] = [];
        const queue: PieceQueue = new PieceQueue(
          (bytes) => {
            held += bytes;
          },
          () => {
            while (queue.readyBytes >= partBytes) {
              const part = queue.take(partBytes);
              held -= part.heldBytes;
              parts.push(Buffer.concat(part.pieces));
            }
          },
        );
        const expected: Buffer[] = [];
        const finishing: { at: number; finish: () => void }[] = [];
        for (const [index, { length, finishes }] of pieces.entries()) {
          const bytes = Buffer.alloc(length, index + 1);
          const block = Buffer.alloc(50);
          held += block.length;
          expected.push(bytes);
          if (finishes === null) queue.add(bytes, block);
          else {
            const frame = Promise.withResolvers<Uint8Array>();
            queue.addFrame(frame.promise, block);
            finishing.push({ at: finishes, finish: () => frame.resolve(bytes) });
          }
        }
        for (const { finish } of finishing.toSorted((a, b) => a.at - b.at)) finish();
        const rest = await queue.rest();
        assert.ok(parts.every(({ length }) => length === partBytes));
        assert.ok(rest.reduce((sum, { length }) => sum + length, 0) < partBytes);
        assert.deepEqual(Buffer.concat([...parts, ...rest]), Buffer.concat(expected));
        // what is left holds what it came in, at most
        assert.ok(held >= 0 && held <= rest.length * 50, `${held} held by ${rest.length} pieces`);
      },
    ),
  );
});

test('a piece that cannot be made fails where all are asked for, and nowhere else', async () => {
  const queue = new PieceQueue(
    () => undefined,
    () => undefined,
  );
  queue.addFrame(Promise.reject(new Error('planned')), Buffer.alloc(8));
  await new Promise(setImmediate);
  await assert.rejects(queue.rest(), /planned/);
});
