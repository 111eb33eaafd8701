/**
 * The member of a consumer group (Kafka's classic group protocol), as one state machine.
 *
 * | state       | what happens                                                          | goes to                     |
 * | ----------- | --------------------------------------------------------------------- | --------------------------- |
 * | idle        | nothing                                                               | seeking (`join`)            |
 * | seeking     | looks for the coordinator                                             | joining                     |
 * | joining     | JoinGroup is sent; open until all members have joined                 | syncing, seeking            |
 * | syncing     | the leader assigns; SyncGroup waits for the assignment                | assigning, joining, seeking |
 * | assigning   | the host reads offsets and seeks; heartbeats run                      | stable, rebalancing, seeking |
 * | stable      | heartbeats run                                                        | rebalancing, seeking        |
 * | rebalancing | the host publishes, for half the rebalance timeout; heartbeats run    | joining, seeking            |
 * | leaving     | LeaveGroup is sent (not for a static member, whose place is kept)     | idle                        |
 * | failed      | what cannot heal was said; nothing more happens                       |                             |
 *
 * Any state but idle and failed goes to leaving. The generation of a holding counts from the answer to SyncGroup until
 * the answer to the next JoinGroup, the coordinator's word that it is over, or leaving: as long the broker takes commits
 * under it, and so does `commit`. Being thrown out (UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION) loses all partitions and
 * goes to seeking; a broker that is silent loses nothing. A topic that was deleted and made again is lost as soon as
 * that is seen, and stable goes to rebalancing.
 */
import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import { type Ownership, partitionKey, type TopicPartition } from '../../../../shared/record.ts';
import { backoffMs, waitFor } from '../../../../shared/backoff.ts';
import type { CommitResult, GroupListener, OffsetToCommit } from '../port.ts';
import type { TopicWatch } from '../topics/topic-watch.ts';
import { allFenced, commitOffsets } from './commit-offsets.ts';
import { enterGeneration } from './enter-generation.ts';
import type { GroupRequests } from './group-requests.ts';
import { keepAlive } from './heartbeats.ts';
import { createHolding, type Ending, type Holding, isEnding, sameOwnership } from './holding.ts';
import { watchForChanges } from './metadata-changes.ts';
import { noteIncarnations, withdrawReplaced } from './replaced-topics.ts';
import { sayGoodbye } from './say-goodbye.ts';
import { groupError, judge } from './verdict.ts';

type MemberState =
  | 'idle'
  | 'seeking'
  | 'joining'
  | 'syncing'
  | 'assigning'
  | 'stable'
  | 'rebalancing'
  | 'leaving'
  | 'failed';

export interface GroupMemberOptions {
  readonly requests: GroupRequests;
  readonly topics: TopicWatch;
  readonly groupId: string;
  readonly groupInstanceId: string | null;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly metadataMaxAgeMs: number;
  readonly commitTimeoutMs: number;
  readonly listener: GroupListener;
  /** Counts the assignments of the process. */
  readonly nextAssignment: () => number;
  /** Before the host hears of it: what is fetched from now on is fetched under this. */
  readonly onHeld: (ownership: Ownership, partitions: readonly TopicPartition[]) => void;
  readonly onLost: (partitions: readonly TopicPartition[]) => void;
  readonly onFatal: (error: SluiceError) => void;
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
}

export interface GroupMember {
  readonly state: () => MemberState;
  /** Resolves after the first assignment is taken by the host. @throws {SluiceError} what cannot heal */
  readonly join: () => Promise<void>;
  readonly commit: (
    ownership: Ownership,
    offsets: readonly OffsetToCommit[],
  ) => Promise<CommitResult[]>;
  /** Ends the membership. Never throws; what the coordinator does not hear, it learns when the session expires. */
  readonly leave: () => Promise<void>;
}

/** A member that joins once; after `leave` it is done with, and a new one is made. */
export function createGroupMember(options: GroupMemberOptions): GroupMember {
  const { requests, topics, listener, groupId } = options;
  const stop = new AbortController();
  const first = Promise.withResolvers<void>();
  let state: MemberState = 'idle';
  let memberId = '';
  let holding: Holding | null = null;
  /** What was held last, for the claims of the next join. */
  let last: { partitions: readonly TopicPartition[]; generation: number } = {
    partitions: [],
    generation: -1,
  };
  let running: Promise<void> = Promise.resolve();

  const lose = (partitions: readonly TopicPartition[]): void => {
    if (partitions.length === 0) return;
    options.onLost(partitions);
    listener.onLost(partitions);
  };
  /** The generation is over; what it held is lost unless it is kept for a comparison with the next one. */
  const release = (ending: Ending): void => {
    if (holding === null) return;
    holding.end(ending);
    lose(holding.partitions);
    holding = null;
  };

  /** At every look, also one that something else asked for: what is read from now on would be of another log. */
  const stopLooking = topics.onLook(() => {
    const replaced = holding === null ? null : withdrawReplaced(holding, topics);
    if (replaced === null) return;
    options.onRetry('reading a topic', 1, 0, replaced.why);
    lose(replaced.partitions);
  });

  const enter = async (): Promise<Holding> => {
    const before = holding;
    const entered = await enterGeneration({
      ...options,
      signal: stop.signal,
      onState: (next) => {
        state = next;
      },
      memberId: () => memberId,
      onMemberId: (id) => {
        memberId = id;
      },
      // the broker has counted up: from here on it takes no commit of the old generation
      onNewGeneration: () => before?.end({ why: 'left' }),
      onForgotten: (error) => {
        release({ why: 'thrown out', error });
        listener.onRestart(groupError(error, 'join', groupId));
      },
      claims: () => last,
    });
    stop.signal.throwIfAborted();
    const { partitions, generation } = entered;
    const ownership = { memberId, generation, assignment: options.nextAssignment() };
    last = { partitions, generation };
    const kept = new Set(partitions.map((part) => partitionKey(part.topic, part.partition)));
    const previous = holding?.partitions ?? [];
    const incarnations = noteIncarnations(partitions, topics);
    holding = createHolding({ ...entered, ownership, incarnations });
    lose(previous.filter((part) => !kept.has(partitionKey(part.topic, part.partition))));
    options.onHeld(ownership, partitions);
    return holding;
  };

  /** Stays until the generation ends or a rebalance has been prepared for. */
  const hold = async (current: Holding): Promise<Ending | 'rebalance'> => {
    if (current.hasEnded()) return current.ended;
    const until = new AbortController();
    // neither throws, and neither is waited for: an answer that is late must not hold up the next join
    void keepAlive(current, options, until.signal);
    void watchForChanges(current, options, until.signal);
    try {
      state = 'assigning';
      const assigned = listener.onAssigned(current.ownership, current.partitions).then(
        () => first.resolve(),
        (thrown: unknown) => current.end({ why: 'failed', error: toSluiceError(thrown) }),
      );
      const early = await Promise.race([current.ended, assigned, current.rebalance]);
      if (isEnding(early)) return early;
      if (!current.hasEnded()) state = 'stable';
      const event = await Promise.race([current.ended, current.rebalance]);
      if (isEnding(event)) return event;
      state = 'rebalancing';
      const published = assigned
        .then(() => (current.hasEnded() ? undefined : listener.onRebalance(current.ownership)))
        .catch((thrown: unknown) => options.onRetry('rebalance', 1, 0, toSluiceError(thrown)));
      const limit = waitFor(options.rebalanceTimeoutMs / 2, until.signal);
      const ending = await Promise.race([current.ended, published, limit]);
      return isEnding(ending) ? ending : 'rebalance';
    } finally {
      until.abort();
    }
  };

  const run = async (): Promise<void> => {
    let attempt = 0;
    while (!stop.signal.aborted) {
      const ending = await hold(await enter());
      if (ending === 'rebalance') {
        attempt = 0;
        continue;
      }
      if (ending.why === 'left') return;
      release(ending);
      const cause =
        ending.why === 'failed'
          ? toSluiceError(ending.error)
          : groupError(ending.error, 'membership', groupId);
      if (ending.why === 'failed' ? !cause.retryable : judge(ending.error) === 'end') throw cause;
      if (ending.why === 'thrown out' && judge(ending.error) === 'forget') memberId = '';
      listener.onRestart(cause);
      attempt += 1;
      await waitFor(backoffMs(attempt), stop.signal);
    }
  };

  return {
    state: () => state,
    join: () => {
      running = run().catch((thrown: unknown) => {
        if (stop.signal.aborted) return;
        const error = toSluiceError(thrown);
        state = 'failed';
        release({ why: 'failed', error });
        first.reject(error);
        options.onFatal(error);
      });
      return first.promise;
    },
    commit: async (ownership, offsets) => {
      const current = holding;
      if (current === null || !sameOwnership(current.ownership, ownership) || stop.signal.aborted) {
        return allFenced(offsets, 'GENERATION_ENDED');
      }
      return commitOffsets(current, offsets, {
        requests,
        deadlineMs: options.commitTimeoutMs,
        signal: stop.signal,
      });
    },
    leave: async () => {
      if (state === 'idle') return;
      const failed = state === 'failed';
      state = failed ? 'failed' : 'leaving';
      stop.abort(new SluiceError('KAFKA_UNREACHABLE', 'the member has left its group'));
      stopLooking();
      release({ why: 'left' });
      await running;
      first.reject(new SluiceError('KAFKA_UNREACHABLE', 'the member left before it had joined'));
      first.promise.catch(() => {});
      if (failed) return;
      if (memberId !== '' && options.groupInstanceId === null) {
        await sayGoodbye(memberId, options);
      }
      memberId = '';
      state = 'idle';
    },
  };
}
