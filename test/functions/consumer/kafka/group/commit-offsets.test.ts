import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CommitOptions,
  commitOffsets,
} from '../../../../../functions/consumer/kafka/group/commit-offsets.ts';
import {
  createHolding,
  type Holding,
} from '../../../../../functions/consumer/kafka/group/holding.ts';
import { SluiceError } from '../../../../../shared/errors.ts';

/** What the coordinator does at each try: an error name for every partition, or `cannot connect`, or `lost`. */
type Step = string | readonly string[];

const offsets = [0, 1].map((partition) => ({
  topic: 'devices',
  partition,
  offset: 5n,
  metadata: 'm',
}));

function hold(): Holding {
  return createHolding({
    ownership: { memberId: 'm', generation: 3, assignment: 1 },
    partitions: offsets,
    leader: false,
    counts: new Map(),
    looked: Promise.resolve(),
    incarnations: new Map(),
    subscribed: ['devices'],
  });
}

/** Plays the steps, the last one again and again; counts what was sent. */
function play(steps: readonly Step[], onSent?: () => void): CommitOptions & { sent: number[][] } {
  const sent: number[][] = [];
  let turn = 0;
  const step = (): Step => steps[Math.min(turn, steps.length - 1)]!;
  return {
    sent,
    deadlineMs: 400,
    signal: new AbortController().signal,
    requests: {
      findCoordinator: async () => ({ error: 'NONE' }),
      prepareCommit: async () => {
        if (step() !== 'cannot connect') return;
        turn += 1;
        throw new SluiceError('KAFKA_UNREACHABLE', 'nobody there');
      },
      commit: async (_member, list) => {
        const now = step();
        turn += 1;
        sent.push(list.map(({ partition }) => partition));
        onSent?.();
        if (now === 'lost') throw new SluiceError('KAFKA_UNREACHABLE', 'closed');
        return list.map(({ partition }) => (typeof now === 'string' ? now : now[partition]!));
      },
    },
  };
}

describe('what becomes of a commit', () => {
  const cases: [what: string, steps: Step[], outcomes: string[], reason: string | null][] = [
    ['all is well', ['NONE'], ['ok', 'ok'], null],
    ['another generation', ['ILLEGAL_GENERATION'], ['fenced', 'fenced'], 'ILLEGAL_GENERATION'],
    ['an unknown member', ['UNKNOWN_MEMBER_ID'], ['fenced', 'fenced'], 'UNKNOWN_MEMBER_ID'],
    ['a rebalance', ['REBALANCE_IN_PROGRESS'], ['fenced', 'fenced'], 'REBALANCE_IN_PROGRESS'],
    ['another process', ['FENCED_INSTANCE_ID'], ['fenced', 'fenced'], 'FENCED_INSTANCE_ID'],
    ['a lost answer', ['lost'], ['unknown', 'unknown'], 'closed'],
    [
      'too much metadata in one',
      [['OFFSET_METADATA_TOO_LARGE', 'NONE']],
      ['refused', 'ok'],
      'OFFSET_METADATA_TOO_LARGE',
    ],
    ['a coordinator that loads', ['COORDINATOR_LOAD_IN_PROGRESS', 'NONE'], ['ok', 'ok'], null],
    ['a coordinator that moves', ['NOT_COORDINATOR', 'NONE'], ['ok', 'ok'], null],
    ['no way to it, then one', ['cannot connect', 'cannot connect', 'NONE'], ['ok', 'ok'], null],
    ['no way to it', ['cannot connect'], ['refused', 'refused'], 'nobody there'],
    [
      'loading for ever',
      ['COORDINATOR_LOAD_IN_PROGRESS'],
      ['refused', 'refused'],
      'COORDINATOR_LOAD_IN_PROGRESS',
    ],
    // these answers also come after a write that was begun: what follows cannot be surer than they
    [
      'too few replicas for ever',
      ['COORDINATOR_NOT_AVAILABLE'],
      ['unknown', 'unknown'],
      'COORDINATOR_NOT_AVAILABLE',
    ],
    [
      'moved, then fenced',
      ['NOT_COORDINATOR', 'ILLEGAL_GENERATION'],
      ['unknown', 'unknown'],
      'ILLEGAL_GENERATION',
    ],
    [
      'loading, then fenced',
      ['COORDINATOR_LOAD_IN_PROGRESS', 'ILLEGAL_GENERATION'],
      ['fenced', 'fenced'],
      'ILLEGAL_GENERATION',
    ],
    [
      'timed out, then denied',
      ['REQUEST_TIMED_OUT', 'GROUP_AUTHORIZATION_FAILED'],
      ['unknown', 'unknown'],
      'GROUP_AUTHORIZATION_FAILED',
    ],
    ['an error of the future', ['ERROR_4711'], ['refused', 'refused'], 'ERROR_4711'],
  ];
  for (const [what, steps, expected, reason] of cases) {
    it(`${what}: ${expected.join(', ')}`, async () => {
      const results = await commitOffsets(hold(), offsets, play(steps));
      assert.deepEqual(
        results.map(({ outcome }) => outcome),
        expected,
      );
      assert.equal(results[0]!.reason, reason);
    });
  }

  it('sends only what is not settled a second time', async () => {
    const options = play([['NONE', 'COORDINATOR_LOAD_IN_PROGRESS'], 'NONE']);
    const results = await commitOffsets(hold(), offsets, options);
    assert.deepEqual(options.sent, [[0, 1], [1]]);
    assert.deepEqual(
      results.map(({ partition, outcome }) => [partition, outcome]),
      [
        [0, 'ok'],
        [1, 'ok'],
      ],
    );
  });

  it('never repeats a request whose answer was lost', async () => {
    const options = play(['lost', 'NONE']);
    await commitOffsets(hold(), offsets, options);
    assert.equal(options.sent.length, 1);
  });

  it('sends nothing more once the generation is over', async () => {
    const holding = hold();
    const options = play(['COORDINATOR_LOAD_IN_PROGRESS', 'NONE'], () => {
      holding.end({ why: 'left' });
    });
    const results = await commitOffsets(holding, offsets, options);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['fenced', 'fenced'],
    );
    assert.equal(options.sent.length, 1);
  });

  it('tells the member what the coordinator said about its generation', async () => {
    const thrownOut = hold();
    await commitOffsets(thrownOut, offsets, play(['UNKNOWN_MEMBER_ID']));
    assert.deepEqual(await thrownOut.ended, { why: 'thrown out', error: 'UNKNOWN_MEMBER_ID' });
    const rebalancing = hold();
    await commitOffsets(rebalancing, offsets, play(['REBALANCE_IN_PROGRESS']));
    await rebalancing.rebalance;
    assert.equal(rebalancing.hasEnded(), false);
  });

  it('says whether a refusal can heal', async () => {
    const [denied] = await commitOffsets(hold(), offsets, play(['TOPIC_AUTHORIZATION_FAILED']));
    const [absent] = await commitOffsets(hold(), offsets, play(['cannot connect']));
    assert.deepEqual([denied!.retryable, absent!.retryable], [false, true]);
  });
});
