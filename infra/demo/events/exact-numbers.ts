/** Two numbers as texts: what stands in the object must be these texts, not an equal or nearly equal number. */
export interface ExactNumbers {
  readonly serial: string;
  readonly reading: string;
}

const serials = [
  '9007199254740993',
  '-9007199254740995',
  '9223372036854775807',
  '18446744073709551615',
  '123456789012345678901234567890',
  '900719925474099267',
  '9007199254740992001',
];

const readings = [
  '1.0',
  '0.1000',
  '1e5',
  '1E+2',
  '-0.0',
  '-0',
  '100.00',
  '3.14159265358979323846',
  '0.30000000000000004441',
  '2.50e-3',
  '12345678901234567.89',
];

/** The lengths have no common factor, so that in time each stands beside each. */
export function exactNumbers(number: number): ExactNumbers {
  return {
    serial: serials[number % serials.length] as string,
    reading: readings[number % readings.length] as string,
  };
}

const int64s = ['9007199254740993', '-9007199254740995', '9223372036854775807'];
const doubles = [0.1, -0.5, 12345678.75, 3.141592653589793, 0.30000000000000004, 100, 2.5];

/** The same for messages, whose integers have 64 bits, and whose decimals are doubles, which have no other text than the shortest. */
export function exactInMessages(number: number): ExactNumbers {
  return {
    serial: int64s[number % int64s.length] as string,
    reading: String(doubles[number % doubles.length]),
  };
}
