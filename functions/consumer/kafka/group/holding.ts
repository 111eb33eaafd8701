import type { Ownership, TopicPartition } from '../../../../shared/record.ts';

/** Why a member no longer holds a generation. */
export type Ending =
  /** The coordinator's own word (`UNKNOWN_MEMBER_ID`, …); the member joins again. */
  | { readonly why: 'thrown out'; readonly error: string }
  /** The host could not take the assignment, or something else broke; whether it joins again depends on the error. */
  | { readonly why: 'failed'; readonly error: Error }
  | { readonly why: 'left' };

/** One generation as this member holds it, from the assignment to its end; both signals fire once. */
export interface Holding {
  readonly ownership: Ownership;
  /** What was assigned, without what was withdrawn since. */
  partitions: readonly TopicPartition[];
  readonly leader: boolean;
  /** Partition counts that the assignment was made from, or that stood when it was received. */
  counts: ReadonlyMap<string, number>;
  /** Topics this member asked for. */
  readonly subscribed: readonly string[];
  /** Resolves when the topics have been looked at after the assignment was made, or that was not possible. */
  readonly looked: Promise<void>;
  /** Ids of the assigned topics, as the host was given them; '' where none is known. */
  readonly incarnations: Map<string, string>;
  /** Resolves when a rebalance has begun, or is wanted; the generation still holds. */
  readonly rebalance: Promise<void>;
  readonly askRebalance: () => void;
  /** Resolves when the generation no longer holds. */
  readonly ended: Promise<Ending>;
  readonly end: (ending: Ending) => void;
  readonly hasEnded: () => boolean;
}

export function isEnding(value: unknown): value is Ending {
  return typeof value === 'object' && value !== null && 'why' in value;
}

export function sameOwnership(a: Ownership, b: Ownership): boolean {
  return (
    a.memberId === b.memberId && a.generation === b.generation && a.assignment === b.assignment
  );
}

export function createHolding(
  base: Omit<Holding, 'rebalance' | 'askRebalance' | 'ended' | 'end' | 'hasEnded'>,
): Holding {
  const rebalance = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Ending>();
  let over = false;
  return {
    ...base,
    rebalance: rebalance.promise,
    askRebalance: () => rebalance.resolve(),
    ended: ended.promise,
    end: (ending) => {
      over = true;
      ended.resolve(ending);
    },
    hasEnded: () => over,
  };
}
