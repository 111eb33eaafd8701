import type { Rejection } from '../../../record.ts';
import type { EventFrame } from '../program.ts';
import type { KeptOrigin, KeptRecord } from './kept-record.ts';

/**
 * What the steps behind a reduce see of an event that it has made of several records: what one of them rejects is rejected
 * of all these records, each with its own bytes, so that nothing is lost and a replay groups them again.
 */
export class GroupFrame implements EventFrame {
  readonly epoch: EventFrame['epoch'];
  readonly timestampMs: number;
  readonly exactNumbers = null;
  readonly onBytes = null;
  readonly several = null;
  readonly isOfOneRecord = false;
  isRejected = false;
  readonly #origins: readonly KeptOrigin[];
  readonly #below: EventFrame;

  /** @param timestampMs of its first record: Vector's, too, takes the place of the first in the lake */
  constructor(below: EventFrame, origins: readonly KeptOrigin[], timestampMs: number) {
    this.#below = below;
    this.#origins = origins;
    this.epoch = below.epoch;
    this.timestampMs = timestampMs;
  }

  readonly origins = (): readonly KeptOrigin[] => this.#origins;

  readonly reject: EventFrame['reject'] = (stage, component, code, reason) => {
    this.isRejected = true;
    const places = new Map<KeptRecord, string[]>();
    for (const { record, place } of this.#origins) {
      const known = places.get(record);
      if (known === undefined) places.set(record, [place]);
      else if (!known.includes(place)) known.push(place);
    }
    for (const [record, events] of places) {
      const rejection = { stage, component, code, reason };
      const isWhole = events.includes('');
      this.rejectKept(record, isWhole ? rejection : { ...rejection, events });
    }
  };

  readonly rejectKept = (record: KeptRecord, rejection: Rejection): void =>
    this.#below.rejectKept(record, rejection);

  readonly dropped = (component: string): void => this.left(component, 'filter', 1);

  readonly left: EventFrame['left'] = (component, reason, events) =>
    this.#below.left(component, reason, events);
}
