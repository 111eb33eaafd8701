import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../shared/errors.ts';
import { type Ownership, partitionKey, type TopicPartition } from '../../shared/record.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import type { CommitResult, KafkaPort, OffsetToCommit } from './kafka/port.ts';

const firstRetryMs = 200;
const maxRetryMs = 5_000;

/** An offset with the string that stands beside it. */
export interface Position {
  readonly offset: bigint;
  readonly metadata: string;
}

interface Progress extends TopicPartition {
  ownership: Ownership;
  /** What should stand on the broker; the offset never falls while the partition is ours, but for a reset. */
  due: Position;
  /** What the broker is known to have. */
  committed: Position;
  /** This ownership can commit no more. */
  fenced: boolean;
  /** Told once `due` is on the broker (true), or never will be because the partition is lost (false). */
  waiting: ((committed: boolean) => void)[];
}

export interface CommitterOptions {
  readonly source: string;
  readonly commit: KafkaPort['commit'];
  readonly emit: Emit;
  /**
   * What to do where nobody can say whether a commit was taken. Null: send it again, the same offset twice does no
   * harm. Otherwise called instead: an old request that is taken late must not undo a newer one.
   */
  readonly onUnknown: (() => void) | null;
  readonly onFatal: (error: SluiceError) => void;
}

/**
 * Brings offsets to the group coordinator: one request at a time, for all partitions that are due by then, so that the
 * number of commits does not grow with the number of partitions.
 *
 *     due ── sent ──▶ ok        the broker has it
 *                ├──▶ fenced    waits: the next assignment either keeps the partition, and it is sent anew, or not
 *                ├──▶ unknown   sent again, or left to the host: see `onUnknown`
 *                └──▶ refused   sent again where that can help, otherwise the end
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #progress = new Map<string, Progress>();
  #running: Promise<void> | null = null;

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** The partition is ours, from what the broker has. */
  assign(at: TopicPartition, ownership: Ownership, committed: Position): void {
    this.release(at);
    const { topic, partition } = at;
    const due = committed;
    const fenced = false;
    const progress = { topic, partition, ownership, due, committed, fenced, waiting: [] };
    this.#progress.set(partitionKey(topic, partition), progress);
  }

  /** The partition stayed ours: what was due is due under the new ownership. */
  keep(at: TopicPartition, ownership: Ownership, committed: Position): void {
    const progress = this.#at(at);
    if (progress === undefined) return;
    progress.ownership = ownership;
    progress.committed = committed;
    progress.fenced = false;
    tellIfDone(progress);
    this.#start();
  }

  release(at: TopicPartition): void {
    const progress = this.#at(at);
    if (progress === undefined) return;
    this.#progress.delete(partitionKey(at.topic, at.partition));
    for (const tell of progress.waiting.splice(0)) tell(false);
  }

  /** What was last known to be committed; null where the partition is not ours. */
  committed(at: TopicPartition): Position | null {
    return this.#at(at)?.committed ?? null;
  }

  /** Whether what the broker has is ours: what we know of, or what we were about to commit. */
  isOurs(at: TopicPartition, { offset, metadata }: Position): boolean {
    const progress = this.#at(at);
    if (progress === undefined) return false;
    return [progress.committed, progress.due].some(
      (known) => known.offset === offset && known.metadata === metadata,
    );
  }

  /** Everything below the offset is stored, dead-lettered or dropped on purpose. */
  published(at: TopicPartition, next: bigint): void {
    void this.#due(at, { offset: next, metadata: '' });
  }

  /** Resolves to true when exactly this stands on the broker, to false when the partition is lost before. */
  place(at: TopicPartition, position: Position): Promise<boolean> {
    return this.#due(at, position);
  }

  /** Partitions of which more is stored than committed. */
  uncommitted(): number {
    return [...this.#progress.values()].filter((progress) => !isDone(progress)).length;
  }

  /** Resolves when nothing is due any more that could still be committed, or the signal is aborted. */
  async flushed(signal: AbortSignal): Promise<void> {
    while (this.#running !== null && !signal.aborted) {
      await Promise.race([this.#running, aborted(signal)]);
    }
  }

  #at({ topic, partition }: TopicPartition): Progress | undefined {
    return this.#progress.get(partitionKey(topic, partition));
  }

  async #due(at: TopicPartition, position: Position): Promise<boolean> {
    const progress = this.#at(at);
    if (progress === undefined) return false;
    progress.due = position;
    const done = new Promise<boolean>((resolve) => progress.waiting.push(resolve));
    tellIfDone(progress);
    this.#start();
    return done;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    for (let failures = 0; ;) {
      // the end of one epoch and the beginning of the next, of all partitions, go in one request
      await nextTurn();
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
    const results = await this.#options.commit(ownership, offsets);
    let committed = 0;
    let settled = true;
    for (const sent of offsets) {
      const result = resultOf(sent, results);
      if (this.#settle(ownership, sent, result)) committed += result.outcome === 'ok' ? 1 : 0;
      else settled = false;
    }
    if (committed > 0) {
      const durationMs = performance.now() - startedAt;
      const { source, emit } = this.#options;
      emit({ name: 'offsets_committed', source, partitions: committed, durationMs });
    }
    return settled;
  }

  /** False where the same commit has to be sent again. */
  #settle(ownership: Ownership, sent: OffsetToCommit, result: CommitResult): boolean {
    const { topic, partition } = sent;
    const { outcome, reason } = result;
    const progress = this.#at(sent);
    const current = progress?.ownership === ownership ? progress : undefined;
    if (outcome === 'ok') {
      if (current !== undefined) {
        current.committed = sent;
        tellIfDone(current);
      }
      return true;
    }
    const { source, emit, onUnknown, onFatal } = this.#options;
    emit({ name: 'commit_failed', source, topic, partition, outcome, reason });
    if (outcome === 'unknown' && onUnknown !== null) {
      if (current !== undefined) current.fenced = true;
      onUnknown();
      return true;
    }
    if (outcome === 'refused' && !result.retryable) {
      onFatal(refusal(sent, reason));
    }
    const final = outcome === 'fenced' || (outcome === 'refused' && !result.retryable);
    // not ours to commit any more; `keep` makes it due again if the partition comes back to us
    if (final && current !== undefined) current.fenced = true;
    return final;
  }
}

function refusal({ topic, partition, offset, metadata }: OffsetToCommit, reason: string | null) {
  const place = `offset ${offset} of ${topic}/${partition}`;
  if (reason === 'OFFSET_METADATA_TOO_LARGE') {
    return new SluiceError(
      'LEDGER_TOO_LARGE',
      `the broker refuses to commit ${place} with a ledger of ${metadata.length} bytes: ${reason}`,
    );
  }
  return new SluiceError(
    'KAFKA_ACCESS_DENIED',
    `the broker refuses to commit ${place}: ${reason ?? 'no reason given'}`,
  );
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

function isDone({ due, committed }: Progress): boolean {
  return due.offset === committed.offset && due.metadata === committed.metadata;
}

function isDue(progress: Progress): boolean {
  return !progress.fenced && !isDone(progress);
}

function tellIfDone(progress: Progress): void {
  if (!isDone(progress)) return;
  for (const tell of progress.waiting.splice(0)) tell(true);
}

function toOffset({ topic, partition, due }: Progress): OffsetToCommit {
  return { topic, partition, ...due };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
