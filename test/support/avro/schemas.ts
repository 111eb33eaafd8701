import fc from 'fast-check';
import type { ExactJson } from '../protobuf/expected-json.ts';

/** A schema, and values of it as the second implementation takes them, each with the JSON that is expected. */
export interface Made {
  readonly schema: unknown;
  readonly values: fc.Arbitrary<MadeValue>;
}

interface MadeValue {
  readonly avro: unknown;
  readonly json: ExactJson;
}

/** Makes a type in a namespace; names in it begin with `path`, so that no two are the same. */
type Maker = (path: string, space: string) => Made;

function plain<T>(schema: unknown, values: fc.Arbitrary<T>, json: (value: T) => ExactJson): Maker {
  return () => ({ schema, values: values.map((avro) => ({ avro, json: json(avro) })) });
}

const int = fc.oneof(fc.integer(), fc.integer({ min: -200, max: 200 }));
const long = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -200n, max: 200n }),
);
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string());
const bytes = fc
  .oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 8 }))
  .map((each) => Buffer.from(each));

function exactLong(value: bigint): ExactJson {
  return String(Number(value)) === String(value) ? Number(value) : `raw:${value}`;
}

function exactFloat(value: number): ExactJson {
  if (Object.is(value, -0)) return 'raw:-0';
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 1; digits <= 9; digits += 1) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value) return near;
  }
  return value;
}

const dates = fc.integer({ min: -719_162, max: 2_932_896 });
const dayMillis = 86_400_000n;
const firstMs = -62_135_596_800_000n;
const lastMs = 253_402_300_799_999n;

/** As RFC 3339 with no fraction, or one of 3, 6 or 9 digits; without `Z`. */
function instant(value: bigint, perSecond: bigint): string {
  let seconds = value / perSecond;
  if (value % perSecond < 0n) seconds -= 1n;
  const nanos = (value - seconds * perSecond) * (10n ** 9n / perSecond);
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction(nanos)}`;
}

function fraction(nanos: bigint): string {
  if (nanos === 0n) return '';
  return `.${String(nanos).padStart(9, '0')}`.replace(/(?:000){1,2}$/, '');
}

function time(name: string, perSecond: bigint, suffix: string): Maker {
  const [min, max] = [(firstMs * perSecond) / 1000n, (lastMs * perSecond) / 1000n];
  const bound = 2n ** 63n - 1n;
  const values = fc.oneof(
    fc.bigInt({ min: min < -bound ? -bound : min, max: max > bound ? bound : max }),
    fc.bigInt({ min: 0n, max: 2_000_000_000n }).map((seconds) => seconds * perSecond),
  );
  return plain(
    { type: 'long', logicalType: name },
    values,
    (value) => `${instant(value, perSecond)}${suffix}`,
  );
}

function bigEndian(value: bigint, length: number): Buffer {
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0');
  return Buffer.from(hex, 'hex');
}

function decimalJson(value: bigint, scale: number): ExactJson {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const number = `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
  return String(Number(number)) === number ? Number(number) : `raw:${number}`;
}

const decimals: fc.Arbitrary<Maker> = fc
  .record({
    precision: fc.integer({ min: 1, max: 40 }),
    scale: fc.nat({ max: 40 }),
    fixed: fc.boolean(),
    spare: fc.nat({ max: 2 }),
  })
  .map(({ precision, scale: wanted, fixed, spare }) => {
    const scale = Math.min(wanted, precision);
    const logical = { logicalType: 'decimal', precision, scale };
    const limit = 10n ** BigInt(precision) - 1n;
    const values = fc.oneof(
      fc.bigInt({ min: -limit, max: limit }),
      fc.constantFrom(limit, -limit, 0n),
    );
    const needed = Math.ceil((limit.toString(2).length + 1) / 8) + spare;
    return (path) => ({
      schema: fixed
        ? { type: 'fixed', name: path, size: needed, ...logical }
        : { type: 'bytes', ...logical },
      values: values.map((value) => ({
        avro: bigEndian(value, needed),
        json: decimalJson(value, scale),
      })),
    });
  });

const scalars: fc.Arbitrary<Maker> = fc.oneof(
  fc.constantFrom<Maker>(
    plain('null', fc.constant(null), () => null),
    plain('boolean', fc.boolean(), (value) => value),
    plain('int', int, (value) => value),
    plain('long', long, exactLong),
    plain('float', fc.float(), exactFloat),
    plain('double', fc.double(), (value) =>
      Number.isFinite(value) ? (Object.is(value, -0) ? 'raw:-0' : value) : String(value),
    ),
    plain('string', text, (value) => value),
    plain({ type: 'string', logicalType: 'uuid' }, fc.uuid(), (value) => value),
    plain('bytes', bytes, (value) => value.toString('base64')),
    plain({ type: 'int', logicalType: 'date' }, dates, (value) =>
      new Date(Number(BigInt(value) * dayMillis)).toISOString().slice(0, 10),
    ),
    plain({ type: 'int', logicalType: 'time-millis' }, fc.nat({ max: 86_399_999 }), (value) =>
      instant(BigInt(value), 1000n).slice(11),
    ),
    plain(
      { type: 'long', logicalType: 'time-micros' },
      fc.bigInt({ min: 0n, max: 86_399_999_999n }),
      (value) => instant(value, 1_000_000n).slice(11),
    ),
    time('timestamp-millis', 1000n, 'Z'),
    time('timestamp-micros', 1_000_000n, 'Z'),
    time('timestamp-nanos', 1_000_000_000n, 'Z'),
    time('local-timestamp-millis', 1000n, ''),
    time('local-timestamp-micros', 1_000_000n, ''),
    time('local-timestamp-nanos', 1_000_000_000n, ''),
    // as if it were not there
    plain({ type: 'long', logicalType: 'date' }, long, exactLong),
    plain({ type: 'bytes', logicalType: 'decimal', precision: 2, scale: 3 }, bytes, (value) =>
      value.toString('base64'),
    ),
    (path) => ({
      schema: { type: 'fixed', name: path, size: 16, logicalType: 'uuid' },
      values: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((each) => {
        const hex = Buffer.from(each).toString('hex');
        return {
          avro: Buffer.from(each),
          json: hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'),
        };
      }),
    }),
    (path) => ({
      schema: { type: 'fixed', name: path, size: 12, logicalType: 'duration' },
      values: fc.uint8Array({ minLength: 12, maxLength: 12 }).map((each) => {
        const avro = Buffer.from(each);
        const [months, days, millis] = [0, 4, 8].map((at) => avro.readUInt32LE(at)) as [
          number,
          number,
          number,
        ];
        return { avro, json: { months, days, millis } };
      }),
    }),
  ),
  fc.integer({ min: 1, max: 40 }).map((size): Maker => (path) => ({
    schema: { type: 'fixed', name: path, size },
    values: fc.uint8Array({ minLength: size, maxLength: size }).map((each) => ({
      avro: Buffer.from(each),
      json: Buffer.from(each).toString('base64'),
    })),
  })),
  fc.integer({ min: 1, max: 90 }).map((count): Maker => (path) => {
    const symbols = Array.from({ length: count }, (_, index) => `S${index}`);
    const values = fc.constantFrom(...symbols).map((avro) => ({ avro, json: avro }));
    return { schema: { type: 'enum', name: path, symbols }, values };
  }),
  decimals,
);

const fieldNames = fc.oneof(
  fc.constantFrom(
    'id',
    '__proto__',
    'constructor',
    'a_field_with_a_long_name_that_many_would_not_write',
  ),
  fc.stringMatching(/^[A-Za-z_]\w{0,8}$/),
);

function record(
  fields: readonly { readonly name: string; readonly type: Maker }[],
  naming: number,
): Maker {
  return (path, enclosing) => {
    const space = naming === 0 ? enclosing : naming === 1 ? 'space' : 'other.space';
    const made = fields.map(({ name, type }, at) => ({ name, type: type(`${path}_${at}`, space) }));
    const name = naming === 1 ? `space.${path}` : path;
    return {
      schema: {
        type: 'record',
        name,
        ...(naming === 2 ? { namespace: 'other.space' } : {}),
        aliases: ['Former'],
        fields: made.map((field) => ({
          name: field.name,
          type: field.type.schema,
          doc: 'of a test',
        })),
      },
      values: fc.tuple(...made.map(({ type }) => type.values)).map((values) => ({
        avro: objectOf(made.map((field, at) => [field.name, values[at]?.avro])),
        json: objectOf(made.map((field, at) => [field.name, values[at]?.json ?? null])),
      })),
    };
  };
}

/** Whatever the names are, and without a prototype, which a field `__proto__` would be taken for. */
function objectOf<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const made: Record<string, T> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(made, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return made;
}

const { record: records } = fc.letrec<{ type: Maker; record: Maker }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    scalars,
    tie('record'),
    tie('type').map((item): Maker => (path, space) => {
      const made = item(path, space);
      return {
        schema: { type: 'array', items: made.schema },
        values: fc.array(made.values, { maxLength: 5 }).map((all) => ({
          avro: all.map(({ avro }) => avro),
          json: all.map(({ json }) => json),
        })),
      };
    }),
    tie('type').map((item): Maker => (path, space) => {
      const made = item(path, space);
      return {
        schema: { type: 'map', values: made.schema },
        values: fc
          .uniqueArray(fc.tuple(text, made.values), { maxLength: 5, selector: ([key]) => key })
          .map((all) => ({
            avro: objectOf(all.map(([key, { avro }]) => [key, avro])),
            json: objectOf(all.map(([key, { json }]) => [key, json])),
          })),
      };
    }),
    fc.tuple(fc.array(tie('type'), { minLength: 1, maxLength: 6 }), fc.boolean()).map(
      ([branches, isNullable]): Maker =>
        (path, space) =>
          union(path, space, branches, isNullable),
    ),
  ),
  record: fc
    .tuple(
      fc.uniqueArray(fc.record({ name: fieldNames, type: tie('type') }), {
        maxLength: 6,
        selector: ({ name }) => name,
      }),
      fc.nat({ max: 2 }),
    )
    .map(([fields, space]) => record(fields, space)),
}));

/** At most one branch of each unnamed type, as the specification has it. */
function union(path: string, space: string, branches: readonly Maker[], isNullable: boolean): Made {
  const known = new Map<string, Made>();
  if (isNullable)
    known.set('null', { schema: 'null', values: fc.constant({ avro: null, json: null }) });
  for (const [at, branch] of branches.entries()) {
    const made = branch(`${path}_u${at}`, space);
    if (Array.isArray(made.schema)) continue;
    const name = branchName(made.schema, space);
    if (!known.has(name)) known.set(name, made);
  }
  if (known.size === 0)
    known.set('null', { schema: 'null', values: fc.constant({ avro: null, json: null }) });
  return {
    schema: [...known.values()].map(({ schema }) => schema),
    values: fc.oneof(
      ...[...known].map(([name, { values }]) =>
        values.map(({ avro, json }) => ({ avro: name === 'null' ? null : { [name]: avro }, json })),
      ),
    ),
  };
}

/** As the second implementation names a branch. */
function branchName(schema: unknown, enclosing: string): string {
  if (typeof schema === 'string') return schema;
  const { type, name, namespace } = schema as Readonly<Record<string, string>>;
  if (name === undefined) return type as string;
  const space = namespace ?? enclosing;
  return space === '' || name.includes('.') ? name : `${space}.${name}`;
}

/** Schemas of records, of everything that Avro has but types that hold themselves, and values of them. */
export const madeRecords: fc.Arbitrary<Made> = records.map((maker) => maker('T', ''));
