import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { search, type Walk, walk } from './explore.ts';
import { ProtocolHistory } from './history.ts';
import { type Fault, faults, type Mistake, newWorld } from './world.ts';

/** MODEL_SEED and MODEL_SCHEDULES replay a schedule, or search longer. */
const firstSeed = Number(process.env['MODEL_SEED'] ?? 1);
const schedules = Number(process.env['MODEL_SCHEDULES'] ?? 5_000);
const records = 6;

function upTo(some: Partial<Record<Fault, number>>): Record<Fault, number> {
  const none = Object.fromEntries(faults.map((fault) => [fault, 0])) as Record<Fault, number>;
  return { ...none, ...some };
}

const everything = upTo({
  crash: 3,
  join: 3,
  renew: 2,
  'lost answer': 2,
  deploy: 2,
  compact: 3,
  grow: 4,
  'give up': 3,
});
const worst = upTo({ crash: 6, join: 2, deploy: 5, compact: 5, grow: 2, 'give up': 5 });

/** The first schedule that fails, and how many were tried. */
function firstFailure(left: Record<Fault, number>, mistake: Mistake, limit: number, end = records) {
  for (let seed = firstSeed; seed < firstSeed + limit; seed++) {
    const { failure } = walk(newWorld(end, left, mistake), seed);
    if (failure !== null) return { seed, ...failure };
  }
  return null;
}

describe('the protocol of exact mode', () => {
  for (const [name, left] of Object.entries({ everything, worst })) {
    it(`holds in schedules by chance, with ${name} that may happen`, (t) => {
      const startedAt = performance.now();
      let steps = 0;
      for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
        const history = new ProtocolHistory();
        const walked: Walk = walk(newWorld(records, left, 'none', history), seed);
        assert.deepEqual({ seed, failure: walked.failure }, { seed, failure: null });
        assert.deepEqual({ seed, broken: history.broken }, { seed, broken: [] });
        steps += walked.steps;
      }
      const perSecond = Math.round((schedules / (performance.now() - startedAt)) * 1000);
      t.diagnostic(`${schedules} schedules, ${steps} steps, ${perSecond} schedules/s`);
    });
  }

  const bounds: readonly [number, Partial<Record<Fault, number>>][] = [
    [3, { crash: 1 }],
    [2, { crash: 1, deploy: 1 }],
    [2, { renew: 1, 'lost answer': 1 }],
    [2, { crash: 1, compact: 1, grow: 1 }],
    [2, { join: 1, 'lost answer': 1 }],
    [2, { crash: 1, 'give up': 2 }],
    [2, { crash: 1, deploy: 1, 'give up': 1 }],
  ];
  for (const [end, some] of bounds) {
    it(`holds in every schedule of ${end} records with ${JSON.stringify(some)}`, (t) => {
      const found = search(newWorld(end, upTo(some), 'none'), 200_000);
      assert.deepEqual(found.failure, null);
      assert.ok(found.complete, `${found.worlds} worlds were not all`);
      t.diagnostic(`${found.worlds} worlds`);
    });
  }

  it('stops where a stranger has written under a key, and commits nothing beyond', () => {
    const failure = firstFailure(upTo({ stranger: 1 }), 'none', 200);
    assert.match(failure?.fault ?? '', /^a consumer stopped: another lies at /);
  });
});

const mistakes: readonly [Exclude<Mistake, 'none'>, Partial<Record<Fault, number>>, RegExp][] = [
  ['no ledger', { crash: 1 }, /stopped|stored twice/],
  ['no fence', { join: 2 }, /stopped|stored twice|fell/],
  ['cuts by chance', { crash: 1 }, /stopped|stored twice|not stored/],
  ['lines later', {}, /is committed, and in no file/],
  ['asks again', { crash: 1, 'give up': 2 }, /stopped|stored twice/],
  ['412 blindly', { stranger: 1 }, /is committed, and not stored/],
];

describe('the search finds', () => {
  for (const [mistake, some, fault] of mistakes) {
    it(`${mistake}, by chance and in the fewest steps`, (t) => {
      const byChance = firstFailure(upTo(some), mistake, 20_000);
      assert.match(byChance?.fault ?? '', fault);
      const { failure } = search(newWorld(2, upTo(some), mistake), 400_000);
      assert.match(failure?.fault ?? '', fault);
      // of as many records: with more of them a schedule may be shorter
      const shortest = firstFailure(upTo(some), mistake, 2_000, 2)?.steps.length ?? Infinity;
      assert.ok((failure?.steps.length ?? Infinity) <= shortest);
      t.diagnostic(`seed ${byChance?.seed}; ${failure?.fault}: ${failure?.steps.join(', ')}`);
    });
  }

  it('what is stored before its ledger, as the simulation of the real consumer would', () => {
    const history = new ProtocolHistory();
    walk(newWorld(records, upTo({}), 'no ledger', history), 1);
    assert.match(history.broken[0] ?? '', /is stored before its ledger/);
  });
});
