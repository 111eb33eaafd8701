import type {
  CommitResult,
  GroupListener,
  OffsetToCommit,
} from '../../../functions/consumer/kafka/port.ts';
import { type Ownership, partitionKey, type TopicPartition } from '../../../shared/record.ts';
import type { TestRecord } from '../memory-chunk.ts';
import type { Random } from './random.ts';

/** What a member of the simulated group is to the coordinator. */
export interface Member {
  readonly id: string;
  readonly listener: GroupListener;
  /** Called when a new generation holds, before the listener hears of it. */
  readonly onHeld: (ownership: Ownership, partitions: readonly TopicPartition[]) => void;
  readonly onDropped: (partitions: readonly TopicPartition[]) => void;
  partitions: readonly TopicPartition[];
  ownership: Ownership | null;
  /** The process is gone: nothing it is told has any effect. */
  dead: boolean;
}

export interface CommitFaults {
  /** The request is taken, its answer is lost. */
  readonly lostAnswer: number;
  /** The request is not taken now, and its answer is lost; it may be taken later. */
  readonly late: number;
  /** Whether commits of members that are not in the group any more are refused. */
  readonly fenced: boolean;
}

export type OnTaken = (partition: number, offset: bigint, metadata: string) => void;

/**
 * A Kafka topic and the coordinator of one group, as far as offsets are concerned: commits are fenced by member and
 * generation, at the moment they are taken.
 */
export class SimulatedGroup {
  readonly topic = 'devices';
  readonly logs: TestRecord[][];
  readonly committed: Map<string, { readonly offset: bigint; readonly metadata: string }> =
    new Map();
  /** Called with every commit that is taken. */
  readonly #onTaken: OnTaken;
  readonly #random: Random;
  #faults: CommitFaults;
  readonly #members = new Map<string, Member>();
  readonly #late: (() => void)[] = [];
  #generation = 0;
  #assignments = 0;
  #rebalancing: Promise<void> = Promise.resolve();

  constructor(random: Random, logs: TestRecord[][], faults: CommitFaults, onTaken: OnTaken) {
    this.#onTaken = onTaken;
    this.#random = random;
    this.logs = logs;
    this.#faults = faults;
  }

  endOf(partition: number): bigint {
    const last = this.logs[partition]?.at(-1);
    return last === undefined ? 0n : last.offset + 1n;
  }

  join(member: Member): Promise<void> {
    this.#members.set(member.id, member);
    return this.#rebalance();
  }

  /** The coordinator forgets the member; whether that knows it yet is another matter. */
  async forget(id: string): Promise<void> {
    if (this.#members.delete(id)) await this.#rebalance();
  }

  /** From now on every commit is answered. */
  heal(): void {
    this.#faults = { ...this.#faults, lostAnswer: 0, late: 0 };
  }

  /** What was under way all the time arrives at last. */
  deliverLate(): void {
    for (const take of this.#late.splice(0)) take();
  }

  commit(ownership: Ownership, offsets: readonly OffsetToCommit[]): CommitResult[] {
    const { lostAnswer, late } = this.#faults;
    if (this.#random.chance(late)) {
      this.#late.push(() => this.#take(ownership, offsets));
      return answers(offsets, 'unknown');
    }
    const taken = this.#take(ownership, offsets);
    if (this.#random.chance(lostAnswer)) return answers(offsets, 'unknown');
    return answers(offsets, taken ? 'ok' : 'fenced');
  }

  #take(ownership: Ownership, offsets: readonly OffsetToCommit[]): boolean {
    const member = this.#members.get(ownership.memberId);
    const fits = member !== undefined && ownership.generation === this.#generation;
    if (!fits && this.#faults.fenced) return false;
    for (const { topic, partition, offset, metadata } of offsets) {
      const key = partitionKey(topic, partition);
      this.committed.set(key, { offset, metadata });
      this.#onTaken(partition, offset, metadata);
    }
    return true;
  }

  #rebalance(): Promise<void> {
    this.#rebalancing = this.#rebalancing.then(() => this.#once());
    return this.#rebalancing;
  }

  async #once(): Promise<void> {
    const before = [...this.#members.values()];
    await Promise.all(before.map((member) => this.#prepare(member)));
    const members = [...this.#members.values()].filter(({ dead }) => !dead);
    this.#generation++;
    const shares = this.#assign(members);
    for (const member of members) {
      const partitions = shares.get(member.id) ?? [];
      const lost = member.partitions.filter(
        (old) => !partitions.some(({ partition }) => partition === old.partition),
      );
      const ownership = {
        memberId: member.id,
        generation: this.#generation,
        assignment: ++this.#assignments,
      };
      member.partitions = partitions;
      member.ownership = ownership;
      if (lost.length > 0) {
        member.onDropped(lost);
        member.listener.onLost(lost);
      }
      member.onHeld(ownership, partitions);
      void member.listener.onAssigned(ownership, partitions);
    }
  }

  /** The host may finish what is under way, but a rebalance waits for nobody for long. */
  async #prepare(member: Member): Promise<void> {
    if (member.dead || member.ownership === null || this.#random.chance(0.3)) return;
    const turns = this.#random.below(20);
    const limit = (async () => {
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    })();
    await Promise.race([member.listener.onRebalance(member.ownership), limit]);
  }

  /** Every partition to somebody, mostly to whom it belonged. */
  #assign(members: readonly Member[]): Map<string, TopicPartition[]> {
    const shares = new Map<string, TopicPartition[]>(members.map(({ id }) => [id, []]));
    if (members.length === 0) return shares;
    this.logs.forEach((_, partition) => {
      const owner = members.find((one) => one.partitions.some((p) => p.partition === partition));
      const next =
        owner !== undefined && this.#random.chance(0.7) ? owner : this.#random.pick(members);
      shares.get(next.id)?.push({ topic: this.topic, partition });
    });
    return shares;
  }
}

function answers(
  offsets: readonly OffsetToCommit[],
  outcome: CommitResult['outcome'],
): CommitResult[] {
  return offsets.map(({ topic, partition }) => ({
    topic,
    partition,
    outcome,
    reason: null,
    retryable: true,
  }));
}
