import { SluiceError } from '../../errors.ts';
import type { Rejection, RejectionCode, TopicPartition } from '../../record.ts';
import type { Emit } from '../../telemetry/events.ts';
import type { Destination } from '../destination.ts';
import type { Epoch } from '../epoch.ts';
import { deadLetterLine, type WholeRecord } from './dead-letter.ts';

/** What a component does with what it rejects; the destination is there for `dead_letter` alone. */
export type RejectionPolicy =
  | { readonly action: 'dead_letter'; readonly destination: Destination }
  | { readonly action: 'drop' | 'stop' };

interface Tally {
  readonly component: string;
  readonly code: RejectionCode;
  readonly offset: bigint;
  readonly reason: string;
  records: number;
}

interface Left {
  readonly component: string;
  readonly reason: 'filter' | 'merged' | 'rejected' | 'tombstone';
  records: number;
}

/** Where bad records of a source go, and those that are left out; counts them by chunk, so that telling of them costs nothing per record. */
export class Rejections {
  readonly #policies: ReadonlyMap<string, RejectionPolicy>;
  readonly #emit: Emit;
  readonly #tallies = new Map<string, Tally>();
  readonly #left = new Map<string, Left>();

  /** @param policies by component */
  constructor(policies: ReadonlyMap<string, RejectionPolicy>, emit: Emit) {
    this.#policies = policies;
    this.#emit = emit;
  }

  /** @throws {SluiceError} RECORD_REJECTED where the component says `stop` */
  reject(
    epoch: Epoch,
    at: TopicPartition,
    offset: bigint,
    record: WholeRecord,
    rejection: Rejection,
  ): void {
    this.#count(rejection, offset);
    const policy = this.#policies.get(rejection.component) ?? { action: 'stop' };
    if (policy.action === 'drop') {
      this.left(epoch, rejection.component, 'rejected');
    } else if (policy.action === 'dead_letter') {
      const output = epoch.deadLetters(policy.destination);
      const object = output.atTime(record.timestampMs) ?? output.atTime(epoch.openedAtMs);
      if (object === null)
        throw new SluiceError('INTERNAL', 'the present cannot be written as a key');
      const line = Buffer.from(deadLetterLine(at, offset, record, rejection), 'utf8');
      object.append(line);
      object.append(policy.destination.framing.after);
      output.wrote(object, record.timestampMs);
    } else {
      throw new SluiceError(
        'RECORD_REJECTED',
        `record ${offset} of ${at.topic}/${at.partition} was rejected by ` +
          `${rejection.component} (${rejection.code}): ${rejection.reason}`,
      );
    }
  }

  /** Counts records, or events of them, that leave nothing by themselves. */
  left(epoch: Epoch, component: string, reason: Left['reason'], records: number = 1): void {
    const key = epoch.countDropped(component, reason, records);
    const known = this.#left.get(key);
    if (known === undefined) this.#left.set(key, { component, reason, records });
    else known.records += records;
  }

  /** Tells what came together since the last call. */
  report({ topic, partition }: TopicPartition): void {
    for (const tally of this.#tallies.values()) {
      this.#emit({ name: 'records_rejected', ...tally, topic, partition });
    }
    for (const left of this.#left.values()) this.#emit({ name: 'records_dropped', ...left });
    this.#tallies.clear();
    this.#left.clear();
  }

  #count(rejection: Rejection, offset: bigint): void {
    const { component, code, reason } = rejection;
    const key = `${component}/${code}`;
    const tally = this.#tallies.get(key);
    if (tally === undefined)
      this.#tallies.set(key, { component, code, offset, reason, records: 1 });
    else tally.records++;
  }
}
