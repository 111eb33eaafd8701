import type { RecordCursor } from '../../record.ts';
import { UuidText } from './uuid-text.ts';
import type { WireFormat } from './wire-format.ts';

const headerBytes = 18;
const version = 3;
const plain = 0;
const zlib = 5;

/**
 * The header of AWS's Glue Schema Registry: version 3, how the value is compressed (0: not, 5: zlib), and the UUID of the
 * schema's version.
 */
export class GlueFormat implements WireFormat {
  id = '';
  payloadStart = 0;
  compressed = false;
  readonly messageIndexes: readonly number[] = [];
  fault = '';
  readonly #uuid = new UuidText();

  read({ bytes, valueStart, valueEnd }: RecordCursor): boolean {
    const length = valueEnd - valueStart;
    if (length < headerBytes) {
      this.fault = `the value has ${length} bytes; Glue's header has ${headerBytes}`;
      return false;
    }
    const [first, compression] = [bytes[valueStart], bytes[valueStart + 1]];
    if (first !== version) {
      this.fault = `the header has version ${first}; allowed: ${version}`;
      return false;
    }
    if (compression !== plain && compression !== zlib) {
      this.fault = `the header has compression ${compression}; allowed: ${plain} (none) and ${zlib} (zlib)`;
      return false;
    }
    this.compressed = compression === zlib;
    this.id = this.#uuid.read(bytes, valueStart + 2);
    this.payloadStart = valueStart + headerBytes;
    return true;
  }
}
