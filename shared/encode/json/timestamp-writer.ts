import { maxDateMs, recordTime } from '../../time/record-time.ts';
import { writeFixed } from './digits.ts';

/** Bytes that one time may take: a quoted date with a six digit year, or the digits of any number. */
export const maxTimestampBytes = 32;

/**
 * Writes record times as JSON, `"2024-12-28T18:01:02.239Z"`. Records of one chunk mostly share their second, so its text
 * is kept and three digits are written per record.
 */
export class TimestampWriter {
  #second = -1;
  /** The quoted text of the kept second with its milliseconds. */
  #text: Buffer = Buffer.alloc(0);

  /** Needs room for `maxTimestampBytes`; gives the position behind it. */
  write(timestampMs: number, into: Buffer, position: number): number {
    if (timestampMs < 0 || timestampMs > maxDateMs) {
      return position + into.write(JSON.stringify(recordTime(timestampMs)), position, 'latin1');
    }
    const second = Math.floor(timestampMs / 1000);
    if (second !== this.#second) {
      this.#text = Buffer.from(JSON.stringify(recordTime(timestampMs)), 'latin1');
      this.#second = second;
    }
    const text = this.#text;
    const { length } = text;
    for (let at = 0; at < length; at += 1) into[position + at] = text[at] as number;
    writeFixed(timestampMs - second * 1000, 3, into, position + length - 5);
    return position + length;
  }
}
