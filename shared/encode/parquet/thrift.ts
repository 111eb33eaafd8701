import type { GrowableTarget } from '../byte-target.ts';
import { writeVarint } from './varint.ts';

/** Types of a field, as the compact protocol numbers them. */
const bool = { true: 1, false: 2 } as const;
const i16 = 4;
const i32 = 5;
const i64 = 6;
const binary = 8;
const list = 9;
const struct = 12;

/**
 * Writes structs in Thrift's compact protocol, which Parquet's headers and footer are in. Fields are written in the order
 * of their ids; null leaves one out.
 */
export class ThriftWriter {
  readonly #target: GrowableTarget;
  /** Ids of the last field, of each struct around the one that is written. */
  readonly #outer: number[] = [];
  #last = 0;

  constructor(target: GrowableTarget) {
    this.#target = target;
  }

  bool(id: number, value: boolean | null): void {
    if (value !== null) this.#field(id, value ? bool.true : bool.false);
  }

  i16(id: number, value: number): void {
    this.#field(id, i16);
    this.#zigzag(value);
  }

  i32(id: number, value: number | null): void {
    if (value === null) return;
    this.#field(id, i32);
    this.#zigzag(value);
  }

  /** Up to 2^52, which no size or count of ours reaches. */
  i64(id: number, value: number | null): void {
    if (value === null) return;
    this.#field(id, i64);
    this.#zigzag(value);
  }

  bytes(id: number, value: Uint8Array | null): void {
    if (value === null) return;
    this.#field(id, binary);
    this.#binary(value);
  }

  text(id: number, value: string): void {
    this.bytes(id, Buffer.from(value, 'utf8'));
  }

  struct(id: number, write: () => void): void {
    this.#field(id, struct);
    this.#struct(write);
  }

  /** The fields of a struct that were written before, without its end. */
  written(id: number, fields: Uint8Array): void {
    this.struct(id, () => this.#append(fields));
  }

  structs<T>(id: number, items: readonly T[], write: (item: T, index: number) => void): void {
    this.#list(id, items.length, struct);
    items.forEach((item, index) => this.#struct(() => write(item, index)));
  }

  i32s(id: number, items: readonly number[]): void {
    this.#list(id, items.length, i32);
    for (const item of items) this.#zigzag(item);
  }

  i64s(id: number, items: readonly number[]): void {
    this.#list(id, items.length, i64);
    for (const item of items) this.#zigzag(item);
  }

  bools(id: number, items: readonly boolean[]): void {
    this.#list(id, items.length, bool.true);
    for (const item of items) this.#byte(item ? bool.true : bool.false);
  }

  binaries(id: number, items: readonly Uint8Array[]): void {
    this.#list(id, items.length, binary);
    for (const item of items) this.#binary(item);
  }

  texts(id: number, items: readonly string[]): void {
    const binaries = items.map((item) => Buffer.from(item, 'utf8'));
    this.binaries(id, binaries);
  }

  /** A union of which a member is set that has no fields. */
  choice(id: number, member: number): void {
    this.struct(id, () => this.struct(member, () => undefined));
  }

  /** The end of the outermost struct. */
  end(): void {
    this.#byte(0);
    this.#last = 0;
  }

  #struct(write: () => void): void {
    this.#outer.push(this.#last);
    this.#last = 0;
    write();
    this.#byte(0);
    this.#last = this.#outer.pop() ?? 0;
  }

  #field(id: number, type: number): void {
    // ids of Parquet's structs are never more than 15 apart
    this.#byte(((id - this.#last) << 4) | type);
    this.#last = id;
  }

  #list(id: number, length: number, type: number): void {
    this.#field(id, list);
    if (length < 15) this.#byte((length << 4) | type);
    else {
      this.#byte(0xf0 | type);
      this.#varint(length);
    }
  }

  #binary(value: Uint8Array): void {
    this.#varint(value.length);
    this.#append(value);
  }

  #append(bytes: Uint8Array): void {
    this.#target.reserve(bytes.length);
    this.#target.buffer.set(bytes, this.#target.position);
    this.#target.position += bytes.length;
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  #varint(value: number): void {
    writeVarint(value, this.#target);
  }

  #byte(value: number): void {
    this.#target.reserve(1);
    this.#target.buffer[this.#target.position++] = value;
  }
}
