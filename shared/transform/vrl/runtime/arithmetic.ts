import { Failure } from './failure.ts';
import { kindName } from './kind-name.ts';
import { isFloat, floatNumber } from './numbers.ts';
import { bytesOf, isString, stringOfBytes } from './text.ts';
import { type Float, floatOf, integerOf, isInteger, isObject, type Value } from './value.ts';

type Integer = number | bigint;

/** Integers wrap at 64 bits. */
export function addIntegers(one: Integer, other: Integer): Integer {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return integerOf(BigInt(one) + BigInt(other));
}

export function subtractIntegers(one: Integer, other: Integer): Integer {
  if (typeof one === 'number' && typeof other === 'number') {
    const difference = one - other;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return integerOf(BigInt(one) - BigInt(other));
}

export function multiplyIntegers(one: Integer, other: Integer): Integer {
  if (typeof one === 'number' && typeof other === 'number') {
    const product = one * other;
    // −0 is 0
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return integerOf(BigInt(one) * BigInt(other));
}

/** One string behind the other. */
export function concat(one: string | Uint8Array, other: string | Uint8Array): string | Uint8Array {
  if (typeof one === 'string' && typeof other === 'string') return one + other;
  return stringOfBytes(Buffer.concat([bytesOf(one), bytesOf(other)]));
}

function isNumber(value: Value): boolean {
  return isInteger(value) || isFloat(value);
}

function asNumber(value: Value): number {
  return isInteger(value) ? Number(value) : floatNumber(value as number | Float);
}

function floatResult(value: number, verb: Verb, one: Value, other: Value): Value | Failure {
  if (Number.isNaN(value)) return refused(verb, one, other);
  return floatOf(value);
}

type Verb = 'add' | 'subtract' | 'multiply' | 'divide' | 'merge';

/** In which order, and by what word, VRL puts the two. */
const wordings: Readonly<
  Record<Verb, (one: string, other: string) => readonly [string, string, string]>
> = {
  add: (one, other) => [other, 'to', one],
  subtract: (one, other) => [other, 'from', one],
  multiply: (one, other) => [one, 'by', other],
  divide: (one, other) => [one, 'by', other],
  merge: (one, other) => [other, 'into', one],
};

function refused(verb: Verb, one: Value, other: Value): Failure {
  const [first, word, second] = wordings[verb](kindName(one), kindName(other));
  return new Failure(`can't ${verb} type ${first} ${word} ${second}`);
}

export function add(one: Value, other: Value): Value | Failure {
  if (isInteger(one) && isInteger(other)) return addIntegers(one, other);
  if (isNumber(one) && isNumber(other)) {
    return floatResult(asNumber(one) + asNumber(other), 'add', one, other);
  }
  if (isString(one)) {
    if (isString(other)) return concat(one, other);
    if (other === null) return one;
  }
  if (one === null && isString(other)) return other;
  return refused('add', one, other);
}

export function subtract(one: Value, other: Value): Value | Failure {
  if (isInteger(one) && isInteger(other)) return subtractIntegers(one, other);
  if (isNumber(one) && isNumber(other)) {
    return floatResult(asNumber(one) - asNumber(other), 'subtract', one, other);
  }
  return refused('subtract', one, other);
}

export function multiply(one: Value, other: Value): Value | Failure {
  if (isInteger(one) && isInteger(other)) return multiplyIntegers(one, other);
  if (isNumber(one) && isNumber(other)) {
    return floatResult(asNumber(one) * asNumber(other), 'multiply', one, other);
  }
  if (isString(one) && isInteger(other)) return repeat(one, other);
  if (isInteger(one) && isString(other)) return repeat(other, one);
  return refused('multiply', one, other);
}

/** More characters than this are refused: a count from an event must not take the process's memory. */
const maxRepeated = 64 * 1024 * 1024;

function repeat(text: string | Uint8Array, count: Integer): Value | Failure {
  const times = count < 0 ? 0 : Number(count);
  if (text.length * times > maxRepeated) return new Failure('the repeated string is too long');
  if (typeof text === 'string') return text.repeat(times);
  return stringOfBytes(Buffer.concat(Array.from({ length: times }, () => text)));
}

/** The quotient is always a float. */
export function divide(one: Value, other: Value): Value | Failure {
  if (isNumber(other) && asNumber(other) === 0) return new Failure("can't divide by zero");
  if (!isNumber(one) || !isNumber(other)) return refused('divide', one, other);
  const divisor = asNumber(other);
  return floatResult(asNumber(one) / divisor, 'divide', one, other);
}

/** Fields of the second win. */
export function mergeObjects(one: Value, other: Value): Value | Failure {
  if (isObject(one) && isObject(other)) return { ...one, ...other };
  return refused('merge', one, other);
}
