import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SluiceError } from '../../../../shared/errors.ts';
import { maxPrefixBytes } from '../../../../shared/sink/key/limits.ts';
import { objectKey, type ObjectKeyParts } from '../../../../shared/sink/key/object-key.ts';

const parts: ObjectKeyParts = {
  prefix: 'raw/dt=2024-12-28/',
  topic: 'devices',
  partition: 3,
  first: 42n,
  next: 1042n,
  number: 0,
  extension: 'ndjson.gz',
};

describe('an object key', () => {
  it('holds topic, partition and offsets', () => {
    assert.equal(
      objectKey(parts),
      'raw/dt=2024-12-28/devices+3+00000000000000000042-00000000000000001042.ndjson.gz',
    );
  });

  it('holds the number of an object that is not the first', () => {
    assert.match(objectKey({ ...parts, number: 7 }), /1042\+0007\.ndjson\.gz$/);
    assert.match(objectKey({ ...parts, number: 12_345 }), /1042\+12345\.ndjson\.gz$/);
  });

  it('holds what tells one try from another, before the number', () => {
    const key = objectKey({ ...parts, attempt: '00ff00ff00ff', number: 2 });
    assert.match(key, /1042\+00ff00ff00ff\+0002\.ndjson\.gz$/);
  });

  it('has no dot without an extension', () => {
    assert.match(objectKey({ ...parts, extension: '' }), /1042$/);
  });

  const refused: [string, Partial<ObjectKeyParts>][] = [
    ['a topic with a slash', { topic: 'a/b' }],
    ['a topic of dots', { topic: '..' }],
    ['an empty topic', { topic: '' }],
    ['a topic of 250 characters', { topic: 't'.repeat(250) }],
    ['a negative partition', { partition: -1 }],
    ['a broken partition', { partition: 1.5 }],
    ['a negative offset', { first: -1n }],
    ['an empty range', { next: 42n }],
    ['a negative number', { number: -1 }],
    ['an attempt with a slash', { attempt: '/' }],
    ['a long attempt', { attempt: 'a'.repeat(17) }],
    ['an extension with a slash', { extension: 'a/b' }],
    ['an extension with a leading dot', { extension: '.gz' }],
    ['a long extension', { extension: 'x'.repeat(17) }],
    ['a prefix of 1,000 bytes', { prefix: 'é'.repeat(500) }],
  ];
  for (const [name, change] of refused) {
    it(`is refused for ${name}`, () => {
      assert.throws(
        () => objectKey({ ...parts, ...change }),
        (error) => error instanceof SluiceError && error.code === 'INTERNAL',
      );
    });
  }

  const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 2n });

  it('fits for whatever a template gives, and tells any two apart', () => {
    const any = fc.record({
      prefix: fc.constantFrom('', 'a/', `${'p'.repeat(maxPrefixBytes - 1)}/`),
      topic: fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,248}$/),
      partition: fc.nat(2 ** 31 - 1),
      first: offset,
      length: fc.bigInt({ min: 1n, max: 1000n }),
      number: fc.nat(9999),
      attempt: fc.constantFrom('a', 'z'.repeat(16)),
      extension: fc.constantFrom('', 'json', 'x'.repeat(16)),
    });
    const keyOf = ({ length, ...rest }: typeof any extends fc.Arbitrary<infer T> ? T : never) =>
      objectKey({ ...rest, next: rest.first + length });
    fc.assert(
      fc.property(any, any, (one, two) => {
        const same = JSON.stringify(one, text) === JSON.stringify(two, text);
        assert.equal(keyOf(one) === keyOf(two), same);
      }),
    );
  });

  it('is listed in the order of its offsets', () => {
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        fc.pre(a < b);
        const [low, high] = [a, b].map((first) => objectKey({ ...parts, first, next: first + 1n }));
        assert.ok(low !== undefined && high !== undefined && low < high);
      }),
    );
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
