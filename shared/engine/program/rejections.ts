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

/** Where bad records of a source go; counts them by chunk, so that telling of them costs nothing per record. */
export class Rejections {
  readonly #policies: ReadonlyMap<string, RejectionPolicy>;
  readonly #emit: Emit;
  readonly #tallies = new Map<string, Tally>();
  readonly #dropped = new Map<string, number>();

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
      this.#drop(rejection.component);
      epoch.countDropped(rejection.component, 'rejected');
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

  /** Tells what came together since the last call. */
  report({ topic, partition }: TopicPartition): void {
    for (const tally of this.#tallies.values()) {
      this.#emit({ name: 'records_rejected', ...tally, topic, partition });
    }
    for (const [component, records] of this.#dropped) {
      this.#emit({ name: 'records_dropped', component, reason: 'rejected', records });
    }
    this.#tallies.clear();
    this.#dropped.clear();
  }

  #count(rejection: Rejection, offset: bigint): void {
    const { component, code, reason } = rejection;
    const key = `${component}/${code}`;
    const tally = this.#tallies.get(key);
    if (tally === undefined)
      this.#tallies.set(key, { component, code, offset, reason, records: 1 });
    else tally.records++;
  }

  #drop(component: string): void {
    this.#dropped.set(component, (this.#dropped.get(component) ?? 0) + 1);
  }
}
