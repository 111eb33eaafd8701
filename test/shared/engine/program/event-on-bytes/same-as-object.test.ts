import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  del,
  encodeJson,
  type Event,
  type EventValue,
  exists,
  get,
  rename,
  set,
  take,
} from 'sluice';
import { addedFields, decodeEvent } from '../../../../../shared/decode/decode-event.ts';
import { JsonScanner } from '../../../../../shared/decode/json/scanner.ts';
import {
  collectExactNumbers,
  restoreExactNumbers,
} from '../../../../../shared/encode/json/exact-numbers.ts';
import { stringifyEvent } from '../../../../../shared/encode/json/stringify.ts';
import {
  EventOnBytes,
  Refusal,
} from '../../../../../shared/engine/program/event-on-bytes/event-on-bytes.ts';
import {
  cursorOf,
  plainSample,
  sampleChunk,
  vectorFields,
} from '../../../../support/splice-sample.ts';
import { wildObject } from '../../../../support/wild-json.ts';

/** One line of a program. It may note what it sees, so that two runs can be compared in that, too. */
type Line = (event: Event, seen: unknown[]) => void;

const names = fc.constantFrom(
  'a',
  'b',
  'c',
  'nested',
  'list',
  'ключ',
  '',
  'timestamp',
  'topic',
  '__x',
);
const paths = fc.constantFrom(
  'a',
  'b',
  'c',
  'nested',
  'nested.x',
  'nested.y.z',
  'list[0]',
  'list[-1]',
  'list[1].x',
  'ключ',
  'timestamp',
  'topic',
  'nested."a b"',
  'nested."Ã©"',
  'nested."a\\\\nb"',
);
const values: fc.Arbitrary<EventValue> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ minLength: 60, maxLength: 70 }),
  fc.double(),
  fc.integer(),
  fc.integer({ min: -9999, max: 9999 }).map((n) => n / 100),
  fc.bigInt(),
  fc.constantFrom(1.5, 100, 2, 2n, 9007199254740993n, 9007199254740992),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, 1e21, 1e-7, 0.1, 12.5, -0.001),
  fc.date().map((date) => date),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.string({ maxLength: 2 }), fc.oneof(fc.integer(), fc.constant(undefined)), {
    maxKeys: 3,
  }),
);

const lines: fc.Arbitrary<readonly [string, Line]> = fc.oneof(
  fc.tuple(names, values).map(([name, value]): [string, Line] => [
    `event[${name}] = `,
    (event) => {
      event[name] = structuredClone(value);
    },
  ]),
  fc.tuple(paths, values).map(([path, value]): [string, Line] => [
    `set ${path}`,
    (event) => {
      set(event, path, structuredClone(value));
    },
  ]),
  names.map((name): [string, Line] => [
    `delete ${name}`,
    (event) => {
      delete event[name];
    },
  ]),
  paths.map((path): [string, Line] => [
    `del ${path}`,
    (event) => {
      del(event, path);
    },
  ]),
  paths.map((path): [string, Line] => [
    `take ${path}`,
    (event, seen) => {
      seen.push(structuredClone(take(event, path)));
    },
  ]),
  fc.tuple(paths, paths).map(([from, to]): [string, Line] => [
    `rename ${from} ${to}`,
    (event) => {
      rename(event, from, to);
    },
  ]),
  paths.map((path): [string, Line] => [
    `get ${path}`,
    (event, seen) => {
      seen.push(structuredClone(get(event, path)));
    },
  ]),
  paths.map((path): [string, Line] => [
    `exists ${path}`,
    (event, seen) => {
      seen.push(exists(event, path));
    },
  ]),
  names.map((name): [string, Line] => [
    `event[${name}]`,
    (event, seen) => {
      seen.push(structuredClone(event[name]));
    },
  ]),
  names.map((name): [string, Line] => [
    `${name} in`,
    (event, seen) => {
      seen.push(name in event, Object.hasOwn(event, name), 'toString' in event);
    },
  ]),
  // one value under two names: a change to it shows in both
  fc.tuple(names, names).map(([from, to]): [string, Line] => [
    `event[${to}] = event[${from}]`,
    (event) => {
      event[to] = event[from];
    },
  ]),
  names.map((name): [string, Line] => [
    `change what ${name} holds`,
    (event) => {
      const held = event[name];
      if (Array.isArray(held)) held.push('more');
      else if (typeof held === 'object' && held !== null && !(held instanceof Date))
        (held as Event)['more'] = 1;
    },
  ]),
  fc.constant<[string, Line]>([
    'its JSON',
    (event, seen) => {
      seen.push(exactly(encodeJson(event)));
    },
  ]),
  fc.constant<[string, Line]>([
    'as an object',
    (event, seen) => {
      seen.push(
        event instanceof Object,
        Object.getPrototypeOf(event) === Object.prototype,
        typeof event.toString,
        Object.prototype.toString.call(event),
        Array.isArray(event),
      );
    },
  ]),
);

const member = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: names.map((name) => JSON.stringify(name)) },
      fc.constant(String.raw`"\u0061"`),
    ),
    fc.oneof(
      fc.constantFrom(
        '1',
        '-12',
        '0.5',
        '123456789012345',
        '1234567890123456789',
        '1.50',
        '-0',
        '1e2',
        '9007199254740993',
        '2.0',
        '"text"',
        '"é"',
        '"}"',
        String.raw`"\u0061\n"`,
        'true',
        'false',
        'null',
        '[]',
        '{}',
        '[1,{"x":"y"}]',
        '[ 3 , [4] ]',
        '{"x":1,"y":{"z":"deep"}}',
        '{"x": "1", "x": "2" , "a b" : 5}',
        '{"é":1,"Ã©":2}',
        '{"é":1}',
        String.raw`{"a\nb":1}`,
        '{ "y" : {"z":[]}}',
      ),
    ),
    fc.constantFrom('', ' ', '\n'),
  )
  .map(([name, value, space]) => `${space}${name}${space}:${space}${value}${space}`);
const objects = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(member, { maxLength: 8 }).map((members) => `{${members.join(',')}}`),
  },
  { weight: 1, arbitrary: wildObject },
);

/** JSON with its numbers as what they are worth, to the last digit: 1.0 is 1, and 2^53 + 1 is not 2^53. */
function exactly(json: string): unknown {
  const reviver = (_key: string, value: unknown, { source }: { source?: string }): unknown => {
    if (typeof value !== 'number' || source === undefined) return value;
    const [, sign, whole = '', decimals = '', exponent = '0'] =
      /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
    const digits = (whole + decimals).replace(/^0+/, '');
    const significant = digits.replace(/0+$/, '');
    const power = Number(exponent) - decimals.length + digits.length - significant.length;
    return { number: significant === '' ? '0' : `${sign}${significant}e${power}` };
  };
  return JSON.parse(json, reviver as Parameters<typeof JSON.parse>[1]);
}

interface Outcome {
  readonly seen: readonly unknown[];
  readonly threw: string | null;
  /** Its JSON, or why there is none. */
  readonly event: unknown;
}

/** Runs a program; a Refusal goes through. */
function outcome(
  event: Event,
  program: readonly (readonly [string, Line])[],
  encode: () => unknown,
): Outcome {
  const seen: unknown[] = [];
  try {
    for (const [, line] of program) line(event, seen);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    return { seen, threw: (thrown as Error).message, event: null };
  }
  return { seen, threw: null, event: encode() };
}

void test('a program cannot tell an event on bytes from an object', () => {
  const scanner = new JsonScanner(['topic'], true);
  const added = addedFields(vectorFields);
  const onBytes = new EventOnBytes(added);
  let runs = 0;
  fc.assert(
    fc.property(objects, fc.array(lines, { maxLength: 8 }), (value, program) => {
      const cursor = cursorOf({ ...plainSample, value });
      if (!scanner.scan(cursor.bytes, cursor.valueStart, cursor.valueEnd)) return;
      const object = decodeEvent(scanner, cursor, sampleChunk, added);
      const numbers = scanner.hasInexactNumber ? collectExactNumbers(object) : [];
      const expected = outcome(object, program, () => {
        restoreExactNumbers(numbers, object);
        const encoded = stringifyEvent(object);
        return 'fault' in encoded ? encoded : exactly(encoded.text);
      });
      if (!onBytes.begin(scanner, cursor, sampleChunk)) return;
      try {
        const got = outcome(onBytes.event, program, () => {
          const fault = onBytes.encode();
          const line = onBytes.encoded.written().toString();
          assert.ok(fault !== null || !/[\r\n]/.test(line), line);
          return fault ?? exactly(line);
        });
        assert.deepEqual(got, expected);
        runs += 1;
      } catch (thrown) {
        // what it cannot do it says, and the record is processed again on an object
        if (!(thrown instanceof Refusal)) throw thrown;
      } finally {
        onBytes.end();
      }
    }),
    { numRuns: 20_000 },
  );
  assert.ok(runs > 5000, `only ${runs} ran on bytes`);
});
