import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import type { BrokerRequests } from '../broker-requests.ts';
import type { OutOfRangeHandler, PartitionBounds } from '../port.ts';
import type { AskedPartition } from './partition-fetch.ts';
import { type OnRetry, retryLater } from './retries.ts';

/**
 * What follows when a broker says that a position is out of range. It may be a replica that lags, or one that led
 * until a moment ago, so the present leader is asked for its bounds; only where the position lies outside of them the
 * host decides, and the partition rests until it has.
 */
export class OutOfRange {
  readonly #requests: BrokerRequests;
  readonly #handler: OutOfRangeHandler | null;
  readonly #onRetry: OnRetry;

  constructor(requests: BrokerRequests, handler: OutOfRangeHandler | null, onRetry: OnRetry) {
    this.#requests = requests;
    this.#handler = handler;
    this.#onRetry = onRetry;
  }

  /** Never throws: what the host's handler throws becomes the partition's failure. */
  async settle(asked: AskedPartition, error: SluiceError): Promise<void> {
    const { state } = asked;
    state.deciding = true;
    try {
      const bounds = await this.#leadersBounds(asked);
      if (!state.isCurrent(asked)) return;
      if (bounds === undefined || liesWithin(asked.offset, bounds)) {
        retryLater([state], 'fetch what a replica does not have', error, this.#onRetry);
        return;
      }
      if (this.#handler === null) {
        throw new SluiceError('OFFSET_OUT_OF_RANGE', describe(asked, bounds));
      }
      await this.#handler(state.ownership, state, asked.offset, bounds);
      // A host that did not seek is asked again, but not at once.
      if (state.isCurrent(asked)) {
        retryLater([state], 'fetch from out of range', error, this.#onRetry);
      }
    } catch (thrown) {
      if (state.isCurrent(asked)) state.failure = toSluiceError(thrown);
    } finally {
      if (state.isCurrent(asked)) state.deciding = false;
    }
  }

  async #leadersBounds({ state }: AskedPartition): Promise<PartitionBounds | undefined> {
    await this.#requests.refreshMetadata();
    try {
      return (await this.#requests.bounds([state])).get(state.key);
    } catch {
      // As good as no answer: asked for again after a while.
      return undefined;
    }
  }
}

function liesWithin(offset: bigint, bounds: PartitionBounds): boolean {
  return offset >= bounds.logStart && offset <= bounds.highWatermark;
}

function describe({ state, offset }: AskedPartition, bounds: PartitionBounds): string {
  return `topic ${state.topic}, partition ${state.partition}: offset ${offset} is not in the log, which holds ${bounds.logStart} to ${bounds.highWatermark}`;
}
