import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rawNumber } from '../../../shared/raw-json.ts';
import { succeed } from '../../../shared/transform/fallible.ts';
import { type Event, Reject } from '../../../shared/transform/model.ts';
import {
  normalizeCondition,
  normalizeResult,
  outcomeOf,
} from '../../../shared/transform/outcome.ts';

class Thing {
  readonly a = 1;
}

describe('a result', () => {
  const event = { a: 1 };

  it('is the changed event, its replacement, or its message', () => {
    assert.equal(normalizeResult(undefined, event), event);
    assert.equal(normalizeResult(event, event), event);
    assert.deepEqual(normalizeResult({ b: 2 }, event), { b: 2 });
    const bare = Object.create(null) as Event;
    assert.equal(normalizeResult(bare, event), bare);
    assert.deepEqual(normalizeResult('text', event), { message: 'text' });
    assert.deepEqual(normalizeResult('', event), { message: '' });
  });

  const refused: [string, unknown, RegExp][] = [
    ['null', null, /returned null, allowed is nothing, an object, a string or an array of these$/],
    ['a number', 1, /returned an integer/],
    ['a boolean', false, /returned a boolean/],
    ['an array', [1], /returned an array/],
    ['a date', new Date(), /returned a timestamp/],
    ['an exact number', rawNumber('1.0'), /returned a float/],
    ['an object of a class', new Thing(), /returned an object/],
    ['a map', new Map(), /returned an object/],
    ['a function', () => 1, /returned a function/],
    ['a Fallible', succeed(1), /returned a Fallible.*write \.or\(default\)/],
    ['a promise', Promise.resolve({}), /returned a promise.*leave out async/],
  ];
  for (const [name, result, message] of refused) {
    it(`cannot be ${name}`, () => {
      assert.throws(() => normalizeResult(result, event), { name: 'TypeError', message });
    });
  }

  it('that is a rejected promise does not end the process', async () => {
    const rejected = Promise.reject(new Error('later'));
    assert.throws(() => normalizeResult(rejected, event), /promise/);
    // An unhandled rejection would fail this test.
    await new Promise(setImmediate);
  });

  it('of a condition is true or false and nothing else', () => {
    assert.equal(normalizeCondition(true), true);
    assert.equal(normalizeCondition(false), false);
    for (const result of [undefined, null, 0, 'true', succeed(true), Promise.resolve(true)]) {
      assert.throws(() => normalizeCondition(result), /the condition returned .* true or false/);
    }
  });
});

describe('what was thrown', () => {
  const thrown: [string, unknown, string, string][] = [
    ['a rejection', new Reject('no price'), 'TRANSFORM_REJECTED', 'no price'],
    ['an error', new Error('out of cheese'), 'TRANSFORM_THREW', 'out of cheese'],
    ['an error without a message', new RangeError(''), 'TRANSFORM_THREW', 'RangeError'],
    ['a string', 'secret', 'TRANSFORM_THREW', 'threw a string instead of an Error'],
    ['nothing', undefined, 'TRANSFORM_THREW', 'threw nothing instead of an Error'],
    ['lines', new Error('a\n\tb\u2028c'), 'TRANSFORM_THREW', 'a b c'],
    [
      'an error whose message throws',
      Object.defineProperty(new Error('secret'), 'message', {
        get: () => assert.fail('asked'),
      }),
      'TRANSFORM_THREW',
      'an error without a readable message',
    ],
  ];
  for (const [name, error, code, reason] of thrown) {
    it(`is told apart: ${name}`, () => assert.deepEqual(outcomeOf(error), { code, reason }));
  }

  it('is cut to 200 characters, never within one', () => {
    const { reason } = outcomeOf(new Error('😀'.repeat(300)));
    assert.equal(reason.length, 200);
    assert.ok(reason.endsWith('…') && reason.isWellFormed());
  });

  const secret = 'pa55word';
  const leaks: [string, () => unknown][] = [
    ['JSON.parse', () => JSON.parse(`{"a": ${secret}`)],
    ['JSON.parse of a word', () => JSON.parse(secret)],
    ['JSON.parse with more behind', () => JSON.parse(`"x" ${secret}`)],
    ['JSON.parse of long text', () => JSON.parse(`[${'1,'.repeat(50)}${secret}`)],
    ['BigInt', () => BigInt(secret)],
    ['in', () => 'a' in (secret as unknown as object)],
    ['a field of text', () => ((secret as unknown as { a: number }).a = 1)],
    ['a zone', () => new Intl.DateTimeFormat('en', { timeZone: secret })],
    ['RegExp', () => new RegExp(`(${secret}`)],
    ['a map of a number', () => new Map(55_555 as unknown as [])],
    ['URL', () => new URL(secret)],
    ['decodeURI', () => decodeURI(`${secret}%`)],
    ['toISOString', () => new Date(secret).toISOString()],
    ['repeat', () => secret.repeat(-55_555)],
  ];
  for (const [name, act] of leaks) {
    it(`does not quote the data: ${name}`, () => {
      let error: unknown;
      try {
        act();
      } catch (caught) {
        error = caught;
      }
      assert.ok(error instanceof Error);
      const { code, reason } = outcomeOf(error);
      assert.equal(code, 'TRANSFORM_THREW');
      assert.doesNotMatch(reason, /pa55|55555/);
      assert.notEqual(reason, '');
    });
  }
});
