import { floatOf, integerOf, type Value } from '../value.ts';

const maxUnsigned = 2n ** 64n;
const maxInteger = 2n ** 63n;
const maxWide = 2n ** 128n;

/** What a plain scalar stands for; a fault as VRL words it where it is beyond what VRL has. */
export class ScalarFault {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export function plainValue(text: string): Value | ScalarFault {
  if (text === '' || isNull(text)) return null;
  const truth = truthOf(text);
  if (truth !== undefined) return truth;
  const integer = integerText(text);
  if (integer !== undefined) return integerValue(integer) ?? floatValue(text) ?? text;
  return floatValue(text) ?? text;
}

function isNull(text: string): boolean {
  return text === '~' || text === 'null' || text === 'Null' || text === 'NULL';
}

function truthOf(text: string): boolean | undefined {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  return /^(?:false|False|FALSE)$/.test(text) ? false : undefined;
}

function integerText(text: string): bigint | undefined {
  const match = /^([+-]?)(?:0x([0-9a-fA-F]+)|0o([0-7]+)|0b([01]+)|(0|[1-9]\d*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, octal, binary, decimal = ''] = match;
  let value = BigInt(decimal);
  if (hex !== undefined) value = BigInt(`0x${hex}`);
  if (octal !== undefined) value = BigInt(`0o${octal}`);
  if (binary !== undefined) value = BigInt(`0b${binary}`);
  return sign === '-' ? -value : value;
}

/** Undefined: it is beyond 128 bits, and so a float. */
function integerValue(value: bigint): Value | ScalarFault | undefined {
  if (value >= -maxInteger && value < maxInteger) return integerOf(value);
  if (value >= 0n && value < maxUnsigned) return floatOf(Number(value));
  const isWide = value < maxWide && value >= -(maxWide / 2n);
  if (!isWide) return undefined;
  const type = value < 0n ? 'i128' : 'u128';
  return new ScalarFault(
    `invalid type: integer \`${value}\` as ${type}, expected any valid JSON value`,
  );
}

function floatValue(text: string): Value | ScalarFault | undefined {
  if (/^[+-]?\.(?:inf|Inf|INF)$/.test(text)) {
    return floatOf(text.startsWith('-') ? -Infinity : Infinity);
  }
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) {
    return new ScalarFault('invalid value: floating point `NaN`, expected any valid JSON value');
  }
  // digits behind a nought are a number to nobody
  if (/^[+-]?0\d+$/.test(text)) return undefined;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? floatOf(number) : undefined;
}

/** A scalar with a tag of YAML’s own; with another one it is a text. */
export function taggedValue(tag: string, text: string): Value | ScalarFault {
  const wrong = (expected: string): ScalarFault =>
    new ScalarFault(`invalid value: string ${JSON.stringify(text)}, expected ${expected}`);
  switch (tag) {
    case 'null':
      return isNull(text) ? null : wrong('null');
    case 'bool':
      return truthOf(text) ?? wrong('a boolean');
    case 'int': {
      const integer = integerText(text);
      return integer === undefined
        ? wrong('an integer')
        : (integerValue(integer) ?? wrong('an integer'));
    }
    case 'float':
      return floatValue(text) ?? wrong('a float');
    case 'str':
    default:
      return text;
  }
}
