import { performance } from 'node:perf_hooks';
import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import { backoffMs } from '../../../../shared/backoff.ts';
import type { BrokerRequests } from '../broker-requests.ts';
import type { AnswerHandler } from './answer-handler.ts';
import type { AskedPartition, PartitionFetch } from './partition-fetch.ts';
import { type OnRetry, retryLater } from './retries.ts';

export interface BrokerFetchesOptions {
  readonly requests: BrokerRequests;
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
  readonly minBytes: number;
  readonly maxWaitMs: number;
  readonly rackId: string;
  readonly onRetry: OnRetry;
  readonly answers: AnswerHandler;
  /** All assigned partitions, in the order in which they are to be asked for. */
  readonly partitions: () => Iterable<PartitionFetch>;
  /** A request has ended, well or not. */
  readonly onAnswer: () => void;
}

interface Broker {
  /** The request that is out, and when its long poll ends at the latest. */
  underWay: { readonly controller: AbortController; readonly untilMs: number } | null;
  restUntilMs: number;
  attempts: number;
}

/**
 * A partition that becomes fetchable while its broker is waiting for data for others waits for that answer; above
 * this long it does not, and the connection is given up for it.
 */
const patienceMs = 1_000;

/**
 * Sends the fetches: one at a time to each broker, for all partitions that can be fetched from it now. Nothing runs
 * by itself: each event that can make a fetch possible (a seek, an answer, chunks taken, an ended pause, a timer)
 * calls `schedule`, and where nothing is possible nothing happens.
 *
 * Memory: a broker is asked again only when at most a quarter of `maxBytes` of its last answers is still to be
 * delivered, so that it holds at most one and a quarter (more only by a single batch larger than `maxBytes`, which
 * Kafka sends whole all the same). What a pause holds back comes on top, once for each pause.
 */
export class BrokerFetches {
  readonly #options: BrokerFetchesOptions;
  readonly #brokers = new Map<number, Broker>();
  readonly #underWay = new Set<Promise<void>>();
  #immediate: NodeJS.Immediate | null = null;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: BrokerFetchesOptions) {
    this.#options = options;
  }

  /** Sends what can be sent, at the end of this turn of the event loop: seeks of many partitions make one request. */
  schedule(): void {
    if (this.#closed || this.#immediate !== null) return;
    this.#immediate = setImmediate(() => {
      this.#immediate = null;
      this.#send();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const { underWay } of this.#brokers.values()) underWay?.controller.abort();
    await Promise.all(this.#underWay);
  }

  #send(): void {
    const now = performance.now();
    const byNode = new Map<number, PartitionFetch[]>();
    const heldByNode = new Map<number, number>();
    const leaderless: PartitionFetch[] = [];
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const state of this.#options.partitions()) {
      if (!state.paused) countHeld(state, heldByNode);
      if (!state.fetchable) continue;
      if (state.restUntilMs > now) {
        wakeAt = Math.min(wakeAt, state.restUntilMs);
        continue;
      }
      const { nodeId: leader } = this.#options.requests.leaderOf(state.topic, state.partition);
      const nodeId = state.replicaToAsk(leader, now);
      if (nodeId === null) leaderless.push(state);
      else append(byNode, nodeId, state);
    }
    for (const [nodeId, states] of byNode) {
      const broker = this.#broker(nodeId);
      if (broker.underWay !== null) {
        if (broker.underWay.untilMs - now > patienceMs) broker.underWay.controller.abort();
      } else if (broker.restUntilMs > now) {
        wakeAt = Math.min(wakeAt, broker.restUntilMs);
      } else if ((heldByNode.get(nodeId) ?? 0) <= this.#options.maxBytes / 4) {
        this.#track(this.#fetch(nodeId, broker, states, now));
      }
    }
    if (leaderless.length > 0) wakeAt = Math.min(wakeAt, this.#findLeaders(leaderless));
    this.#wakeAt(wakeAt, now);
  }

  async #fetch(
    nodeId: number,
    broker: Broker,
    states: readonly PartitionFetch[],
    now: number,
  ): Promise<void> {
    const { requests, maxBytes, maxPartitionBytes, minBytes, maxWaitMs } = this.#options;
    const controller = new AbortController();
    broker.underWay = { controller, untilMs: now + maxWaitMs };
    const asked = states.map((state) => state.ask());
    // A leader that was named a rack would pass us on to another replica again.
    const rackId = states.some((state) => state.leaderOnly(now)) ? '' : this.#options.rackId;
    const partitions = asked.map(({ state: { topic, partition }, offset }) => ({
      topic,
      partition,
      fetchOffset: offset,
      maxBytes: maxPartitionBytes,
    }));
    const isolationLevel = 'read_committed';
    const request = { maxWaitMs, minBytes, maxBytes, isolationLevel, rackId, partitions } as const;
    try {
      const { body } = await requests.fetch(nodeId, request, controller.signal);
      const throttleMs = this.#options.answers.handle(nodeId, asked, body);
      broker.attempts = 0;
      broker.restUntilMs = performance.now() + throttleMs;
    } catch (thrown) {
      if (!controller.signal.aborted) this.#failed(nodeId, broker, asked, toSluiceError(thrown));
    } finally {
      for (const one of asked) one.state.answered(one);
      broker.underWay = null;
      this.schedule();
      this.#options.onAnswer();
    }
  }

  #failed(
    nodeId: number,
    broker: Broker,
    asked: readonly AskedPartition[],
    error: SluiceError,
  ): void {
    const current = asked.filter((one) => one.state.isCurrent(one)).map((one) => one.state);
    if (!error.retryable) {
      for (const state of current) state.failure = error;
      return;
    }
    const now = performance.now();
    for (const state of current) state.insistOnLeader(now);
    const delayMs = backoffMs(++broker.attempts);
    broker.restUntilMs = now + delayMs;
    this.#options.onRetry(`fetch from broker ${nodeId}`, broker.attempts, delayMs, error);
    this.#refreshMetadata();
  }

  /** Asks for metadata, and says when to look again in any case. */
  #findLeaders(states: readonly PartitionFetch[]): number {
    const { topic, partition } = states[0]!;
    const error = new SluiceError(
      'KAFKA_PROTOCOL',
      `topic ${topic}, partition ${partition} has no leader at present`,
    );
    retryLater(states, `find the leader of ${topic}/${partition}`, error, this.#options.onRetry);
    this.#refreshMetadata();
    return states[0]!.restUntilMs;
  }

  #refreshMetadata(): void {
    this.#track(this.#options.requests.refreshMetadata().then(() => this.schedule()));
  }

  #broker(nodeId: number): Broker {
    let broker = this.#brokers.get(nodeId);
    if (broker === undefined) {
      broker = { underWay: null, restUntilMs: 0, attempts: 0 };
      this.#brokers.set(nodeId, broker);
    }
    return broker;
  }

  #wakeAt(timeMs: number, now: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = Number.isFinite(timeMs)
      ? setTimeout(() => this.schedule(), Math.ceil(timeMs - now))
      : null;
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }
}

function countHeld(state: PartitionFetch, heldByNode: Map<number, number>): void {
  for (const { reader, answer } of state.held) {
    const before = heldByNode.get(answer.nodeId) ?? 0;
    heldByNode.set(answer.nodeId, before + reader.remainingBytes);
  }
}

function append(
  byNode: Map<number, PartitionFetch[]>,
  nodeId: number,
  state: PartitionFetch,
): void {
  const states = byNode.get(nodeId);
  if (states === undefined) byNode.set(nodeId, [state]);
  else states.push(state);
}
