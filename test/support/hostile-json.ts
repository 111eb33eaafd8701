import fc from 'fast-check';

const digits = fc.stringMatching(/^-?[1-9][0-9]{0,44}$/);

/** Numbers as JSON may hold them, and few columns do: at the ends of types, beyond them, and too fine. */
export const hostileNumber: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '-0.0',
    '0e0',
    '1.0',
    '1e2',
    '1E+2',
    '0.1',
    '1e-7',
    '1e400',
    '-1e400',
    '1e-400',
    '2147483647',
    '2147483648',
    '-2147483648',
    '-2147483649',
    '4294967296',
    '16777217',
    '9007199254740991',
    '9007199254740993',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    '-9223372036854775809',
    '18446744073709551615',
    '123456790',

    '253402300799999',
    '253402300800000',
    '-62135596800000',
    '-62135596800001',
    '8640000000000001',

    '3.4028235e38',
    '3.4028236e38',
    '1.7976931348623157e308',
    '1e999999999',
    '0.005',
    '99999.995',
  ),
  digits,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.tuple(digits, fc.integer({ min: -30, max: 30 })).map(([text, power]) => `${text}e${power}`),
);

const odd = [
  '',
  'NaN',
  'Infinity',
  '-Infinity',
  'nan',
  'true',
  '0',
  '5.0',
  ' 5',
  '9007199254740993',
  '1e3',
  '9223372036854775808',
  'AP+A',
  'AP-A',
  'AP+',
  '123e4567-E89B-12d3-a456-426614174000',

  '1969-12-31',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '10000-01-01',
  '2023-02-29',
  '2024-2-9',
  '1969-12-31T23:59:59.999Z',
  '1969-12-31T23:59:59.999999Z',
  '2024-12-28T18:01:02.2391234Z',

  '9999-12-31T23:59:59.999999Z',
  '+010000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999-00:01',
  '0001-01-01T00:00:00+00:01',
  '0001-01-01T00:00:00Z',
  '2016-12-31T23:59:60Z',
  '2024-12-28',
  '2024-12-28t18:01:02z',
  '2024-12-28T24:00:00Z',
  '2024-12-28T18:01:02.000000000Z',
  '1.5s',
  '-0.5s',
  '315576000001s',
  '1.0000000001s',
  'a,b.cD',
  'COLOR_RED',
  'COLOR_BLUE',
];

const hostileText = fc
  .oneof(fc.constantFrom(...odd), fc.string({ unit: 'binary', maxLength: 8 }))
  .map((value) => JSON.stringify(value));

/** Values as JSON, of any kind. */
export const hostileValue: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    hostileNumber,
    hostileText,
    fc.constantFrom('null', 'true', 'false', String.raw`"\ud800"`, String.raw`"\udc00x"`),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'x y', '__proto__'), tie('value')), {
        maxLength: 3,
      })
      .map(
        (fields) =>
          `{${[...new Map(fields)].map(([name, value]) => `"${name}":${value}`).join(',')}}`,
      ),
  ),
})).value;
