import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../shared/errors.ts';
import { type Ownership, partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import type { CommitResult, KafkaPort, OffsetToCommit } from './kafka/port.ts';

const firstRetryMs = 200;
const maxRetryMs = 5_000;

interface Progress extends TopicPartition {
  ownership: Ownership;
  /** What may be committed; never falls while the partition is ours, but for a reset. */
  due: bigint;
  /** What the broker is known to have. */
  committed: bigint;
  /** This ownership can commit no more. */
  fenced: boolean;
}

/**
 * Brings the offsets of published epochs to the group coordinator: one request at a time, for all partitions that are
 * due by then, so that the number of commits does not grow with the number of partitions.
 *
 *     due ── sent ──▶ ok        the broker has it
 *                └──▶ fenced    waits: the next assignment either keeps the partition, and it is sent anew, or not
 *                ├──▶ unknown   sent again under the same ownership: the same offset twice does no harm
 *                └──▶ refused   sent again where that can help, otherwise the end
 */
export class Committer {
  readonly #source: string;
  readonly #commit: KafkaPort['commit'];
  readonly #emit: Emit;
  readonly #onFatal: (error: SluiceError) => void;
  readonly #progress = new Map<string, Progress>();
  #running: Promise<void> | null = null;

  constructor(
    source: string,
    commit: KafkaPort['commit'],
    emit: Emit,
    onFatal: (error: SluiceError) => void,
  ) {
    this.#source = source;
    this.#commit = commit;
    this.#emit = emit;
    this.#onFatal = onFatal;
  }

  /** The partition is ours from the offset on that the broker has. */
  assign(at: TopicPartition, ownership: Ownership, committed: bigint): void {
    const key = partitionKey(at.topic, at.partition);
    const { topic, partition } = at;
    const due = committed;
    this.#progress.set(key, { topic, partition, ownership, due, committed, fenced: false });
  }

  /** The partition stayed ours: what was due is due under the new ownership. */
  keep(at: TopicPartition, ownership: Ownership, committed: bigint): void {
    const progress = this.#progress.get(partitionKey(at.topic, at.partition));
    if (progress === undefined) return;
    progress.ownership = ownership;
    progress.committed = committed;
    progress.fenced = false;
    this.#start();
  }

  release(at: TopicPartition): void {
    this.#progress.delete(partitionKey(at.topic, at.partition));
  }

  /** What was last known to be committed; null where the partition is not ours. */
  committed(at: TopicPartition): bigint | null {
    return this.#progress.get(partitionKey(at.topic, at.partition))?.committed ?? null;
  }

  /** What may be committed by now; null where the partition is not ours. */
  due(at: TopicPartition): bigint | null {
    return this.#progress.get(partitionKey(at.topic, at.partition))?.due ?? null;
  }

  /** Partitions of which more is stored than committed. */
  uncommitted(): number {
    return [...this.#progress.values()].filter(({ due, committed }) => due !== committed).length;
  }

  /** Everything below the offset is stored, dead-lettered or dropped on purpose. */
  published(at: TopicPartition, next: bigint): void {
    const progress = this.#progress.get(partitionKey(at.topic, at.partition));
    if (progress === undefined) return;
    progress.due = next;
    this.#start();
  }

  /** Resolves when nothing is due any more that could still be committed, or the signal is aborted. */
  async flushed(signal: AbortSignal): Promise<void> {
    while (this.#running !== null && !signal.aborted) {
      await Promise.race([this.#running, aborted(signal)]);
    }
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    for (let failures = 0; ;) {
      const settled = await this.#commitDue();
      if (settled === null) return;
      failures = settled ? 0 : failures + 1;
      if (failures > 0) await sleep(Math.min(maxRetryMs, firstRetryMs * 2 ** failures));
    }
  }

  /** Null: nothing was due. False: something has to be sent again. */
  async #commitDue(): Promise<boolean | null> {
    const due = [...this.#progress.values()].filter(isDue);
    const [first] = due;
    if (first === undefined) return null;
    const { ownership } = first;
    const offsets = due.filter((progress) => progress.ownership === ownership).map(toOffset);
    const startedAt = performance.now();
    const results = await this.#commit(ownership, offsets);
    let committed = 0;
    let settled = true;
    for (const sent of offsets) {
      const result = resultOf(sent, results);
      if (this.#settle(ownership, sent, result)) committed += result.outcome === 'ok' ? 1 : 0;
      else settled = false;
    }
    if (committed > 0) {
      const durationMs = performance.now() - startedAt;
      const source = this.#source;
      this.#emit({ name: 'offsets_committed', source, partitions: committed, durationMs });
    }
    return settled;
  }

  /** False where the same commit has to be sent again. */
  #settle(ownership: Ownership, sent: OffsetToCommit, result: CommitResult): boolean {
    const { topic, partition } = sent;
    const { outcome, reason } = result;
    const progress = this.#progress.get(partitionKey(topic, partition));
    const current = progress?.ownership === ownership ? progress : undefined;
    if (outcome === 'ok') {
      if (current !== undefined) current.committed = sent.offset;
      return true;
    }
    this.#emit({ name: 'commit_failed', source: this.#source, topic, partition, outcome, reason });
    if (outcome === 'refused' && !result.retryable) {
      this.#onFatal(
        new SluiceError(
          'KAFKA_ACCESS_DENIED',
          `the broker refuses to commit offset ${sent.offset} of ${topic}/${partition}: ${reason ?? 'no reason given'}`,
        ),
      );
    }
    const final = outcome === 'fenced' || (outcome === 'refused' && !result.retryable);
    // not ours to commit any more; `keep` makes it due again if the partition comes back to us
    if (final && current !== undefined) current.fenced = true;
    return final;
  }
}

function resultOf(sent: OffsetToCommit, results: readonly CommitResult[]): CommitResult {
  const { topic, partition } = sent;
  return (
    results.find((one) => one.topic === topic && one.partition === partition) ?? {
      topic,
      partition,
      outcome: 'unknown',
      reason: 'the answer does not name the partition',
      retryable: true,
    }
  );
}

function isDue(progress: Progress): boolean {
  return progress.due !== progress.committed && !progress.fenced;
}

function toOffset({ topic, partition, due }: Progress): OffsetToCommit {
  return { topic, partition, offset: due, metadata: '' };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
