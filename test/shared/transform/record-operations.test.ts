import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { encodeJson } from '../../../shared/transform/encode-json.ts';
import { del, exists, get, rename, set, take } from '../../../shared/transform/fields.ts';
import {
  type Event,
  type FieldOperation,
  Reject,
  type RemapFunction,
} from '../../../shared/transform/model.ts';
import { observeProgram } from '../../../shared/transform/record-operations.ts';
import { recording } from '../../../shared/transform/recording.ts';

const recordOperations = (program: RemapFunction): readonly FieldOperation[] | null =>
  observeProgram(program).operations;

describe('operations', () => {
  const known: [string, RemapFunction, readonly FieldOperation[]][] = [
    ['nothing', () => {}, []],
    ['the same event', (event) => event, []],
    ['del', (event) => del(event, 'a'), [{ kind: 'delete', field: 'a' }]],
    ['del of a quoted name', (event) => del(event, '"a.b"'), [{ kind: 'delete', field: 'a.b' }]],
    ['delete', (event) => void delete event['a'], [{ kind: 'delete', field: 'a' }]],
    [
      'an assignment',
      (event) => void (event['a'] = 1.5),
      [{ kind: 'set', field: 'a', value: 1.5 }],
    ],
    ['set()', (event) => set(event, 'a', null), [{ kind: 'set', field: 'a', value: null }]],
    [
      'Object.assign',
      (event) => void Object.assign(event, { a: 'x', b: true }),
      [
        { kind: 'set', field: 'a', value: 'x' },
        { kind: 'set', field: 'b', value: true },
      ],
    ],
    [
      "the brief's pipeline",
      (event) => {
        for (const field of ['topic', 'partition', 'offset']) del(event, field);
        event['site'] = 'seoul';
        return encodeJson(event);
      },
      [
        { kind: 'delete', field: 'topic' },
        { kind: 'delete', field: 'partition' },
        { kind: 'delete', field: 'offset' },
        { kind: 'set', field: 'site', value: 'seoul' },
        { kind: 'encode_json' },
      ],
    ],
  ];
  for (const [name, program, operations] of known) {
    it(`are found for ${name}`, () => {
      assert.deepEqual(recordOperations(program), operations);
    });
  }

  let counter = 0;
  const unknown: [string, RemapFunction][] = [
    ['a read', (event) => void event['a']],
    [
      'a read in a try',
      (event) => {
        try {
          if (event['a'] === 1) del(event, 'b');
        } catch {
          del(event, 'c');
        }
      },
    ],
    ['destructuring', ({ a }) => void a],
    ['a read of the context', (_event, { topic }) => void topic],
    ['in', (event) => void ('a' in event)],
    ['Object.keys', (event) => void Object.keys(event)],
    ['spread', (event) => ({ ...event })],
    [
      'for in',
      (event) => {
        for (const name in event) delete event[name];
      },
    ],
    ['JSON.stringify', (event) => JSON.stringify(event)],
    ['JSON of more than the event', (event) => encodeJson({ event })],
    ['text', (event) => `event: ${event as unknown as string}`],
    ['instanceof', (event) => void ((event as object) instanceof Map)],
    ['Object.create', (event) => void ((Object.create(event) as Event)['a'] = 1)],
    ['Object.freeze', (event) => void Object.freeze(event)],
    ['Object.defineProperty', (event) => void Object.defineProperty(event, 'a', { value: 1 })],
    ['console.log and inspect', (event) => void inspect(event)],
    ['exists', (event) => void exists(event, 'a')],
    ['get', (event) => void get(event, 'a')],
    ['take', (event) => void take(event, 'a')],
    ['rename', (event) => rename(event, 'a', 'b')],
    ['a nested del', (event) => del(event, 'a.b')],
    ['a nested set', (event) => set(event, 'a.b', 1)],
    ['an object as a constant', (event) => void (event['a'] = {})],
    ['undefined', (event) => void (event['a'] = undefined)],
    ['a bigint', (event) => void (event['a'] = 1n)],
    ['NaN', (event) => void (event['a'] = Number.NaN)],
    ['minus zero', (event) => void (event['a'] = -0)],
    ['__proto__', (event) => void (event['__proto__'] = 1)],
    ['a name like an index', (event) => void (event['0'] = 1)],
    ['a symbol', (event) => void ((event as Record<symbol, unknown>)[Symbol.iterator] = 1)],
    ['another text', () => 'constant'],
    ['the context', (_event, given) => given as unknown as Event],
    ['another object', () => ({ a: 1 })],
    [
      'a change after the JSON',
      (event) => {
        const json = encodeJson(event);
        del(event, 'a');
        return json;
      },
    ],
    ['a look at the JSON', (event) => (encodeJson(event).length > 9 ? encodeJson(event) : 'long')],
    ['JSON in a template', (event) => `${encodeJson(event)}\n`],
    ['JSON as a constant', (event) => void (event['a'] = encodeJson(event))],
    [
      'a comparison with no fields',
      (event) => {
        const json = encodeJson(event);
        if (json === '{}') throw new Reject('empty');
        return json;
      },
    ],
    [
      'typeof the JSON',
      (event) => {
        const json: unknown = encodeJson(event);
        if (typeof json !== 'string') del(event, 'a');
        return json as string;
      },
    ],
    ['a counter', (event) => void (event['a'] = counter++)],
    [
      'an exception',
      () => {
        throw new Error('always');
      },
    ],
    [
      'a rejection',
      () => {
        throw new Reject('always');
      },
    ],
    [
      'too many constants',
      (event) => {
        for (let i = 0; i < 257; i++) event[`a${i}`] = i;
      },
    ],
    [
      'an async function',
      (async (event: Event) => {
        await Promise.resolve();
        del(event, 'a');
      }) as unknown as RemapFunction,
    ],
    [
      'an async read',
      (async (event: Event) => {
        await Promise.resolve(event['a']);
      }) as unknown as RemapFunction,
    ],
  ];
  for (const [name, program] of unknown) {
    it(`are none for ${name}`, async () => {
      assert.equal(recordOperations(program), null);
      assert.equal(recording.current, null);
      // an unhandled rejection would fail this test
      await new Promise(setImmediate);
    });
  }
});
