/**
 * Who reads what. Run by the group's leader; every member must understand it, so it has one protocol name.
 *
 * 1. A partition stays with the member that claims it with the highest generation; a claim that two members make with
 *    the same generation is nobody's, as is one of a member that no longer subscribes to the topic.
 * 2. What is nobody's goes to the member with the fewest among those that subscribe to its topic.
 * 3. As long as some member has at least two more than another that it can hand on to (directly, or each to the next
 *    along a chain of members), one partition goes along that chain. Where no such chain is left, no assignment is
 *    more even; where all subscribe to the same topics, the counts differ by one at most.
 *
 * The result depends on the input as a set, not on its order.
 */
import { partitionKey, type TopicPartition } from '../../../../shared/record.ts';
import type { Subscription } from './member-data.ts';

/** The name under which members offer this assignment. Change it when the result would change. */
export const protocolName = 'sluice-sticky';

export interface GroupMember extends Subscription {
  readonly memberId: string;
  /** Orders static members by their lasting name. */
  readonly groupInstanceId: string | null;
}

interface Holder {
  readonly memberId: string;
  readonly topics: ReadonlySet<string>;
  /** Partition numbers by topic. */
  readonly held: Map<string, Set<number>>;
  /** Keys of what it held before: handed on last. */
  readonly before: ReadonlySet<string>;
  count: number;
}

/**
 * @param partitionCounts number of partitions by topic; a topic that is not in it has none
 * @returns the whole assignment by member id; every member has an entry, sorted by topic and partition
 */
export function assignSticky(
  members: readonly GroupMember[],
  partitionCounts: ReadonlyMap<string, number>,
): Map<string, TopicPartition[]> {
  const ordered = members.toSorted((a, b) => compare(sortName(a), sortName(b)));
  const holders = ordered.map(createHolder);
  const claims = readClaims(ordered, holders, partitionCounts);
  for (const [topic, count] of [...partitionCounts].toSorted(([a], [b]) => compare(a, b))) {
    const subscribers = holders.filter((holder) => holder.topics.has(topic));
    if (subscribers.length === 0) continue;
    for (let partition = 0; partition < count; partition += 1) {
      const claimant = claims.get(partitionKey(topic, partition));
      if (claimant !== undefined) take(claimant, topic, partition);
    }
  }
  for (const [topic, count] of [...partitionCounts].toSorted(([a], [b]) => compare(a, b))) {
    const subscribers = holders.filter((holder) => holder.topics.has(topic));
    if (subscribers.length === 0) continue;
    for (let partition = 0; partition < count; partition += 1) {
      if (claims.has(partitionKey(topic, partition))) continue;
      const fewest = subscribers.reduce((best, next) => (next.count < best.count ? next : best));
      take(fewest, topic, partition);
    }
  }
  while (evenOut(holders));
  return new Map(holders.map((holder) => [holder.memberId, list(holder)]));
}

/** Which member keeps a partition, by key: the one with the highest generation, if it is alone with it. */
function readClaims(
  members: readonly GroupMember[],
  holders: readonly Holder[],
  partitionCounts: ReadonlyMap<string, number>,
): Map<string, Holder> {
  const best = new Map<string, { generation: number; holder: Holder | null }>();
  for (const [index, member] of members.entries()) {
    const holder = holders[index]!;
    for (const { topic, partition } of member.owned) {
      if (partition >= (partitionCounts.get(topic) ?? 0) || !holder.topics.has(topic)) continue;
      const key = partitionKey(topic, partition);
      const rival = best.get(key);
      if (rival === undefined || rival.generation < member.generation) {
        best.set(key, { generation: member.generation, holder });
      } else if (rival.generation === member.generation && rival.holder !== holder) {
        rival.holder = null;
      }
    }
  }
  const claims = new Map<string, Holder>();
  for (const [key, { holder }] of best) if (holder !== null) claims.set(key, holder);
  return claims;
}

/** Hands one partition along the shortest chain that makes the assignment more even; false where there is none. */
function evenOut(holders: readonly Holder[]): boolean {
  for (const from of holders.toSorted((a, b) => b.count - a.count)) {
    const chain = findChain(from, holders);
    if (chain === null) continue;
    for (let index = chain.length - 1; index > 0; index -= 1) {
      handOn(chain[index - 1]!, chain[index]!);
    }
    return true;
  }
  return false;
}

/** Breadth first from `from` to the nearest member that has at least two fewer. */
function findChain(from: Holder, holders: readonly Holder[]): Holder[] | null {
  const cameFrom = new Map<Holder, Holder | null>([[from, null]]);
  let edge = [from];
  while (edge.length > 0) {
    const reached: Holder[] = [];
    for (const giver of edge) {
      for (const taker of holders) {
        if (cameFrom.has(taker) || !canHandOn(giver, taker)) continue;
        cameFrom.set(taker, giver);
        reached.push(taker);
      }
    }
    const goal = reached
      .filter((holder) => holder.count <= from.count - 2)
      .reduce<Holder | null>(
        (best, next) => (best && best.count <= next.count ? best : next),
        null,
      );
    if (goal !== null) {
      const chain: Holder[] = [];
      for (let at: Holder | null = goal; at !== null; at = cameFrom.get(at) ?? null) chain.push(at);
      return chain.toReversed();
    }
    edge = reached;
  }
  return null;
}

function canHandOn(giver: Holder, taker: Holder): boolean {
  for (const [topic, partitions] of giver.held) {
    if (partitions.size > 0 && taker.topics.has(topic)) return true;
  }
  return false;
}

/** Takes what costs least: first what the taker had before, then what the giver had not. */
function handOn(giver: Holder, taker: Holder): void {
  let best: { topic: string; partition: number; cost: number } | null = null;
  for (const topic of [...giver.held.keys()].toSorted(compare)) {
    if (!taker.topics.has(topic)) continue;
    for (const partition of giver.held.get(topic)!) {
      const key = partitionKey(topic, partition);
      const cost = taker.before.has(key) ? 0 : giver.before.has(key) ? 2 : 1;
      if (best === null || cost < best.cost) best = { topic, partition, cost };
    }
  }
  if (best === null) return;
  giver.held.get(best.topic)!.delete(best.partition);
  giver.count -= 1;
  take(taker, best.topic, best.partition);
}

function take(holder: Holder, topic: string, partition: number): void {
  const partitions = holder.held.get(topic);
  if (partitions === undefined) holder.held.set(topic, new Set([partition]));
  else partitions.add(partition);
  holder.count += 1;
}

function createHolder(member: GroupMember): Holder {
  return {
    memberId: member.memberId,
    topics: new Set(member.topics),
    held: new Map(),
    before: new Set(member.owned.map(({ topic, partition }) => partitionKey(topic, partition))),
    count: 0,
  };
}

function list(holder: Holder): TopicPartition[] {
  return [...holder.held]
    .toSorted(([a], [b]) => compare(a, b))
    .flatMap(([topic, partitions]) =>
      [...partitions].toSorted((a, b) => a - b).map((partition) => ({ topic, partition })),
    );
}

function sortName(member: GroupMember): string {
  return `${member.groupInstanceId ?? ''}\0${member.memberId}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
