import { Failure } from '../failure.ts';
import { floatNumber, type FloatValue, isFloat } from '../numbers.ts';
import { floatOf, integerOf, isInteger, type Value } from '../value.ts';
import { kindName } from '../kind-name.ts';

export function mod(value: Value, modulus: Value): number | bigint | FloatValue | Failure {
  if (!isNumber(value) || !isNumber(modulus)) {
    const kinds = `${kindName(value)} and ${kindName(modulus)}`;
    return new Failure(`can't calculate remainder of type ${kinds}`);
  }
  if (isFloat(value) || isFloat(modulus)) {
    const divisor = isFloat(modulus) ? floatNumber(modulus) : Number(modulus);
    if (divisor === 0) return new Failure("can't divide by zero");
    const rest = (isFloat(value) ? floatNumber(value) : Number(value)) % divisor;
    return Number.isNaN(rest) ? new Failure('result is not a number') : floatOf(rest);
  }
  return ofIntegers(value, modulus);
}

function isNumber(value: Value): value is number | bigint | FloatValue {
  return isInteger(value) || isFloat(value);
}

function ofIntegers(value: number | bigint, modulus: number | bigint): number | bigint | Failure {
  if (modulus === 0) return new Failure("can't divide by zero");
  if (typeof value === 'number' && typeof modulus === 'number') return (value % modulus) + 0;
  return integerOf(BigInt(value) % BigInt(modulus));
}
