import { setField } from '../../../../set-field.ts';
import { debugText } from '../debug-text.ts';
import { displayFloat } from '../numbers.ts';
import { floatOf, integerOf, type Value, type VrlObject } from '../value.ts';
import { type CborHead, CborHeads } from './heads.ts';

/** Arrays, objects and tags inside each other. */
const maxDepth = 256;
const maxInteger = 2n ** 63n - 1n;
const bigPositive = 2n;
const bigNegative = 3n;
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/**
 * Reads CBOR (RFC 8949) as far as VRL has values for it: byte strings, tags and integers beyond 64 bits are refused, in
 * VRL's words. What it returns after a fault means nothing. Bytes behind the first value are not looked at.
 */
export class CborReader {
  private readonly heads: CborHeads;
  private depth = 0;
  constructor(bytes: Uint8Array) {
    this.heads = new CborHeads(bytes);
  }

  get fault(): string | null {
    return this.heads.fault;
  }

  value(): Value {
    const head = this.heads.next();
    switch (head.type) {
      case 'unsigned':
        return head.value > maxInteger ? floatOf(Number(head.value)) : integerOf(head.value);
      case 'negative':
        if (head.value <= maxInteger) return integerOf(-1n - head.value);
        return this.invalid(`integer \`${-1n - head.value}\` as i128`);
      case 'bytes':
        this.heads.segments(head);
        return this.invalid('byte array');
      case 'text':
        return this.text(head);
      case 'array':
        return this.nested(() => this.array(head.length));
      case 'map':
        return this.nested(() => this.map(head.length));
      case 'tag':
        return this.tag(head.value);
      case 'float':
        if (!Number.isNaN(head.number)) return floatOf(head.number);
        return this.semantic('invalid value: floating point `NaN`, expected any valid JSON value');
      case 'simple':
        return this.simple(head.value);
      case 'break':
      default:
        return this.semantic('invalid type: break, expected non-break');
    }
  }

  private semantic(message: string): null {
    this.heads.fail(`Semantic(None, ${debugText(message)})`);
    return null;
  }

  private invalid(what: string): null {
    return this.semantic(`invalid type: ${what}, expected any valid JSON value`);
  }

  private simple(value: bigint): Value {
    if (value === 20n || value === 21n) return value === 21n;
    if (value === 22n || value === 23n) return null;
    return this.semantic('invalid type: simple, expected known simple value');
  }

  private text(head: CborHead): string {
    return this.heads
      .segments(head)
      .map(({ bytes, offset }) => {
        try {
          return strict.decode(bytes);
        } catch {
          this.heads.fail(`Syntax(${offset})`);
          return '';
        }
      })
      .join('');
  }

  private nested(read: () => Value): Value {
    if (this.depth === maxDepth) {
      this.heads.fail('RecursionLimitExceeded');
      return null;
    }
    this.depth++;
    const value = read();
    this.depth--;
    return value;
  }

  /** Whether another item comes; takes the end of those without a length. */
  private isMore(length: bigint | null, count: number): boolean {
    if (this.fault !== null) return false;
    return length === null ? !this.heads.takeBreak() : BigInt(count) < length;
  }

  private array(length: bigint | null): Value[] {
    const items: Value[] = [];
    while (this.isMore(length, items.length)) items.push(this.value());
    return items;
  }

  private map(length: bigint | null): VrlObject {
    const object: VrlObject = {};
    for (let count = 0; this.isMore(length, count); count++) {
      const key = this.key();
      if (this.fault !== null) break;
      setField(object, key, this.value());
    }
    return object;
  }

  /** A text; tags before it mean nothing. */
  private key(): string {
    let head = this.heads.next();
    while (head.type === 'tag' && this.fault === null) head = this.heads.next();
    if (head.type === 'text') return this.text(head);
    this.semantic(`invalid type: ${headText(head)}, expected string`);
    return '';
  }

  private tag(tag: bigint): null {
    const head = this.heads.next();
    const { length } = head;
    const isBig = tag === bigPositive || tag === bigNegative;
    if (!isBig || head.type !== 'bytes' || length === null || length > 16n) {
      this.nested(() => this.invalid('enum'));
      return null;
    }
    const [segment] = this.heads.segments(head);
    let value = 0n;
    for (const byte of segment?.bytes ?? []) value = value * 256n + BigInt(byte);
    if (tag === bigPositive) return this.invalid(`integer \`${value}\` as u128`);
    if (value >= 2n ** 127n) return this.semantic('integer too large');
    return this.invalid(`integer \`${-1n - value}\` as i128`);
  }
}

function headText({ type, value, number }: CborHead): string {
  switch (type) {
    case 'unsigned':
      return `integer \`${value}\``;
    case 'negative':
      return `integer \`${BigInt.asIntN(64, -1n - value)}\``;
    case 'array':
      return 'sequence';
    case 'float': {
      const text = Number.isNaN(number) ? 'NaN' : displayFloat(number);
      return `floating point \`${text}${Number.isInteger(number) ? '.0' : ''}\``;
    }
    case 'simple':
      if (value === 20n || value === 21n) return `boolean \`${value === 21n}\``;
      if (value === 22n) return 'null';
      return value === 23n ? 'undefined' : 'simple';
    case 'bytes':
    case 'text':
    case 'map':
    case 'tag':
    case 'break':
    default:
      return type;
  }
}
