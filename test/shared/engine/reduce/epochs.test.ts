import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { reduce } from '../../../../shared/transform/components.ts';
import { memoryChunk } from '../../../support/memory-chunk.ts';
import { at, ids, pipeline, recordsOf } from '../../../support/reduced.ts';

it('holds what open groups are made of in the budget, and memory ends an epoch that has nothing else', async () => {
  const last = reduce({ inputs: ['kafka'], groupBy: ['id'], maxOpenBytes: 1_073_741_824 });
  const buffer = { maxBytes: 33_554_432 };
  const limits = { maxRecordBytes: 1_048_576, fetch: { maxBytes: 1_048_576 } };
  const under = pipeline({ last }, {}, { source: limits, top: { buffer } });
  const { budget } = under.engine;
  const value = 'x'.repeat(250_000);
  const records = recordsOf(ids('abc'.repeat(14)).map((one) => ({ ...one, value })));
  const some = { start: 0n, next: 6n, records: records.slice(0, 6) };
  under.source.accept(memoryChunk(some));
  assert.ok(budget.open > 3_000_000 && budget.open < 3_010_000, String(budget.open));
  under.engine.relieve();
  assert.equal(under.events.filter(({ name }) => name === 'epoch_cut').length, 0);
  under.source.accept(memoryChunk({ start: 6n, next: 42n, records: records.slice(6) }));
  under.engine.relieve();
  await under.engine.settled();
  const cut = under.events.find((event) => event.name === 'epoch_cut');
  assert.deepEqual([cut?.reason, cut?.records, budget.open], ['memory', 42, 0]);
  assert.equal(under.lines('raw/').length, 3);
});

it('groups over the partitions that share objects, and names the record of each that it rejects', async () => {
  const transforms = {
    grouped: reduce({ inputs: ['kafka'], groupBy: ['id'], mergeStrategies: { n: 'array' } }),
    last: {
      type: 'remap',
      inputs: ['grouped'],
      source: 'assert!(.id != "a", "no a")',
      dropOnError: true,
    },
  };
  const under = pipeline(transforms, {}, { top: { delivery: 'dense' } });
  const values = ids('aab').map((one, n) => ({ ...one, n }));
  for (const partition of [0, 1]) {
    under.source.assign({ topic: 'devices', partition }, null, 0n);
    const records = recordsOf(values);
    under.source.accept(memoryChunk({ partition, start: 0n, next: 3n, records }));
  }
  under.engine.cutAll('age');
  await under.engine.settled();
  assert.deepEqual(under.lines('raw/'), [{ id: 'b', n: [2, 2] }]);
  assert.deepEqual(
    under.lines('dead-letter/').map(({ partition, offset }) => [partition, offset]),
    [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
  );
});

it('gives back what it held of a partition that is lost', () => {
  const under = pipeline({ last: reduce({ inputs: ['kafka'], groupBy: ['id'] }) });
  const records = recordsOf(ids('abc'));
  under.source.accept(memoryChunk({ start: 0n, next: 3n, records }));
  assert.ok(under.engine.budget.open > 0);
  under.source.release(at);
  assert.equal(under.engine.budget.open, 0);
});

const grouping = fc.record(
  {
    groupBy: fc.constantFrom([], ['id']),
    maxEvents: fc.constantFrom(null, 1, 2, 3),
    maxGroups: fc.constantFrom(null, 1, 2),
    expireAfterMs: fc.constantFrom(5000, 30_000),
    endEveryPeriodMs: fc.constantFrom(null, 10_000),
    endsWhen: fc.constant('mod(int!(.v), 3) == 0'),
  },
  { requiredKeys: ['groupBy'] },
);
const values = fc.array(
  fc.record({ id: fc.nat({ max: 3 }), v: fc.nat({ max: 9 }), at: fc.nat({ max: 60 }) }),
  { minLength: 2, maxLength: 40 },
);

it('gives the same objects of an epoch that is done again, however its records come, and none of the epoch before', async () => {
  await fc.assert(
    fc.asyncProperty(
      grouping,
      values,
      fc.array(fc.nat({ max: 39 }), { maxLength: 6 }),
      fc.nat({ max: 39 }),
      async (options, all, cuts, border) => {
        const transforms = {
          grouped: reduce({
            inputs: ['kafka'],
            ...(options as object),
            mergeStrategies: { n: 'array', v: 'concat' },
          }),
          last: {
            type: 'remap',
            inputs: ['grouped'],
            source: 'if mod(int!(.n[0]), 5) == 4 { assert!(false, "bad") }',
            dropOnError: true,
          },
        };
        const sink = { keyPrefix: 'raw/{{ id }}/', batch: { maxBytes: 1024, maxPrefixes: 2 } };
        const numbered = all.map((value, n) => ({ ...value, n }));
        const records = recordsOf(numbered);
        const end = records.length;
        const middle = border % end;
        const chunk = (start: number, next: number) =>
          memoryChunk({
            start: BigInt(start),
            next: BigInt(next),
            records: records.slice(start, next),
          });
        const once = pipeline(transforms, sink);
        if (middle > 0) once.source.accept(chunk(0, middle));
        once.engine.cutAll('age');
        once.source.accept(chunk(middle, end));
        once.engine.cutAll('age');
        await once.engine.settled();
        const [ledger] = once.published.slice(-1);
        // the second epoch alone, by somebody else, in other chunks, and with records behind it
        const again = pipeline(transforms, sink);
        const first = Number(ledger?.first);
        const redo = {
          next: BigInt(end),
          openedAtMs: 1_700_000_000_000,
          variant: null,
          onlyKey: null,
          givenUp: null,
        };
        again.source.assign(at, null, BigInt(first), redo);
        const inside = cuts.filter((cut) => cut > first && cut < end);
        const bounds = [...new Set([first, ...inside, end])].toSorted((a, b) => a - b);
        for (const [index, next] of bounds.slice(1).entries()) {
          again.source.accept(chunk(bounds[index] as number, next));
        }
        await again.engine.settled();
        const objects = ({ store }: typeof once): readonly (readonly [string, string])[] =>
          [...store.objects]
            .filter(
              ([key]) => !key.startsWith('_') && key.includes(String(first).padStart(20, '0')),
            )
            .map(([key, { text }]) => [key, text] as const)
            .toSorted(([one], [other]) => (one < other ? -1 : 1));
        assert.deepEqual(objects(again), objects(once));
        // every record went into one event, or is a dead letter
        const merged = once.lines('raw/').flatMap(({ n }) => n as number[]);
        const rejected = once.lines('dead-letter/').map(({ offset }) => offset as number);
        assert.deepEqual(
          [...merged, ...rejected].toSorted((a, b) => a - b),
          records.map((_, n) => n),
        );
        assert.deepEqual([again.engine.budget.open, once.engine.budget.open], [0, 0]);
      },
    ),
    { numRuns: 150 },
  );
});
