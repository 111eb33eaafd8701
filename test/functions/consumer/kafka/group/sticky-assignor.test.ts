import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  assignSticky,
  type GroupMember,
} from '../../../../../functions/consumer/kafka/group/sticky-assignor.ts';
import { partitionKey, type TopicPartition } from '../../../../../shared/record.ts';

const topicNames = ['alarms', 'devices', 'logs', 'trips'];
const topicCounts = fc
  .record(Object.fromEntries(topicNames.map((name) => [name, fc.nat({ max: 9 })])))
  .map((record) => new Map(Object.entries(record)));
const anyOwned = fc.array(
  fc.record({ topic: fc.constantFrom(...topicNames, 'gone'), partition: fc.nat({ max: 11 }) }),
  { maxLength: 12 },
);
const anyMembers = fc.uniqueArray(
  fc.record({
    memberId: fc.stringMatching(/^[a-z]{1,4}$/),
    groupInstanceId: fc.constant(null),
    topics: fc.subarray(topicNames),
    owned: anyOwned,
    generation: fc.integer({ min: -1, max: 3 }),
  }),
  { selector: (member) => member.memberId, minLength: 1, maxLength: 7 },
);
/** Members that all subscribe to everything and hold nothing yet. */
const newMembers = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 2, maxLength: 8 })
  .map((ids) => ids.map((memberId) => newcomer(memberId)));

describe('assignSticky', () => {
  it('gives every partition to exactly one member that subscribes to its topic', () => {
    fc.assert(
      fc.property(anyMembers, topicCounts, (members, counts) => {
        const assigned = assignSticky(members, counts);
        assert.deepEqual(new Set(assigned.keys()), new Set(members.map((m) => m.memberId)));
        const given: string[] = [];
        for (const member of members) {
          for (const { topic, partition } of assigned.get(member.memberId)!) {
            assert.ok(member.topics.includes(topic), `${member.memberId} never asked for ${topic}`);
            given.push(partitionKey(topic, partition));
          }
        }
        const wanted = [...counts].flatMap(([topic, count]) =>
          members.some((member) => member.topics.includes(topic))
            ? Array.from({ length: count }, (_, partition) => partitionKey(topic, partition))
            : [],
        );
        assert.deepEqual(given.toSorted(), wanted.toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it('leaves no member with two more than another that could take one of them', () => {
    fc.assert(
      fc.property(anyMembers, topicCounts, (members, counts) => {
        const assigned = assignSticky(members, counts);
        for (const rich of members) {
          for (const poor of members) {
            const held = assigned.get(rich.memberId)!;
            if (held.length < assigned.get(poor.memberId)!.length + 2) continue;
            assert.ok(
              held.every(({ topic }) => !poor.topics.includes(topic)),
              `${rich.memberId} keeps what ${poor.memberId} could read`,
            );
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is within one of even where all members subscribe to the same, whatever they claim', () => {
    fc.assert(
      fc.property(anyMembers, topicCounts, (members, counts) => {
        const same = members.map((member) => ({ ...member, topics: topicNames }));
        const sizes = [...assignSticky(same, counts).values()].map((list) => list.length);
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, sizes.join());
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of the members or of their claims', () => {
    fc.assert(
      fc.property(anyMembers, topicCounts, fc.nat(), (members, counts, turn) => {
        const by = turn % members.length;
        const turned = [...members.slice(by), ...members.slice(0, by)].map((member) => ({
          ...member,
          owned: member.owned.toReversed(),
        }));
        assert.deepEqual(
          sorted(assignSticky(turned, counts)),
          sorted(assignSticky(members, counts)),
        );
      }),
    );
  });

  it('changes nothing when it is run again on its own result', () => {
    fc.assert(
      fc.property(anyMembers, topicCounts, (members, counts) => {
        const first = assignSticky(members, counts);
        const second = assignSticky(holding(members, first, 4), counts);
        assert.deepEqual(sorted(second), sorted(first));
      }),
    );
  });

  it('takes nothing from those that stay when a member leaves', () => {
    fc.assert(
      fc.property(newMembers, topicCounts, (members, counts) => {
        const before = assignSticky(members, counts);
        const stayed = holding(members, before, 1).slice(1);
        const after = assignSticky(stayed, counts);
        for (const { memberId } of stayed) {
          assert.deepEqual(missing(before.get(memberId)!, after.get(memberId)!), []);
        }
      }),
    );
  });

  it('moves partitions to a newcomer only, and no more than its share', () => {
    fc.assert(
      fc.property(newMembers, topicCounts, (members, counts) => {
        const old = members.slice(1);
        const before = assignSticky(old, counts);
        const after = assignSticky([...holding(old, before, 1), members[0]!], counts);
        for (const { memberId } of old) {
          assert.deepEqual(missing(after.get(memberId)!, before.get(memberId)!), []);
        }
        const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
        assert.ok(after.get(members[0]!.memberId)!.length <= Math.ceil(total / members.length));
      }),
    );
  });

  it('believes the claim of the higher generation, and none of two equal ones', () => {
    const counts = new Map([['devices', 2]]);
    const owned = [
      { topic: 'devices', partition: 0 },
      { topic: 'devices', partition: 1 },
    ];
    const claim = (memberId: string, generation: number, from: TopicPartition[]): GroupMember => ({
      ...newcomer(memberId),
      topics: ['devices'],
      owned: from,
      generation,
    });
    const stale = assignSticky([claim('a', 4, [owned[0]!]), claim('b', 5, [owned[0]!])], counts);
    assert.deepEqual(stale.get('b'), [owned[0]]);
    assert.deepEqual(stale.get('a'), [owned[1]]);
    // b would keep both by its claims, were they not contested; so each gets one, in order
    const contested = assignSticky([claim('a', 5, owned), claim('b', 5, owned)], counts);
    assert.deepEqual(contested.get('a'), [owned[0]]);
    assert.deepEqual(contested.get('b'), [owned[1]]);
  });

  it('hands partitions along a chain where no two members share the topic', () => {
    // a reads devices and trips, b trips and logs, c logs alone: only a's load can grow c's share, through b
    const members = [
      { ...newcomer('a'), topics: ['devices', 'trips'] },
      { ...newcomer('b'), topics: ['trips', 'logs'] },
      { ...newcomer('c'), topics: ['logs'] },
    ];
    const counts = new Map([
      ['devices', 2],
      ['trips', 2],
      ['logs', 2],
    ]);
    const owned = (topic: string): TopicPartition[] => [
      { topic, partition: 0 },
      { topic, partition: 1 },
    ];
    const assigned = assignSticky(
      [
        { ...members[0]!, owned: [...owned('devices'), ...owned('trips')], generation: 1 },
        { ...members[1]!, owned: owned('logs'), generation: 1 },
        { ...members[2]!, owned: [], generation: -1 },
      ],
      counts,
    );
    assert.deepEqual(
      [...assigned.values()].map((list) => list.length),
      [2, 2, 2],
    );
  });
});

function newcomer(memberId: string): GroupMember {
  return { memberId, groupInstanceId: null, topics: topicNames, owned: [], generation: -1 };
}

function holding(
  members: readonly GroupMember[],
  assigned: ReadonlyMap<string, TopicPartition[]>,
  generation: number,
): GroupMember[] {
  return members.map((member) => ({
    ...member,
    owned: assigned.get(member.memberId)!,
    generation,
  }));
}

/** What is in the first list and not in the second. */
function missing(from: readonly TopicPartition[], there: readonly TopicPartition[]): string[] {
  const keys = new Set(there.map(({ topic, partition }) => partitionKey(topic, partition)));
  return from
    .map(({ topic, partition }) => partitionKey(topic, partition))
    .filter((key) => !keys.has(key));
}

function sorted(assigned: ReadonlyMap<string, TopicPartition[]>): unknown {
  return [...assigned].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
