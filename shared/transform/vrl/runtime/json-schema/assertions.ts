import { jsonText } from '../json-write.ts';
import { isObject, type Value } from '../value.ts';
import { type Create, reportMissing } from './check.ts';
import { schemaRegex } from './schema-regex.ts';
import { formats } from './formats.ts';
import { SchemaFault } from './references.ts';
import { numberOf, sameJson, sameText } from './same.ts';

function wrong(keyword: string, argument: Value): SchemaFault {
  return new SchemaFault(`${jsonText(argument)} is no argument of "${keyword}"`);
}

/** In the order in which VRL lists them. */
const types: ReadonlyMap<string, (value: Value, draft: number) => boolean> = new Map([
  ['array', (value: Value) => Array.isArray(value)],
  ['boolean', (value: Value) => typeof value === 'boolean'],
  ['integer', isWhole],
  ['null', (value: Value) => value === null],
  ['number', (value: Value) => numberOf(value) !== null],
  ['object', (value: Value) => isObject(value)],
  ['string', (value: Value) => typeof value === 'string'],
]);

/** For draft 4, 1.0 is no integer. */
function isWhole(value: Value, draft: number): boolean {
  const number = numberOf(value);
  if (number === null) return false;
  if (draft === 4) return typeof value === 'bigint' || Number.isInteger(value);
  return typeof number === 'bigint' || Number.isInteger(number);
}

const type: Create = (argument, _schema, { draft }) => {
  const given = Array.isArray(argument) ? argument : [argument];
  const names = [...types.keys()].filter((name) => given.includes(name));
  if (names.length !== new Set(given).size) throw wrong('type', argument);
  const list = names.map((name) => `"${name}"`).join(', ');
  const expected = Array.isArray(argument) && names.length > 1 ? `types ${list}` : `type ${list}`;
  return (value, path, report) => {
    if (names.some((name) => types.get(name)?.(value, draft) === true)) return;
    report(`${jsonText(value)} is not of ${expected}`, path);
  };
};

function limit(side: 'maximum' | 'minimum', isExclusive: boolean): [string, Create] {
  const fails = (number: number | bigint, bound: number | bigint, isOpen: boolean): boolean => {
    // oxlint-disable-next-line eqeqeq -- a bigint and a number may be the same number
    if (number == bound) return isOpen;
    return side === 'maximum' ? number > bound : number < bound;
  };
  const exclusive = side === 'maximum' ? 'exclusiveMaximum' : 'exclusiveMinimum';
  const keyword = isExclusive ? exclusive : side;
  return [
    keyword,
    (argument, schema, { draft }) => {
      // in draft 4 it says of the other keyword how that counts
      if (isExclusive && draft === 4) return null;
      const bound = numberOf(argument);
      if (bound === null) throw wrong(keyword, argument);
      const isOpen = isExclusive || (draft === 4 && schema[exclusive] === true);
      const words = `${side === 'maximum' ? 'greater' : 'less'} than${isOpen ? ' or equal to' : ''}`;
      return (value, path, report) => {
        const number = numberOf(value);
        if (number === null || !fails(number, bound, isOpen)) return;
        report(`${jsonText(value)} is ${words} the ${side} of ${jsonText(argument)}`, path);
      };
    },
  ];
}

function size(
  keyword: string,
  sizeOf: (value: Value) => number | null,
  what: readonly [one: string, several: string],
  words: readonly [string, string],
): [string, Create] {
  const isMax = keyword.startsWith('max');
  return [
    keyword,
    (argument) => {
      const bound = numberOf(argument);
      if (bound === null || bound < 0) throw wrong(keyword, argument);
      const [before, behind] = words;
      const unit = Number(bound) === 1 ? what[0] : what[1];
      return (value, path, report) => {
        const found = sizeOf(value);
        if (found === null || (isMax ? found <= bound : found >= bound)) return;
        report(`${jsonText(value)} ${before} ${bound} ${behind}${unit}`, path);
      };
    },
  ];
}

const lengthOf = (value: Value): number | null =>
  typeof value === 'string' ? Array.from(value).length : null;
const countOf = (value: Value): number | null => (Array.isArray(value) ? value.length : null);
const fieldsOf = (value: Value): number | null =>
  isObject(value) ? Object.keys(value).length : null;

const multipleOf: Create = (argument) => {
  const divisor = numberOf(argument);
  if (divisor === null || divisor <= 0) throw wrong('multipleOf', argument);
  return (value, path, report) => {
    const number = numberOf(value);
    if (number === null || isMultiple(number, divisor)) return;
    report(`${jsonText(value)} is not a multiple of ${Number(divisor)}`, path);
  };
};

function isMultiple(number: number | bigint, divisor: number | bigint): boolean {
  if (typeof number === 'bigint' && (typeof divisor === 'bigint' || Number.isInteger(divisor))) {
    return number % BigInt(divisor) === 0n;
  }
  const [one, other] = [Number(number), Number(divisor)];
  if (Number.isInteger(other)) return Number.isInteger(one) && one % other === 0;
  // to VRL, nothing below a divisor with a fraction is a multiple of it, no negative number either
  if (one < other) return one === 0;
  // by the digits that are written, for which 0.3 is three times 0.1
  const digits = (text: string): number => {
    const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? [];
    return Math.max(0, fraction.length - Number(exponent));
  };
  const scale = 10 ** Math.max(digits(String(one)), digits(String(other)));
  const [scaled, by] = [Math.round(one * scale), Math.round(other * scale)];
  return Number.isFinite(scaled) && by !== 0 && scaled % by === 0;
}

/** VRL shows classes as it translates them for Rust. */
const rustClasses: ReadonlyMap<string, string> = new Map([
  ['\\d', '[0-9]'],
  ['\\D', '[^0-9]'],
  ['\\w', '[A-Za-z0-9_]'],
  ['\\W', '[^A-Za-z0-9_]'],
]);

const pattern: Create = (argument) => {
  if (typeof argument !== 'string') throw wrong('pattern', argument);
  const regex = schemaRegex(argument);
  const shown = argument.replaceAll(
    /\\[^]|\[(?:\\[^]|[^\]\\])*\]/g,
    (part) => rustClasses.get(part) ?? part,
  );
  return (value, path, report) => {
    if (typeof value !== 'string' || regex.test(value)) return;
    report(`${jsonText(value)} does not match "${shown}"`, path);
  };
};

const format: Create = (argument, _schema, { draft, addUnknownFormat }) => {
  if (typeof argument !== 'string') throw wrong('format', argument);
  const known = formats.get(argument);
  if (known === undefined || known.since > draft) {
    addUnknownFormat(argument);
    return null;
  }
  return (value, path, report) => {
    if (typeof value !== 'string' || known.is(value)) return;
    report(`${jsonText(value)} is not a "${argument}"`, path);
  };
};

const constant: Create = (argument, _schema, { draft }) =>
  draft === 4
    ? null
    : (value, path, report) => {
        if (!sameJson(value, argument)) report(`${jsonText(argument)} was expected`, path);
      };

const choices: Create = (argument) => {
  if (!Array.isArray(argument)) throw wrong('enum', argument);
  const shown = argument.map(jsonText);
  const last = shown.length > 3 ? `${shown.length - 2} other candidates` : (shown.at(-1) ?? '');
  const others = shown.length > 3 ? shown.slice(0, 2) : shown.slice(0, -1);
  const list = others.length === 0 ? last : `${others.join(', ')} or ${last}`;
  return (value, path, report) => {
    if (argument.some((one) => sameJson(value, one))) return;
    report(`${jsonText(value)} is not one of ${list}`, path);
  };
};

const required: Create = (argument) => {
  if (!Array.isArray(argument)) return null;
  return (value, path, report) => {
    if (isObject(value))
      reportMissing(value, argument, (message) => {
        report(message, path);
      });
  };
};

const uniqueItems: Create = (argument) =>
  argument !== true
    ? null
    : (value, path, report) => {
        if (!Array.isArray(value)) return;
        const isDouble = new Set(value.map(sameText)).size < value.length;
        if (isDouble) report(`${jsonText(value)} has non-unique elements`, path);
      };

const items = ['item', 'items'] as const;
const characters = ['character', 'characters'] as const;
const properties = ['property', 'properties'] as const;
const more = ['has more than', ''] as const;
const less = ['has less than', ''] as const;

/** Keywords that say something of a value itself. */
export const assertions: readonly (readonly [string, Create])[] = [
  ['type', type],
  ['enum', choices],
  ['const', constant],
  ['format', format],
  ['pattern', pattern],
  ['multipleOf', multipleOf],
  ['required', required],
  ['uniqueItems', uniqueItems],
  limit('maximum', false),
  limit('minimum', false),
  limit('maximum', true),
  limit('minimum', true),
  size('maxLength', lengthOf, characters, ['is longer than', '']),
  size('minLength', lengthOf, characters, ['is shorter than', '']),
  size('maxItems', countOf, items, more),
  size('minItems', countOf, items, less),
  size('maxProperties', fieldsOf, properties, more),
  size('minProperties', fieldsOf, properties, less),
];
