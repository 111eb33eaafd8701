import {
  type DescEnum,
  type DescExtension,
  type DescField,
  type DescMessage,
  ScalarType,
} from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { registry } from './features.ts';

/** As libraries write messages, or in every other way that the specification allows. */
export type WireStyle = 'canonical' | 'unusual';

type Gen = fc.GeneratorValue;

/** The bytes of messages of a type. */
export function wireMessages(desc: DescMessage, style: WireStyle): fc.Arbitrary<Buffer> {
  return fc.gen().map((gen) => Buffer.from(new MessageMaker(gen, style).message(desc, 0)));
}

const texts = [
  '',
  'a',
  'plain ascii text',
  'q"uo\\te',
  'tab\tline\n',
  'grüße',
  '日本語',
  '😀',
  '\u0001',
  '</script>',
];
const numbers = [
  0,
  -0,
  1,
  -1,
  0.1,
  1.5,
  21.25,
  48.137_154,
  1e-7,
  1e21,
  123_456.789,
  NaN,
  Infinity,
  -Infinity,
];
const doubles = [...numbers, 5e-324, 1.797_693_134_862_315_7e308, 2 ** 53, 0.1 + 0.2, 1e15 + 0.3];
const floats = [...numbers, 3.402_823_466_385_288_6e38, 1e-45, 16_777_217, 33_554_434, 0.3, 1e9];
const int32s = [0, 1, -1, 9, 10, 99, 100, 12_345, 2_147_483_647, -2_147_483_648];
const uint32s = [0, 1, 127, 128, 99_999, 4_294_967_295];
const int64s = [
  0n,
  1n,
  -1n,
  300n,
  2n ** 31n,
  -(2n ** 31n),
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];
const uint64s = [
  0n,
  1n,
  2n ** 32n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 64n - 1n,
  10_000_000_000_000_000_000n,
];

const maxDepth = 3;
const valueType = 'google.protobuf.Value';

class MessageMaker {
  readonly #gen: Gen;
  readonly #style: WireStyle;

  constructor(gen: Gen, style: WireStyle) {
    this.#gen = gen;
    this.#style = style;
  }

  message(desc: DescMessage, depth: number): Uint8Array {
    const special = this.#wellKnown(desc, depth);
    if (special !== null) return special;
    const extensions = [...registry].filter(
      (one): one is DescExtension => one.kind === 'extension' && one.extendee === desc,
    );
    const fields = [...desc.fields, ...extensions].toSorted((a, b) => a.number - b.number);
    const required = fields.filter(isRequired);
    const share =
      depth === 0 ? this.#int(1, Math.max(1, Math.min(12, fields.length))) : this.#int(0, 3);
    const chosen = new Set<DescField | DescExtension>(required);
    for (let count = 0; count < share && fields.length > 0; count += 1)
      chosen.add(this.#one(fields));
    if (this.#style === 'canonical') {
      const oneofs = new Set<unknown>();
      const pieces = fields.filter((field) => {
        if (!chosen.has(field)) return false;
        if (field.oneof === undefined) return true;
        const isFirst = !oneofs.has(field.oneof);
        oneofs.add(field.oneof);
        return isFirst;
      });
      return concat(pieces.map((field) => this.#field(field, depth)));
    }
    const pieces = [...chosen].flatMap((field) => {
      const times = this.#int(0, 9) < 6 ? 1 : this.#int(1, 3);
      return Array.from({ length: times }, () => this.#field(field, depth));
    });
    const unknown = this.#int(0, 2) === 0 ? [this.#unknown()] : [];
    return concat(this.#shuffled([...pieces, ...unknown]));
  }

  #field(field: DescField | DescExtension, depth: number): Uint8Array {
    if (field.fieldKind === 'map') {
      const keys = new Set<string>();
      const entries = Array.from({ length: this.#int(1, 3) }, () => {
        const key = new BinaryWriter();
        const empty = this.#style === 'unusual' && this.#int(0, 5) === 0;
        if (!empty) this.#scalar(key.tag(1, wireTypes[field.mapKey]), field.mapKey);
        const keyBytes = key.finish();
        const text = Buffer.from(keyBytes).toString('hex');
        if (this.#style === 'canonical' && keys.has(text)) return new Uint8Array();
        keys.add(text);
        const mayLack = field.mapKind !== 'message' || field.message.typeName !== valueType;
        const value =
          mayLack && this.#int(0, 5) === 0 ? new Uint8Array() : this.#mapValue(field, depth);
        const parts =
          this.#style === 'canonical' ? [keyBytes, value] : this.#shuffled([keyBytes, value]);
        return new BinaryWriter()
          .tag(field.number, WireType.LengthDelimited)
          .bytes(concat(parts))
          .finish();
      });
      return concat(entries);
    }
    if (field.fieldKind !== 'list') return this.#single(field, depth);
    const count = this.#int(1, 4);
    const canPack =
      'packed' in field && field.listKind !== 'message' && !isLengthType(field.scalar);
    const asPacked = this.#style === 'canonical' ? field.packed : canPack && this.#int(0, 1) === 0;
    if (!canPack || !asPacked) {
      return concat(Array.from({ length: count }, () => this.#single(field, depth)));
    }
    const packed = new BinaryWriter();
    for (let index = 0; index < count; index += 1) {
      if (field.listKind === 'enum') packed.int32(this.#enum(field.enum));
      else this.#scalar(packed, field.scalar);
    }
    return new BinaryWriter()
      .tag(field.number, WireType.LengthDelimited)
      .bytes(packed.finish())
      .finish();
  }

  #mapValue(field: DescField & { fieldKind: 'map' }, depth: number): Uint8Array {
    const writer = new BinaryWriter();
    if (field.mapKind === 'message') {
      return writer
        .tag(2, WireType.LengthDelimited)
        .bytes(this.message(field.message, depth + 1))
        .finish();
    }
    if (field.mapKind === 'enum')
      return writer.tag(2, WireType.Varint).int32(this.#enum(field.enum)).finish();
    return this.#scalar(writer.tag(2, wireTypes[field.scalar]), field.scalar).finish();
  }

  #single(
    field: Exclude<DescField | DescExtension, { fieldKind: 'map' }>,
    depth: number,
  ): Uint8Array {
    const writer = new BinaryWriter();
    if (field.message !== undefined) {
      const content =
        depth >= maxDepth ? this.#least(field.message) : this.message(field.message, depth + 1);
      if (!field.delimitedEncoding) {
        return writer.tag(field.number, WireType.LengthDelimited).bytes(content).finish();
      }
      return writer
        .tag(field.number, WireType.StartGroup)
        .raw(content)
        .tag(field.number, WireType.EndGroup)
        .finish();
    }
    if (field.enum !== undefined)
      return writer
        .tag(field.number, WireType.Varint)
        .int32(this.#enum(field.enum, field.kind === 'field' && field.fieldKind === 'enum'))
        .finish();
    const type = field.scalar as ScalarType;
    return this.#scalar(writer.tag(field.number, wireTypes[type]), type).finish();
  }

  /** A message that ends the nesting. */
  #least(desc: DescMessage): Uint8Array {
    if (desc.typeName === valueType) return Uint8Array.of(8, 0);
    const writer = new BinaryWriter();
    for (const field of desc.fields) if (isRequired(field)) writer.tag(field.number, 0).int32(5);
    return writer.finish();
  }

  #wellKnown(desc: DescMessage, depth: number): Uint8Array | null {
    const writer = new BinaryWriter();
    switch (desc.typeName) {
      case 'google.protobuf.Timestamp': {
        const seconds = this.#one([
          0n,
          1n,
          -1n,
          1_735_408_862n,
          253_402_300_799n,
          -62_135_596_800n,
        ]);
        const nanos = this.#one([0, 1, 239_000_000, 239_154_000, 999_999_999]);
        if (seconds !== 0n) writer.tag(1, 0).int64(seconds);
        if (nanos !== 0) writer.tag(2, 0).int32(nanos);
        return writer.finish();
      }
      case 'google.protobuf.Duration': {
        const sign = this.#one([1, -1]);
        const seconds = this.#one([0, 1, 3600, 315_576_000_000]);
        const nanos = this.#one([0, 1, 500_000_000, 1000, 999_999_999]);
        if (seconds !== 0) writer.tag(1, 0).int64(BigInt(sign * seconds));
        if (nanos !== 0) writer.tag(2, 0).int32(sign * nanos);
        return writer.finish();
      }
      case 'google.protobuf.FieldMask':
        for (const path of this.#some(['a', 'foo_bar', 'deep.er_path']))
          writer.tag(1, 2).string(path);
        return writer.finish();
      case 'google.protobuf.Any': {
        const name = this.#one([
          'features.v3.Leaf',
          'google.protobuf.Timestamp',
          'google.protobuf.Struct',
          'google.protobuf.Empty',
        ]);
        const inner = registry.getMessage(name) as DescMessage;
        writer.tag(1, 2).string(`type.googleapis.com/${name}`);
        return writer.tag(2, 2).bytes(this.message(inner, maxDepth)).finish();
      }
      case 'google.protobuf.Value':
        return this.#value(depth);
      default:
        return null;
    }
  }

  #value(depth: number): Uint8Array {
    const writer = new BinaryWriter();
    const kind = depth >= maxDepth ? this.#int(0, 3) : this.#int(0, 5);
    const inner = (name: string): Uint8Array =>
      this.message(registry.getMessage(`google.protobuf.${name}`) as DescMessage, depth + 1);
    if (kind === 0) return writer.tag(1, 0).int32(0).finish();
    if (kind === 1)
      return writer
        .tag(2, 1)
        .double(this.#one(doubles.filter(Number.isFinite)))
        .finish();
    if (kind === 2) return writer.tag(3, 2).string(this.#one(texts)).finish();
    if (kind === 3)
      return writer
        .tag(4, 0)
        .bool(this.#one([true, false]))
        .finish();
    return writer
      .tag(kind + 1, 2)
      .bytes(inner(kind === 4 ? 'Struct' : 'ListValue'))
      .finish();
  }

  /**
   * @param isAlone where the second implementation leaves out what a closed enum does not know, as the specification
   *   says; in lists, maps and extensions it does not
   */
  #enum(desc: DescEnum, isAlone = false): number {
    const other = desc.open || (isAlone && this.#style === 'unusual') ? [77] : [];
    return this.#one([...desc.values.map(({ number }) => number), ...other]);
  }

  #scalar(writer: BinaryWriter, type: ScalarType): BinaryWriter {
    const gen = this.#gen;
    const any = this.#int(0, 1) === 0;
    switch (type) {
      case ScalarType.DOUBLE:
        return writer.double(any ? gen(fc.double) : this.#one(doubles));
      case ScalarType.FLOAT:
        return writer.float(any ? gen(fc.float) : this.#one(floats));
      case ScalarType.INT32:
        return writer.int32(any ? gen(fc.integer) : this.#one(int32s));
      case ScalarType.SINT32:
        return writer.sint32(any ? gen(fc.integer) : this.#one(int32s));
      case ScalarType.SFIXED32:
        return writer.sfixed32(any ? gen(fc.integer) : this.#one(int32s));
      case ScalarType.UINT32:
        return writer.uint32(this.#one(uint32s));
      case ScalarType.FIXED32:
        return writer.fixed32(this.#one(uint32s));
      case ScalarType.INT64:
        return writer.int64(
          any ? gen(fc.bigInt, { min: -(2n ** 63n), max: 2n ** 63n - 1n }) : this.#one(int64s),
        );
      case ScalarType.SINT64:
        return writer.sint64(this.#one(int64s));
      case ScalarType.SFIXED64:
        return writer.sfixed64(this.#one(int64s));
      case ScalarType.UINT64:
        return writer.uint64(
          any ? gen(fc.bigInt, { min: 0n, max: 2n ** 64n - 1n }) : this.#one(uint64s),
        );
      case ScalarType.FIXED64:
        return writer.fixed64(this.#one(uint64s));
      case ScalarType.BOOL:
        return writer.bool(this.#one([true, false]));
      case ScalarType.STRING:
        return writer.string(any ? gen(fc.string, { unit: 'binary' }) : this.#one(texts));
      case ScalarType.BYTES:
      default:
        return writer.bytes(gen(fc.uint8Array, { maxLength: 130 }));
    }
  }

  /** A field that the descriptors do not have, of any wire type. */
  #unknown(): Uint8Array {
    const writer = new BinaryWriter();
    const number = 200;
    switch (this.#int(0, 4)) {
      case 0:
        return writer
          .tag(number, 0)
          .uint64(2n ** 64n - 1n)
          .finish();
      case 1:
        return writer.tag(number, 1).fixed64(1n).finish();
      case 2:
        return writer.tag(number, 2).string('unknown').finish();
      case 3:
        return writer.tag(number, 5).fixed32(1).finish();
      default: {
        const inner = writer.tag(number, 3).tag(1, 0).int32(1).tag(2, 3).tag(2, 4);
        return inner.tag(number, 4).finish();
      }
    }
  }

  #int(min: number, max: number): number {
    return this.#gen(fc.nat, { max: max - min }) + min;
  }

  #one<T>(values: readonly T[]): T {
    return values[this.#int(0, values.length - 1)] as T;
  }

  #some<T>(values: readonly T[]): T[] {
    return values.filter(() => this.#int(0, 1) === 0);
  }

  #shuffled<T>(values: readonly T[]): T[] {
    const rest = [...values];
    return values.map(() => rest.splice(this.#int(0, rest.length - 1), 1)[0] as T);
  }
}

const wireTypes: Readonly<Record<ScalarType, WireType>> = {
  [ScalarType.DOUBLE]: WireType.Bit64,
  [ScalarType.FLOAT]: WireType.Bit32,
  [ScalarType.INT64]: WireType.Varint,
  [ScalarType.UINT64]: WireType.Varint,
  [ScalarType.INT32]: WireType.Varint,
  [ScalarType.FIXED64]: WireType.Bit64,
  [ScalarType.FIXED32]: WireType.Bit32,
  [ScalarType.BOOL]: WireType.Varint,
  [ScalarType.STRING]: WireType.LengthDelimited,
  [ScalarType.BYTES]: WireType.LengthDelimited,
  [ScalarType.UINT32]: WireType.Varint,
  [ScalarType.SFIXED32]: WireType.Bit32,
  [ScalarType.SFIXED64]: WireType.Bit64,
  [ScalarType.SINT32]: WireType.Varint,
  [ScalarType.SINT64]: WireType.Varint,
};

function isRequired({ presence }: DescField | DescExtension): boolean {
  const [required, got]: number[] = [FeatureSet_FieldPresence.LEGACY_REQUIRED, presence];
  return got === required;
}

function isLengthType(type: ScalarType | undefined): boolean {
  return type === ScalarType.STRING || type === ScalarType.BYTES;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
