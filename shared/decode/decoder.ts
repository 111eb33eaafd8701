import type { Event } from '../transform/model.ts';
import type { JsonScanner } from './json/scanner.ts';
import type { ScanFailure } from './json/scan-fault.ts';

/** What a source's codec does with a value; one instance serves one thread, and its fields speak of the last `scan`. */
export interface Decoder {
  /** Whether `bytes[start, end)` can become an event, looking at no more of it than somebody needs. Never throws. */
  readonly scan: (bytes: Buffer, start: number, end: number) => boolean;
  /** Why the last `scan` gave false. */
  readonly failure: ScanFailure;
  /** The same for a person: the place, and at most one byte of the payload. */
  readonly describeFailure: () => string;
  /** A number is there that would not come back as it was written. */
  readonly hasInexactNumber: boolean;
  /** What has scanned it, where the value is JSON in the record's own bytes; left out: the decoder itself, or nobody. */
  readonly scanner?: JsonScanner | null;
  /** The value's own fields, of what was just scanned. */
  readonly parse: (bytes: Buffer, start: number, end: number) => Event;
}
