import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Ownership } from '../../../../../shared/record.ts';
import { at, startLoop, texts } from '../../../../support/fetch-loop.ts';
import { encodeBatch, encodeMarker } from '../../../../support/record-batch.ts';

const partitions = 3;

const partition = fc.nat(partitions - 1);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('append' as const), partition, size: fc.nat(3_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('control' as const), partition }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), partition }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume' as const), partition }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('seek' as const), partition, back: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('assign' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      partition,
      kind: fc.constantFrom('error', 'damaged', 'cut'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(6) }) },
);

test('whatever happens in whatever order, chunks join from each seek on, and nothing is left out', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (steps) => {
        const { brokers, loop } = startLoop(t, {
          maxBytes: 6_000,
          maxPartitionBytes: 4_000,
          maxWaitMs: 5,
        });
        /** The value at each offset; null: a control batch. */
        const logs: (string | null)[][] = Array.from({ length: partitions }, () => []);
        const positions = logs.map(() => 0n);
        const paused = new Set<number>();
        const faults = logs.map(() => [] as string[]);
        let ownership: Ownership = { memberId: 'm', generation: 0, assignment: 0 };

        const assign = (): void => {
          const assignment = ownership.assignment + 1;
          ownership = { memberId: 'm', generation: assignment, assignment };
          paused.clear();
          loop.assign(ownership, [0, 1, 2].map(at));
          for (const [index, position] of positions.entries()) {
            assert.equal(loop.seek(ownership, at(index), position), true);
          }
        };
        const takeOnce = async (limitMs: number): Promise<number> => {
          const chunks = await loop.chunks(AbortSignal.timeout(limitMs));
          for (const chunk of chunks) {
            const { start, next } = chunk;
            assert.equal(start, positions[chunk.partition], 'the chunk joins');
            assert.deepEqual(chunk.ownership, ownership);
            assert.equal(paused.has(chunk.partition), false);
            const expected = logs[chunk.partition]!.slice(Number(start), Number(next)).flatMap(
              (value, i) =>
                value === null ? [] : [`${chunk.partition}:${start + BigInt(i)}=${value}`],
            );
            assert.deepEqual(texts(chunk), expected);
            positions[chunk.partition] = next;
          }
          return chunks.length;
        };

        brokers.interject = (_node, asked) => {
          const fault = faults[asked.partition]!.shift();
          const baseOffset = asked.fetchOffset;
          const batch = encodeBatch({ baseOffset, records: [{ offsetDelta: 0 }] });
          if (fault === 'error') return { errorCode: 6 };
          if (fault === 'cut') return { records: batch.subarray(0, batch.length - 1) };
          if (fault === 'damaged') {
            batch[50]! ^= 1;
            return { records: batch };
          }
          return undefined;
        };
        assign();
        for (const one of steps) {
          switch (one.do) {
            case 'take':
              await takeOnce(3);
              break;
            case 'append': {
              const log = logs[one.partition]!;
              const value = `${log.length}${'x'.repeat(one.size)}`;
              log.push(value);
              brokers.append('t', one.partition, value);
              break;
            }
            case 'control': {
              const base = BigInt(logs[one.partition]!.push(null) - 1);
              brokers.appendBatch('t', one.partition, encodeMarker('commit', base, 4n));
              break;
            }
            case 'pause':
              paused.add(one.partition);
              loop.pause([at(one.partition)]);
              break;
            case 'resume':
              paused.delete(one.partition);
              loop.resume([at(one.partition)]);
              break;
            case 'seek': {
              const back = positions[one.partition]! - BigInt(one.back);
              positions[one.partition] = back < 0n ? 0n : back;
              loop.seek(ownership, at(one.partition), positions[one.partition]!);
              break;
            }
            case 'assign':
              assign();
              break;
            case 'fault':
              // Three in a row are the most that a damaged batch is forgiven.
              if (faults[one.partition]!.length < 3) faults[one.partition]!.push(one.kind);
              break;
            case 'wait':
            default:
              await sleep(one.do === 'wait' ? one.ms : 0);
          }
        }
        for (const queue of faults) queue.length = 0;
        loop.resume([...paused].map(at));
        paused.clear();
        const isBehind = (): boolean =>
          positions.some((position, index) => position < BigInt(logs[index]!.length));
        const limit = performance.now() + 5_000;
        while (isBehind() && performance.now() < limit) await takeOnce(500);
        assert.equal(isBehind(), false, 'everything has come');
        assert.equal(loop.heldBytes(), 0);
        await loop.close();
      },
    ),
    { numRuns: 25, interruptAfterTimeLimit: 20_000 },
  );
});
