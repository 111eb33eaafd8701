import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BrokerRequests,
  FetchAnswer,
  FetchPartition,
  FetchRequest,
} from '../../functions/consumer/kafka/broker-requests.ts';
import type { PartitionBounds } from '../../functions/consumer/kafka/port.ts';
import { partitionKey, type TopicPartition } from '../../shared/record.ts';
import { encodeFetchAnswer, type TestPartitionAnswer } from './fetch-answer.ts';
import { encodeBatch } from './record-batch.ts';

interface Batch {
  readonly baseOffset: bigint;
  readonly next: bigint;
  readonly bytes: Buffer;
}

/** A part of an answer that stands in for what the log would give; undefined: the log answers. */
type Interject = (
  nodeId: number,
  partition: FetchPartition,
  request: FetchRequest,
) => Partial<TestPartitionAnswer> | undefined;

/**
 * Brokers that do on command what real ones do rarely. Logs are filled by `append`; a fetch is answered as Kafka does:
 * from the batch that holds the offset, cut off at the limits, the first batch always whole, after `maxWaitMs` where
 * there is nothing.
 */
export class ScriptedBrokers implements BrokerRequests {
  readonly requests: { readonly nodeId: number; readonly request: FetchRequest }[] = [];
  readonly leaders: Map<string, number | null> = new Map();
  readonly boundsOf: Map<string, PartitionBounds> = new Map();
  metadataRefreshes = 0;
  interject: Interject = () => undefined;
  /** Before anything else; may throw, or wait. */
  beforeFetch: (nodeId: number, signal: AbortSignal) => Promise<void> = async () => {};
  onRefresh: () => void = () => {};
  throttleMs = 0;
  readonly #logs = new Map<string, Batch[]>();
  readonly #waiting = new Set<() => void>();

  append(topic: string, partition: number, ...values: (string | Buffer)[]): void {
    const base = this.end(topic, partition);
    const records = values.map((value, i) => ({ offsetDelta: i, value: Buffer.from(value) }));
    this.appendBatch(topic, partition, encodeBatch({ baseOffset: base, records }));
  }

  appendBatch(topic: string, partition: number, bytes: Buffer): void {
    const baseOffset = bytes.readBigInt64BE(0);
    const next = baseOffset + BigInt(bytes.readInt32BE(23)) + 1n;
    const key = partitionKey(topic, partition);
    const log = this.#logs.get(key) ?? [];
    log.push({ baseOffset, next, bytes });
    this.#logs.set(key, log);
    for (const wake of this.#waiting) wake();
  }

  end(topic: string, partition: number): bigint {
    return this.#logs.get(partitionKey(topic, partition))?.at(-1)?.next ?? 0n;
  }

  async fetch(nodeId: number, request: FetchRequest, signal: AbortSignal): Promise<FetchAnswer> {
    this.requests.push({ nodeId, request });
    await this.beforeFetch(nodeId, signal);
    signal.throwIfAborted();
    let body = this.#answer(nodeId, request);
    if (body === null) {
      const appended = Promise.withResolvers<void>();
      this.#waiting.add(appended.resolve);
      const timer = new AbortController();
      const either = AbortSignal.any([signal, timer.signal]);
      await Promise.race([
        appended.promise,
        sleep(request.maxWaitMs, undefined, { signal: either }).catch(() => {}),
      ]);
      timer.abort();
      this.#waiting.delete(appended.resolve);
      signal.throwIfAborted();
      body = this.#answer(nodeId, request) ?? encodeFetchAnswer(this.#parts(nodeId, request));
    } else {
      await sleep(1);
    }
    signal.throwIfAborted();
    return { apiVersion: 11, body };
  }

  leaderOf(topic: string, partition: number): { readonly nodeId: number | null } {
    const key = partitionKey(topic, partition);
    return { nodeId: this.leaders.has(key) ? (this.leaders.get(key) ?? null) : 1 };
  }

  async refreshMetadata(): Promise<void> {
    this.metadataRefreshes++;
    await sleep(1);
    this.onRefresh();
  }

  async bounds(
    partitions: readonly TopicPartition[],
  ): Promise<ReadonlyMap<string, PartitionBounds>> {
    await sleep(1);
    const found = new Map<string, PartitionBounds>();
    for (const { topic, partition } of partitions) {
      const key = partitionKey(topic, partition);
      const bounds = this.boundsOf.get(key);
      if (bounds !== undefined) found.set(key, bounds);
    }
    return found;
  }

  #answer(nodeId: number, request: FetchRequest): Buffer | null {
    const parts = this.#parts(nodeId, request);
    const isSomething = parts.some(
      (part) => (part.records?.length ?? 0) > 0 || part.errorCode || part.preferredReplica,
    );
    return isSomething ? encodeFetchAnswer(parts, { throttleMs: this.throttleMs }) : null;
  }

  #parts(nodeId: number, request: FetchRequest): TestPartitionAnswer[] {
    let left = request.maxBytes;
    let isFirst = true;
    return request.partitions.map((asked) => {
      const { topic, partition } = asked;
      const own = this.interject(nodeId, asked, request);
      const highWatermark = this.end(topic, partition);
      if (own !== undefined) return { topic, partition, highWatermark, logStart: 0n, ...own };
      const log = this.#logs.get(partitionKey(topic, partition)) ?? [];
      const batches = log.filter(({ next }) => next > asked.fetchOffset);
      const whole = Buffer.concat(batches.map(({ bytes }) => bytes));
      let limit = Math.min(left, asked.maxBytes);
      if (isFirst && batches[0] !== undefined) limit = Math.max(limit, batches[0].bytes.length);
      const records = whole.subarray(0, Math.max(0, limit));
      if (records.length > 0) isFirst = false;
      left -= records.length;
      return { topic, partition, highWatermark, logStart: 0n, records };
    });
  }
}
