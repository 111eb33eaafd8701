import { firstInvalidUtf8 } from '../utf8.ts';
import type { Decoder } from './decoder.ts';
import { describeFault, type ScanFailure, type ScanFault } from './json/scan-fault.ts';
import type { Event } from '../transform/model.ts';
import { messageField } from './message-field.ts';

/**
 * The codec `bytes`: any value becomes `{ message }`. Where it only goes on as it is nobody looks at it; where a
 * transform or a codec needs it as text it has to be UTF-8, since anything else would come out changed.
 */
export class BytesDecoder implements Decoder {
  readonly failure: ScanFailure = 'NOT_UTF8';
  readonly hasInexactNumber: boolean = false;
  readonly #asText: boolean;
  #fault: ScanFault = { failure: 'NOT_UTF8', position: 0, expected: 'UTF-8', got: null };

  constructor(asText: boolean) {
    this.#asText = asText;
  }

  scan(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.#asText) return true;
    const invalid = firstInvalidUtf8(bytes, start, end);
    if (invalid === -1) return true;
    const got = bytes[invalid] as number;
    this.#fault = { failure: 'NOT_UTF8', position: invalid - start, expected: 'UTF-8', got };
    return false;
  }

  describeFailure(): string {
    return describeFault(this.#fault);
  }

  parse(bytes: Buffer, start: number, end: number): Event {
    return { [messageField]: bytes.toString('utf8', start, end) };
  }
}
