import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { encodeJson } from '../../../shared/transform/encode-json.ts';
import { fail, type Fallible, isFallible, succeed } from '../../../shared/transform/fallible.ts';
import { type EventValue, Reject } from '../../../shared/transform/model.ts';

describe('a Fallible', () => {
  const success: Fallible<string> = succeed('secret');
  const failure: Fallible<string> = fail('string', 'a string', 'an integer');

  it('gives its value', () => {
    assert.equal(success.or('default'), 'secret');
    assert.equal(success.orReject(), 'secret');
    assert.equal(
      success.orElse(() => assert.fail('not called')),
      'secret',
    );
  });

  it('gives the default on failure', () => {
    assert.equal(failure.or('default'), 'default');
    assert.equal(
      failure.orElse((reason) => reason),
      'string: expected a string, got an integer',
    );
  });

  it('rejects on failure, with the reason behind what the program says', () => {
    const rejects = (act: () => unknown, reason: string): void => {
      assert.throws(act, (thrown) => thrown instanceof Reject && thrown.reason === reason);
    };
    rejects(() => failure.orReject(), 'string: expected a string, got an integer');
    rejects(() => failure.orReject('name'), 'name: string: expected a string, got an integer');
  });

  it('holds falsy values as well', () => {
    for (const value of [0, '', false, null, undefined]) {
      assert.equal(succeed<unknown>(value).or('default'), value);
    }
  });

  // oxlint-disable typescript/no-base-to-string, typescript/restrict-template-expressions, typescript/no-unnecessary-type-conversion, eqeqeq, promise/always-return -- what is tested is that they throw
  const misuses: [string, (fallible: Fallible<string>) => unknown][] = [
    ['a template', (fallible) => `${fallible}`],
    ['concatenation', (fallible) => 'a' + fallible],
    ['String', (fallible) => String(fallible)],
    ['Number', (fallible) => Number(fallible)],
    ['comparison', (fallible) => fallible < fallible],
    ['loose equality', (fallible) => (fallible as unknown) == 'secret'],
    ['toString', (fallible) => (fallible as unknown as string).toString()],
    ['a key', (fallible) => ({ secret: 1 })[fallible as unknown as 'secret']],
    ['JSON', (fallible) => JSON.stringify({ deep: [fallible] })],
    ['encodeJson', (fallible) => encodeJson({ deep: [fallible as unknown as EventValue] })],
    ['then', (fallible) => fallible.then(() => {})],
  ];
  // oxlint-enable typescript/no-base-to-string, typescript/restrict-template-expressions, typescript/no-unnecessary-type-conversion, eqeqeq, promise/always-return
  for (const [name, misuse] of misuses) {
    it(`says what to write when used by ${name}`, () => {
      for (const fallible of [success, failure]) {
        assert.throws(() => misuse(fallible), {
          name: 'TypeError',
          message: /write \.or\(default\) or \.orReject\(\)/,
        });
      }
    });
  }

  it('cannot be awaited', async () => {
    // oxlint-disable-next-line typescript/await-thenable -- what is tested is that it throws
    await assert.rejects(async () => {
      await success;
    }, /used as a promise/);
  });

  it('does not show its value in logs, and has no fields', () => {
    assert.doesNotMatch(inspect(success), /secret/);
    assert.deepEqual(Object.keys(success), []);
  });

  it('is told from other values', () => {
    assert.ok(isFallible(success) && isFallible(failure));
    for (const value of [null, 1, {}, { or: () => 1 }, Promise.resolve()]) {
      assert.ok(!isFallible(value));
    }
  });
});
