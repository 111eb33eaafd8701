/** The moves of the state machine that a real coordinator cannot be made to ask for at a chosen moment. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createGroupMember,
  type GroupMember,
  type GroupMemberOptions,
} from '../../../../../functions/consumer/kafka/group/group-member.ts';
import type { GroupRequests } from '../../../../../functions/consumer/kafka/group/group-requests.ts';
import { encodeAssignment } from '../../../../../functions/consumer/kafka/group/member-data.ts';
import { createTopicFilter } from '../../../../../shared/pipeline/topic-filter.ts';
import {
  createTopicWatch,
  type TopicWatch,
} from '../../../../../functions/consumer/kafka/topics/topic-watch.ts';
import { SluiceError } from '../../../../../shared/errors.ts';
import { waitUntil } from '../../../../support/wait-until.ts';

interface Script {
  /** Errors of the first answers of each request; afterwards all is well. */
  readonly find?: readonly string[];
  readonly join?: readonly string[];
  readonly sync?: readonly string[];
  readonly heartbeat?: readonly string[];
}

interface Stage {
  readonly member: GroupMember;
  /** What was said to the coordinator, in order; heartbeats that went well are left out. */
  readonly said: string[];
  /** What the host was told, in order. */
  readonly told: string[];
  readonly fatal: SluiceError[];
  readonly topics: TopicWatch;
  /** The topic's id from the next look on. */
  readonly ids: { now: string };
  /** What was said to be tried again. */
  readonly retries: string[];
}

async function stage(
  script: Script,
  {
    firstId = 'A',
    ...options
  }: Partial<Pick<GroupMemberOptions, 'listener' | 'groupInstanceId'>> & { firstId?: string } = {},
): Promise<Stage> {
  const said: string[] = [];
  const told: string[] = [];
  const fatal: SluiceError[] = [];
  const retries: string[] = [];
  const left = {
    find: [...(script.find ?? [])],
    join: [...(script.join ?? [])],
    sync: [...(script.sync ?? [])],
    heartbeat: [...(script.heartbeat ?? [])],
  };
  const next = (name: keyof typeof left): string => left[name].shift() ?? 'NONE';
  let generation = 0;
  const requests: GroupRequests = {
    findCoordinator: async () => {
      said.push('find');
      return { error: next('find') };
    },
    join: async ({ memberId }) => {
      said.push(`join as ${memberId || 'new'}`);
      const error = next('join');
      if (error === 'NONE') generation += 1;
      const id = memberId || 'member-1';
      return { error, generation, leaderId: 'other', memberId: id, members: [] };
    },
    sync: async () => {
      said.push('sync');
      return {
        error: next('sync'),
        assignment: encodeAssignment([{ topic: 'devices', partition: 0 }]),
      };
    },
    heartbeat: async () => {
      const error = next('heartbeat');
      if (error !== 'NONE') said.push(`heartbeat: ${error}`);
      return { error };
    },
    leave: async (memberId) => {
      said.push(`leave as ${memberId}`);
      return { error: 'NONE' };
    },
    prepareCommit: async () => {},
    commit: async (_member, offsets) => offsets.map(() => 'NONE'),
    fetchOffsets: async () => ({ error: 'NONE', offsets: [] }),
  };
  const ids = { now: firstId };
  const topics = createTopicWatch({
    filter: createTopicFilter(['devices']),
    describe: async () => [
      { name: 'devices', id: ids.now, errorCode: 0, internal: false, leaders: new Map([[0, 1]]) },
    ],
    onRetry: () => {},
  });
  await topics.connect();
  let assignments = 0;
  const member = createGroupMember({
    requests,
    topics,
    groupId: 'g',
    groupInstanceId: null,
    sessionTimeoutMs: 1_000,
    rebalanceTimeoutMs: 400,
    heartbeatIntervalMs: 20,
    metadataMaxAgeMs: 60_000,
    commitTimeoutMs: 200,
    nextAssignment: () => {
      assignments += 1;
      return assignments;
    },
    onHeld: () => {},
    onLost: () => {},
    onFatal: (error) => fatal.push(error),
    onRetry: (_action, _attempt, _delayMs, cause) => retries.push(cause.message),
    listener: {
      onRebalance: async (ownership) => void told.push(`rebalance ${ownership.generation}`),
      onAssigned: async (ownership) => void told.push(`assigned ${ownership.generation}`),
      onLost: () => told.push('lost'),
      onRestart: () => told.push('restart'),
    },
    ...options,
  });
  return { member, said, told, fatal, topics, ids, retries };
}

describe('a group member', () => {
  const heals: [what: string, script: Script, said: string[], told: string[]][] = [
    ['joins', {}, ['find', 'join as new', 'sync'], ['assigned 1']],
    [
      'takes the member id that it is given',
      { join: ['MEMBER_ID_REQUIRED'] },
      ['find', 'join as new', 'join as member-1', 'sync'],
      ['assigned 1'],
    ],
    [
      'waits for a coordinator that is loading',
      { join: ['COORDINATOR_LOAD_IN_PROGRESS'] },
      ['find', 'join as new', 'find', 'join as new', 'sync'],
      ['assigned 1'],
    ],
    [
      'looks for the coordinator until there is one',
      { find: ['COORDINATOR_NOT_AVAILABLE'], join: ['NOT_COORDINATOR'] },
      ['find', 'find', 'join as new', 'find', 'join as new', 'sync'],
      ['assigned 1'],
    ],
    [
      'joins again at once where a rebalance begins before it has synced',
      { sync: ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION'] },
      ['find', 'join as new', 'sync', 'join as member-1', 'sync', 'join as member-1', 'sync'],
      ['assigned 3'],
    ],
    [
      'joins as a new member where it was forgotten before it has synced',
      { sync: ['UNKNOWN_MEMBER_ID'] },
      ['find', 'join as new', 'sync', 'join as new', 'sync'],
      ['restart', 'assigned 2'],
    ],
    [
      'lets the host publish in a rebalance, loses nothing that it gets again',
      { heartbeat: ['NONE', 'REBALANCE_IN_PROGRESS'] },
      [
        'find',
        'join as new',
        'sync',
        'heartbeat: REBALANCE_IN_PROGRESS',
        'find',
        'join as member-1',
        'sync',
      ],
      ['assigned 1', 'rebalance 1', 'assigned 2'],
    ],
    [
      'has lost everything when it is unknown, and joins as a new member',
      { heartbeat: ['UNKNOWN_MEMBER_ID'] },
      [
        'find',
        'join as new',
        'sync',
        'heartbeat: UNKNOWN_MEMBER_ID',
        'find',
        'join as new',
        'sync',
      ],
      ['assigned 1', 'lost', 'restart', 'assigned 2'],
    ],
    [
      'has lost everything when its generation is over, and joins as itself',
      { heartbeat: ['ILLEGAL_GENERATION'] },
      [
        'find',
        'join as new',
        'sync',
        'heartbeat: ILLEGAL_GENERATION',
        'find',
        'join as member-1',
        'sync',
      ],
      ['assigned 1', 'lost', 'restart', 'assigned 2'],
    ],
    [
      'keeps its generation while the coordinator moves or loads',
      {
        heartbeat: ['NOT_COORDINATOR', 'COORDINATOR_LOAD_IN_PROGRESS', 'COORDINATOR_NOT_AVAILABLE'],
      },
      [
        'find',
        'join as new',
        'sync',
        'heartbeat: NOT_COORDINATOR',
        'find',
        'heartbeat: COORDINATOR_LOAD_IN_PROGRESS',
        'heartbeat: COORDINATOR_NOT_AVAILABLE',
        'find',
      ],
      ['assigned 1'],
    ],
  ];
  for (const [what, script, said, told] of heals) {
    it(what, async () => {
      const { member, ...seen } = await stage(script);
      await member.join();
      await waitUntil(
        'it has said and heard it all',
        () => seen.said.length >= said.length && seen.told.length >= told.length,
        { timeoutMs: 5_000, everyMs: 5 },
      );
      await sleep(50);
      assert.deepEqual(seen.said, said);
      assert.deepEqual(seen.told, told);
      assert.equal(member.state(), 'stable');
      await member.leave();
    });
  }

  const ends: [error: string, code: string][] = [
    ['GROUP_AUTHORIZATION_FAILED', 'KAFKA_ACCESS_DENIED'],
    ['INCONSISTENT_GROUP_PROTOCOL', 'GROUP_INCONSISTENT'],
    ['FENCED_INSTANCE_ID', 'GROUP_INCONSISTENT'],
    ['INVALID_SESSION_TIMEOUT', 'CONFIG_INVALID'],
    ['INVALID_GROUP_ID', 'CONFIG_INVALID'],
  ];
  for (const [error, code] of ends) {
    it(`ends with ${code} at ${error}, when it joins and when it is in`, async () => {
      const outside = await stage({ join: [error] });
      await assert.rejects(outside.member.join(), { code });
      assert.deepEqual(outside.told, []);
      const inside = await stage({ heartbeat: [error] });
      await inside.member.join();
      await waitUntil('it has failed', () => inside.fatal.length > 0, { everyMs: 5 });
      assert.equal(inside.fatal[0]!.code, code);
      assert.deepEqual(inside.told, ['assigned 1', 'lost']);
      assert.equal(inside.member.state(), 'failed');
      await Promise.all([outside.member.leave(), inside.member.leave()]);
      assert.ok(![...outside.said, ...inside.said].some((line) => line.startsWith('leave')));
    });
  }

  it('gives up a topic that was made again as soon as that is seen, and asks the host about the new one', async () => {
    const { member, told, ids, topics, retries } = await stage({});
    await member.join();
    const at = { topic: 'devices', partition: 0, offset: 9n, metadata: '' };
    const ownership = { memberId: 'member-1', generation: 1, assignment: 1 };
    assert.equal((await member.commit(ownership, [at]))[0]!.outcome, 'ok');
    ids.now = 'B';
    await topics.refresh();
    assert.deepEqual(told.slice(0, 2), ['assigned 1', 'lost']);
    const [late] = await member.commit(ownership, [at]);
    assert.deepEqual([late!.outcome, late!.reason], ['fenced', 'NOT_ASSIGNED']);
    await waitUntil('it is assigned again', () => told.length === 4, { everyMs: 5 });
    assert.deepEqual(told, ['assigned 1', 'lost', 'rebalance 1', 'assigned 2']);
    assert.deepEqual(retries, ['deleted and made again: devices (A before, B now); joining anew']);
    await topics.refresh();
    await sleep(50);
    assert.equal(told.length, 4);
    await member.leave();
  });

  it('notices a topic that was made again while it was joining, before it asks the host', async () => {
    const { member, told, ids, topics } = await stage({
      heartbeat: ['NONE', 'REBALANCE_IN_PROGRESS'],
    });
    const seen: string[] = [];
    const stop = topics.onLook(() => seen.push(told.join()));
    await member.join();
    ids.now = 'B';
    await waitUntil('it is assigned again', () => told.length === 4, { everyMs: 5 });
    assert.deepEqual(told, ['assigned 1', 'rebalance 1', 'lost', 'assigned 2']);
    assert.equal(seen.at(-1), 'assigned 1,rebalance 1,lost');
    stop();
    await member.leave();
  });

  it('keeps a topic whose id becomes known only now', async () => {
    const { member, told, ids, topics } = await stage({}, { firstId: '' });
    await member.join();
    ids.now = 'A';
    await topics.refresh();
    await sleep(50);
    assert.deepEqual(told, ['assigned 1']);
    ids.now = 'B';
    await topics.refresh();
    await waitUntil('it is assigned again', () => told.length === 4, { everyMs: 5 });
    await member.leave();
  });

  it('says goodbye when it leaves, unless its place is kept by name', async () => {
    const dynamic = await stage({});
    await dynamic.member.join();
    await dynamic.member.leave();
    assert.equal(dynamic.said.at(-1), 'leave as member-1');
    assert.deepEqual(dynamic.told, ['assigned 1', 'lost']);
    const fixed = await stage({}, { groupInstanceId: 'pod-a' });
    await fixed.member.join();
    await fixed.member.leave();
    assert.equal(fixed.said.at(-1), 'sync');
    assert.deepEqual(fixed.told, ['assigned 1', 'lost']);
  });

  it('joins again where the host could not take its partitions for a reason that heals', async () => {
    const told: string[] = [];
    const { member } = await stage(
      {},
      {
        listener: {
          onRebalance: async () => {},
          onAssigned: async ({ generation }) => {
            told.push(`assigned ${generation}`);
            if (generation > 1) return;
            throw new SluiceError('KAFKA_UNREACHABLE', 'no offsets');
          },
          onLost: () => told.push('lost'),
          onRestart: (cause) => told.push(`restart: ${cause.message}`),
        },
      },
    );
    await member.join();
    assert.deepEqual(told, ['assigned 1', 'lost', 'restart: no offsets', 'assigned 2']);
    await member.leave();
  });
});
