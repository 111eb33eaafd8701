/** What an item begins with. */
export interface CborHead {
  readonly type:
    | 'unsigned'
    | 'negative'
    | 'bytes'
    | 'text'
    | 'array'
    | 'map'
    | 'tag'
    | 'simple'
    | 'float'
    | 'break';
  /** Its argument, as it stands there. */
  readonly value: bigint;
  /** Null where it ends by a break. */
  readonly length: bigint | null;
  /** Of a float. */
  readonly number: number;
  /** Where it stands. */
  readonly offset: number;
}

export interface CborSegment {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

const majors = ['unsigned', 'negative', 'bytes', 'text', 'array', 'map', 'tag'] as const;
const atEnd = 'Io(EndOfFile(()))';

/** The bytes of CBOR as heads, one by one. What it returns after a fault means nothing. */
export class CborHeads {
  fault: string | null = null;
  private offset = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  fail(fault: string): void {
    this.fault ??= fault;
  }

  next(): CborHead {
    const start = this.offset;
    const first = this.bytes[start];
    const none = { type: 'break', value: 0n, length: null, number: 0, offset: start } as const;
    if (first === undefined) return this.failed(atEnd, none);
    const major = first >> 5;
    const minor = first & 31;
    if (minor > 27 && minor < 31) return this.failed(`Syntax(${start})`, none);
    const width = minor < 24 || minor === 31 ? 0 : 1 << (minor - 24);
    if (start + 1 + width > this.bytes.length) return this.failed(atEnd, none);
    this.offset += 1 + width;
    const isOpen = minor === 31;
    const value = width === 0 ? BigInt(minor) : this.unsigned(start + 1, width);
    if (major < 7) {
      const type = majors[major] ?? 'tag';
      if (isOpen && (major < 2 || major === 6)) return this.failed(`Syntax(${start})`, none);
      return { type, value, length: isOpen ? null : value, number: 0, offset: start };
    }
    if (isOpen) return none;
    if (width < 2) return { ...none, type: 'simple', value };
    return { ...none, type: 'float', number: this.float(start + 1, width) };
  }

  /** Whether a break comes, which is taken. */
  takeBreak(): boolean {
    if (this.bytes[this.offset] !== 0xff) return false;
    this.offset++;
    return true;
  }

  /** The parts of a string whose head was read. */
  segments({ type, length, offset }: CborHead): readonly CborSegment[] {
    if (length !== null) return [this.segment(length, offset)];
    const found: CborSegment[] = [];
    for (let depth = 1; depth > 0 && this.fault === null;) {
      const head = this.next();
      if (this.fault !== null) break;
      if (head.type === 'break') depth--;
      else if (head.type !== type) this.fail(`Syntax(${head.offset})`);
      else if (head.length === null) depth++;
      else found.push(this.segment(head.length, head.offset));
    }
    return found;
  }

  private segment(length: bigint, offset: number): CborSegment {
    const start = this.offset;
    if (length > BigInt(this.bytes.length - start)) {
      this.fail(atEnd);
      return { bytes: new Uint8Array(), offset };
    }
    this.offset += Number(length);
    return { bytes: this.bytes.subarray(start, this.offset), offset };
  }

  private failed(fault: string, head: CborHead): CborHead {
    this.fail(fault);
    return head;
  }

  private unsigned(at: number, width: number): bigint {
    if (width === 8) return this.view.getBigUint64(at);
    if (width === 4) return BigInt(this.view.getUint32(at));
    return BigInt(width === 2 ? this.view.getUint16(at) : this.view.getUint8(at));
  }

  private float(at: number, width: number): number {
    if (width === 8) return this.view.getFloat64(at);
    return width === 4 ? this.view.getFloat32(at) : halfFloat(this.view.getUint16(at));
  }
}

/** Ten bits of fraction, five of exponent, a sign. */
function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits >> 15 === 1 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
