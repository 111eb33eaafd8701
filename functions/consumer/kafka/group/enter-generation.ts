import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import { partitionKey, type TopicPartition } from '../../../../shared/record.ts';
import { backoffMs, waitFor } from '../../../../shared/backoff.ts';
import type { TopicWatch } from '../topics/topic-watch.ts';
import type { GroupRequests, JoinAnswer } from './group-requests.ts';
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from './member-data.ts';
import { assignSticky, protocolName } from './sticky-assignor.ts';
import { groupError, judge } from './verdict.ts';

export interface EnterOptions {
  readonly requests: GroupRequests;
  readonly topics: TopicWatch;
  readonly groupId: string;
  readonly heartbeatIntervalMs: number;
  readonly signal: AbortSignal;
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
  readonly onState: (state: 'seeking' | 'joining' | 'syncing') => void;
  readonly memberId: () => string;
  readonly onMemberId: (memberId: string) => void;
  /** The group is complete under a new generation: the one before is over. */
  readonly onNewGeneration: () => void;
  /** The coordinator does not know this member any more, and it joins as a new one. */
  readonly onForgotten: (error: string) => void;
  readonly claims: () => {
    readonly partitions: readonly TopicPartition[];
    readonly generation: number;
  };
}

export interface EnteredGeneration {
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
  readonly leader: boolean;
  readonly counts: ReadonlyMap<string, number>;
  readonly subscribed: readonly string[];
  /** As `Holding.looked`. */
  readonly looked: Promise<void>;
}

/**
 * Finds the coordinator, joins and syncs, for as long as it takes.
 * @throws {SluiceError} what cannot heal; the signal's reason when it is aborted
 */
export async function enterGeneration(options: EnterOptions): Promise<EnteredGeneration> {
  const { requests, groupId, signal } = options;
  let find = true;
  let attempt = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      if (find) {
        options.onState('seeking');
        const { error } = await requests.findCoordinator();
        if (error !== 'NONE') throw refusal(error, 'finding the coordinator', groupId);
        find = false;
      }
      const entered = await joinAndSync(options);
      if (entered !== null) return entered;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toSluiceError(thrown);
      if (!error.retryable) throw error;
      find = true;
      attempt += 1;
      const delayMs = backoffMs(attempt);
      options.onRetry('join', attempt, delayMs, error);
      await waitFor(delayMs, signal);
    }
  }
}

/** One round; null: again at once. */
async function joinAndSync(options: EnterOptions): Promise<EnteredGeneration | null> {
  const { requests, topics, groupId, signal } = options;
  options.onState('joining');
  const subscribed = topics.subscribed();
  const claims = options.claims();
  const answer = await requests.join(
    {
      memberId: options.memberId(),
      protocolName,
      subscription: encodeSubscription({
        topics: subscribed,
        owned: claims.partitions,
        generation: claims.generation,
      }),
    },
    signal,
  );
  if (answer.error === 'MEMBER_ID_REQUIRED') {
    options.onMemberId(answer.memberId);
    return null;
  }
  if (answer.error !== 'NONE') return again(options, answer.error, 'join');

  options.onMemberId(answer.memberId);
  options.onNewGeneration();
  options.onState('syncing');
  const leader = answer.leaderId === answer.memberId;
  const { assignments, counts } = leader
    ? await assignAll(answer, topics)
    : { assignments: new Map<string, Buffer>(), counts: null };
  const { memberId, generation } = answer;
  const synced = await requests.sync({ memberId, generation }, assignments, signal);
  if (synced.error !== 'NONE') return again(options, synced.error, 'sync');
  const partitions = decodeAssignment(synced.assignment);
  refuseStrangers(partitions, subscribed, groupId);
  // the leader has just looked; the others wait for a look no longer than for their first heartbeat
  const looked = leader ? Promise.resolve() : topics.refresh();
  await Promise.race([looked, waitFor(options.heartbeatIntervalMs, signal)]);
  return {
    generation,
    partitions,
    leader,
    counts: counts ?? topics.counts(subscribed),
    subscribed,
    looked,
  };
}

/** Null where the join is to be repeated at once. @throws {SluiceError} otherwise */
function again(options: EnterOptions, error: string, action: string): null {
  const verdict = judge(error);
  if (verdict === 'rejoin') return null;
  if (verdict === 'forget') {
    options.onMemberId('');
    options.onForgotten(error);
    return null;
  }
  throw refusal(error, action, options.groupId);
}

function refusal(error: string, action: string, groupId: string): SluiceError {
  return groupError(error, action, groupId);
}

async function assignAll(
  answer: JoinAnswer,
  topics: TopicWatch,
): Promise<{ assignments: Map<string, Buffer>; counts: ReadonlyMap<string, number> }> {
  const members = answer.members.map(({ memberId, groupInstanceId, subscription }) => ({
    memberId,
    groupInstanceId,
    ...decodeSubscription(subscription, memberId),
  }));
  const counts = await topics.include(new Set(members.flatMap((member) => member.topics)));
  const assigned = assignSticky(members, counts);
  const assignments = new Map(
    [...assigned].map(([memberId, partitions]) => [memberId, encodeAssignment(partitions)]),
  );
  return { assignments, counts };
}

/** A leader that hands out what nobody asked for would have it read and written under the wrong pipeline. */
function refuseStrangers(
  partitions: readonly TopicPartition[],
  subscribed: readonly string[],
  groupId: string,
): void {
  const stranger = partitions.find(({ topic }) => !subscribed.includes(topic));
  if (stranger === undefined) return;
  throw new SluiceError(
    'GROUP_INCONSISTENT',
    `group ${groupId}: its leader assigned ${partitionKey(stranger.topic, stranger.partition)}, and only ${subscribed.join(', ')} is asked for`,
  );
}
