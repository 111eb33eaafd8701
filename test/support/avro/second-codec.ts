import avsc from 'avsc';

/** Longs as bigints, which the library leaves to its user. */
const long = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (one: bigint, other: bigint) => (one === other ? 0 : one < other ? -1 : 1),
});

/** The second implementation: values of unions stand in an object under the name of their branch. */
export function secondCodec(schema: unknown): {
  readonly encode: (value: unknown) => Buffer;
  /** Throws where it cannot be decoded. */
  readonly decode: (bytes: Buffer) => unknown;
} {
  const type = avsc.Type.forSchema(schema as avsc.Schema, {
    wrapUnions: 'always',
    typeHook: (part) =>
      part === 'long' || (part as { readonly type?: unknown }).type === 'long' ? long : undefined,
  });
  return {
    encode: (value) => type.toBuffer(value),
    decode: (bytes) => type.fromBuffer(bytes) as unknown,
  };
}
