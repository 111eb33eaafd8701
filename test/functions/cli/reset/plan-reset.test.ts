import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Claim } from '../../../../functions/cli/reset/claims.ts';
import {
  planReset,
  type ResetPlan,
  type ResetQuestion,
} from '../../../../functions/cli/reset/plan-reset.ts';

interface Sketch {
  readonly kind: Claim['kind'];
  readonly first: number;
  readonly length: number;
  readonly isWhole: boolean;
}

/** Each has two objects and a record; a skip a record alone. */
function claim({ kind, first, length, isWhole }: Sketch, index = 0): Claim {
  const object = { byteLength: 5, deadLetter: false, isSurelyOurs: true };
  return {
    kind,
    first: BigInt(first),
    next: BigInt(first + length),
    isWhole,
    recordPlace: kind === 'remnant' ? null : `record/${index}`,
    objects:
      kind === 'skip'
        ? []
        : [0, 1].map((number) => ({ ...object, place: `object/${index}/${number}` })),
  };
}

/** A partition as it can be found: epochs and skips that join up to the offset, perhaps one that was begun behind it. */
const partitions = fc
  .record({
    begin: fc.integer({ min: 0, max: 20 }),
    links: fc.array(
      fc.record({
        kind: fc.constantFrom<Claim['kind'][]>('epoch', 'epoch', 'epoch', 'skip'),
        length: fc.integer({ min: 1, max: 15 }),
      }),
      { maxLength: 8 },
    ),
    begun: fc.option(fc.record({ length: fc.integer({ min: 1, max: 15 }), isWhole: fc.boolean() })),
    isRetained: fc.nat(100),
    ahead: fc.nat(20),
    asides: fc.array(fc.nat(100), { maxLength: 3 }),
    target: fc.integer({ min: 0, max: 140 }),
  })
  .map(({ begin, links, begun, isRetained, ahead, asides, target }): ResetQuestion => {
    const sketches: Sketch[] = [];
    let reached = begin;
    for (const { kind, length } of links) {
      sketches.push({ kind, first: reached, length, isWhole: true });
      reached += length;
    }
    if (begun !== null) sketches.push({ kind: 'epoch', first: reached, ...begun });
    for (const at of asides) {
      sketches.push({ kind: 'aside', first: at % (reached + 1), length: 1, isWhole: true });
    }
    const end = reached + (begun?.length ?? 0) + ahead;
    return {
      target: BigInt(target),
      committed: BigInt(reached),
      hasNote: begun !== null,
      interrupted: null,
      settledFor: null,
      isExact: true,
      logStart: BigInt(Math.floor((end * isRetained) / 100)),
      logEnd: BigInt(end),
      claims: sketches.map(claim),
    };
  });

/** What is found after the changes: all of them, or the first few. */
function changed(
  question: ResetQuestion,
  plan: ResetPlan,
  steps: number,
): { readonly question: ResetQuestion; readonly isFinished: boolean } {
  const changes: ((found: ResetQuestion) => ResetQuestion)[] = [
    (found) => ({
      ...found,
      committed: plan.to,
      hasNote: true,
      interrupted: { from: plan.markFrom },
      settledFor: question.target,
    }),
    ...plan.objects.map(({ place }) => (found: ResetQuestion) => ({
      ...found,
      claims: found.claims.flatMap((each): Claim[] => {
        if (!each.objects.some((object) => object.place === place)) return [each];
        const objects = each.objects.filter((object) => object.place !== place);
        const isGone = objects.length === 0 && each.recordPlace === null;
        return isGone ? [] : [{ ...each, objects, isWhole: false }];
      }),
    })),
    ...plan.doomed.map((gone) => (found: ResetQuestion) => ({
      ...found,
      claims: found.claims.filter(
        ({ recordPlace }) => recordPlace === null || recordPlace !== gone.recordPlace,
      ),
    })),
    ...plan.skips.map(({ first, next }, index) => (found: ResetQuestion) => {
      const sketch = { kind: 'skip', first: Number(first), length: Number(next - first) } as const;
      // takes the place of a record that lies there
      const others = found.claims.filter((each) => each.kind !== 'skip' || each.first !== first);
      return {
        ...found,
        claims: [...others, claim({ ...sketch, isWhole: true }, 1_000 + index + Number(first))],
      };
    }),
    (found) => ({ ...found, hasNote: false, interrupted: null }),
  ];
  return {
    question: changes.slice(0, steps).reduce((found, change) => change(found), question),
    isFinished: steps >= changes.length,
  };
}

function assertSettled(before: ResetQuestion, after: ResetQuestion): void {
  const { committed, claims } = after;
  assert.ok(committed !== null);
  assert.equal(after.hasNote, false);
  assert.ok(committed >= before.logStart && committed <= before.logEnd);
  const epochs = claims.filter(({ kind }) => kind !== 'aside');
  assert.ok(claims.every(({ first }) => first < committed));
  assert.ok(epochs.every(({ isWhole, next }) => isWhole && next <= committed));
  // every offset that was covered before, and lies below, is covered once
  let reached = epochs.length === 0 ? committed : epochs.map(({ first }) => first).toSorted(up)[0]!;
  for (const { first, next } of epochs.toSorted((a, b) => up(a.first, b.first))) {
    assert.equal(first, reached);
    reached = next;
  }
  assert.equal(reached, committed);
  const lowest = before.claims.filter(({ kind }) => kind !== 'aside').map(({ first }) => first);
  const offsets = [before.committed!, before.interrupted?.from ?? before.committed!];
  const was = [...lowest, ...offsets].toSorted(up)[0]!;
  if (epochs.length > 0) assert.equal(epochs.map(({ first }) => first).toSorted(up)[0], was);
  else assert.ok(committed <= was);
}

function up(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

describe('planning a reset', () => {
  it('leaves each offset below the new one covered once, and nothing at or behind it', () => {
    fc.assert(
      fc.property(partitions, (question) => {
        const { question: after } = changed(question, planReset(question), Infinity);
        assertSettled(question, after);
      }),
      { numRuns: 2_000 },
    );
  });

  it('goes where it was told, or down to the border of an epoch, or up where that is gone', () => {
    fc.assert(
      fc.property(partitions, (question) => {
        const { to } = planReset(question);
        const { target, logStart, logEnd, claims } = question;
        const wanted = target < logStart ? logStart : target > logEnd ? logEnd : target;
        if (to === wanted) return;
        const within = claims.find(({ first, next }) => first < wanted && wanted < next);
        assert.ok(within !== undefined);
        assert.equal(to, within.first >= logStart ? within.first : within.next);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has nothing to do the second time', () => {
    fc.assert(
      fc.property(partitions, (question) => {
        const { question: after } = changed(question, planReset(question), Infinity);
        const again = planReset(after);
        assert.deepEqual([again.to, again.isNeeded], [after.committed, false]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('comes to the same where it was interrupted after any step and run again', () => {
    fc.assert(
      fc.property(partitions, fc.nat(30), (question, steps) => {
        const plan = planReset(question);
        const cut = changed(question, plan, steps);
        const again = planReset(cut.question);
        if (steps > 0) assert.equal(again.to, plan.to);
        const { question: after } = changed(cut.question, again, Infinity);
        assertSettled(question, after);
        assert.deepEqual(
          kept(after),
          kept(changed(question, plan, Infinity).question),
          `after ${steps} steps`,
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it('is settled by another target, too, where it was interrupted, and loses nothing that can be read', () => {
    fc.assert(
      fc.property(partitions, fc.nat(30), fc.bigInt(0n, 140n), (question, steps, target) => {
        const cut = changed(question, planReset(question), steps);
        const other = { ...cut.question, target };
        const plan = planReset(other);
        const { question: after } = changed(other, plan, Infinity);
        assertSettled(other, after);
        const { interrupted, committed, logStart } = other;
        if (interrupted === null || committed! < logStart) return;
        // what was stored and is deleted now is read again, never skipped
        const was = interrupted.from ?? committed!;
        for (const { first, next } of plan.skips) {
          assert.ok(next > was || isSkipped(question, first, next), `${first} to ${next}`);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  for (const [what, sketches, change, expected] of [
    [
      'a partition that nobody has read yet is skipped from where the log begins',
      [],
      { committed: null, target: 7n, logStart: 3n },
      { to: 7n, doomed: 0, skips: ['3-7'] },
    ],
    [
      'an offset that fell out of the log goes on where that begins',
      [{ kind: 'epoch', first: 0, length: 5, isWhole: true }],
      { committed: 5n, target: 20n, logStart: 20n },
      { to: 20n, doomed: 0, skips: ['5-20'] },
    ],
    [
      'a lost epoch is deleted, and skipped up to where the log begins',
      [{ kind: 'epoch', first: 5, length: 20, isWhole: false }],
      { committed: 5n, hasNote: true, target: 20n, logStart: 20n },
      { to: 20n, doomed: 1, skips: ['5-20'] },
    ],
    [
      'an epoch that only lacks its commit is taken as it is',
      [{ kind: 'epoch', first: 5, length: 20, isWhole: true }],
      { committed: 5n, hasNote: true, target: 30n },
      { to: 30n, doomed: 0, skips: ['25-30'] },
    ],
    [
      'a skip is taken back in part',
      [{ kind: 'skip', first: 0, length: 20, isWhole: true }],
      { committed: 20n, target: 12n },
      { to: 12n, doomed: 0, skips: ['0-12'] },
    ],
    [
      'a loss below stays a loss: only what lies between is skipped',
      [{ kind: 'epoch', first: 10, length: 5, isWhole: true }],
      { committed: 15n, target: 18n },
      { to: 18n, doomed: 0, skips: ['15-18'] },
    ],
  ] as const) {
    it(what, () => {
      const plan = planReset({
        hasNote: false,
        interrupted: null,
        settledFor: null,
        isExact: true,
        logStart: 0n,
        logEnd: 40n,
        claims: (sketches as readonly Sketch[]).map(claim),
        ...change,
      });
      assert.deepEqual(
        {
          to: plan.to,
          doomed: plan.doomed.length,
          skips: plan.skips.map(({ first, next }) => `${first}-${next}`),
        },
        expected,
      );
    });
  }

  it('keeps an object that something which stays has a claim to as well', () => {
    const [stays, goes] = [
      claim({ kind: 'epoch', first: 0, length: 5, isWhole: true }),
      claim({ kind: 'epoch', first: 5, length: 5, isWhole: true }, 1),
    ];
    const copied = { ...goes, objects: [...goes.objects, stays.objects[0]!] };
    const { objects } = planReset({
      target: 5n,
      committed: 10n,
      hasNote: false,
      interrupted: null,
      settledFor: null,
      isExact: true,
      logStart: 0n,
      logEnd: 40n,
      claims: [stays, copied],
    });
    assert.deepEqual(
      objects.map(({ place }) => place),
      ['object/1/0', 'object/1/1'],
    );
  });
});

/** What is covered, and by what. */
function kept({ committed, claims }: ResetQuestion): unknown {
  const ranges = claims.map(({ kind, first, next }) => `${kind} ${first}-${next}`);
  return [committed, ranges.toSorted()];
}

function isSkipped({ claims }: ResetQuestion, first: bigint, next: bigint): boolean {
  return claims.some((each) => each.kind === 'skip' && each.first <= first && next <= each.next);
}
