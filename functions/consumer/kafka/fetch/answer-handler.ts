import { performance } from 'node:perf_hooks';
import { SluiceError } from '../../../../shared/errors.ts';
import { partitionKey } from '../../../../shared/record.ts';
import type { BrokerRequests } from '../broker-requests.ts';
import { codeName } from '../protocol-codes.ts';
import { RecordSetReader } from '../record-batch/record-set-reader.ts';
import { refetchDamaged } from './damaged-batch.ts';
import { decodeFetchAnswer, type PartitionAnswer } from './fetch-answer.ts';
import type { OutOfRange } from './out-of-range.ts';
import { type PartitionError, partitionError } from './partition-error.ts';
import { HeldAnswer } from './held-answer.ts';
import type { AskedPartition, PartitionFetch } from './partition-fetch.ts';
import { type OnRetry, retryLater } from './retries.ts';

export interface AnswerHandlerOptions {
  readonly requests: BrokerRequests;
  readonly outOfRange: OutOfRange;
  readonly onRetry: OnRetry;
  /** Something changed, possibly some time after the answer: partitions may be fetchable, or have failed. */
  readonly onChange: () => void;
}

/** Gives each partition its part of a fetch answer: batches to hold, bounds, or an error to deal with. */
export class AnswerHandler {
  readonly #options: AnswerHandlerOptions;

  constructor(options: AnswerHandlerOptions) {
    this.#options = options;
  }

  /**
   * @param asked what the answer is for; what is void by now is passed over
   * @returns how long the broker wants to be left alone, in milliseconds
   * @throws {SluiceError} KAFKA_PROTOCOL where the answer as a whole is none
   */
  handle(nodeId: number, asked: readonly AskedPartition[], body: Buffer): number {
    const decoded = decodeFetchAnswer(body);
    if (decoded.errorCode !== 0) {
      const name = codeName(decoded.errorCode);
      throw new SluiceError('KAFKA_PROTOCOL', `broker ${nodeId} answered ${name} to a fetch`);
    }
    const current = new Map<string, AskedPartition>();
    for (const one of asked) if (one.state.isCurrent(one)) current.set(one.state.key, one);
    const answer = new HeldAnswer(nodeId, body);
    const done = answer.use();
    const retries = new Map<string, { readonly first: PartitionError; states: PartitionFetch[] }>();
    for (const part of decoded.partitions) {
      const one = current.get(partitionKey(part.topic, part.partition));
      if (one === undefined) continue;
      if (part.errorCode === 0) {
        this.#take(one, part, body, answer);
        continue;
      }
      const error = partitionError(part, part.errorCode, nodeId);
      if (this.#settle(one, error, nodeId)) continue;
      const group = retries.get(error.response + part.errorCode);
      if (group === undefined) {
        retries.set(error.response + part.errorCode, { first: error, states: [one.state] });
      } else {
        group.states.push(one.state);
      }
    }
    this.#retry(nodeId, retries.values());
    done();
    return decoded.throttleMs;
  }

  #take(asked: AskedPartition, part: PartitionAnswer, body: Buffer, answer: HeldAnswer): void {
    const { state } = asked;
    const now = performance.now();
    state.attempts = 0;
    if (part.highWatermark >= 0n && part.logStart >= 0n) {
      const { topic, partition, logStart, highWatermark, lastStable } = part;
      state.bounds = { topic, partition, logStart, highWatermark, lastStable };
      state.boundsAtMs = now;
    }
    if (part.preferredReplica >= 0) state.prefer(part.preferredReplica, now);
    const { recordsStart, recordsEnd, aborted } = part;
    if (recordsStart === recordsEnd) return;
    const reader = new RecordSetReader(state, body, recordsStart, recordsEnd, aborted);
    if (reader.next !== null && reader.next <= asked.offset) {
      const message = `topic ${state.topic}, partition ${state.partition}: asked for offset ${asked.offset}, broker ${answer.nodeId} sent batches that end before it`;
      refetchDamaged(state, new SluiceError('BATCH_CORRUPT', message), this.#options.onRetry);
    } else if (reader.remainingBytes > 0) {
      state.hold(reader, answer);
    }
  }

  /** Deals with errors that are not simply tried again; false for the others. */
  #settle(asked: AskedPartition, { response, error }: PartitionError, nodeId: number): boolean {
    const { state } = asked;
    switch (response) {
      case 'fatal':
        state.failure = error;
        return true;
      case 'damaged':
        // What is held lies before it and is still to be delivered; then it is asked for again.
        if (state.held.length > 0) return false;
        refetchDamaged(state, error, this.#options.onRetry);
        return true;
      case 'out_of_range': {
        if (state.held.length > 0) return false;
        if (nodeId !== this.#options.requests.leaderOf(state.topic, state.partition).nodeId) {
          // A follower that lags: the leader knows better.
          return false;
        }
        void this.#options.outOfRange.settle(asked, error).then(this.#options.onChange);
        return true;
      }
      case 'leader':
      case 'later':
      default:
        return false;
    }
  }

  #retry(
    nodeId: number,
    groups: Iterable<{ readonly first: PartitionError; readonly states: PartitionFetch[] }>,
  ): void {
    let leadersMoved = false;
    const now = performance.now();
    for (const { first, states } of groups) {
      leadersMoved ||= first.response === 'leader';
      for (const state of states) state.insistOnLeader(now);
      const { topic, partition } = states[0]!;
      const action = `fetch ${topic}/${partition} from broker ${nodeId}`;
      retryLater(states, action, first.error, this.#options.onRetry);
    }
    if (leadersMoved) void this.#options.requests.refreshMetadata().then(this.#options.onChange);
  }
}
