import type { EventFrame, RecordFrame } from '../program.ts';
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
  readonly isOfSeveral = true;
  isRejected = false;
  readonly origins: readonly KeptOrigin[];
  /** Of the record under way, or of the last one. */
  readonly program: RecordFrame;

  /** @param timestampMs of its first record: Vector's, too, takes the place of the first in the lake */
  constructor(program: RecordFrame, origins: readonly KeptOrigin[], timestampMs: number) {
    this.program = program;
    this.origins = origins;
    this.epoch = program.epoch;
    this.timestampMs = timestampMs;
  }

  readonly reject: EventFrame['reject'] = (stage, component, code, reason) => {
    this.isRejected = true;
    const places = new Map<KeptRecord, string[]>();
    for (const { record, place } of this.origins) {
      const known = places.get(record);
      if (known === undefined) places.set(record, [place]);
      else if (!known.includes(place)) known.push(place);
    }
    const { rejections } = this.program;
    for (const [record, events] of places) {
      const whole = { stage, component, code, reason };
      const rejection = events.includes('') ? whole : { ...whole, events };
      rejections.reject(this.epoch, record, record.offset, record, rejection);
    }
  };

  readonly dropped = (component: string): void =>
    this.program.rejections.left(this.epoch, component, 'filter');
}
