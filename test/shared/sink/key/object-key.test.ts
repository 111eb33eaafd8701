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
  number: 0,
  variant: null,
  extension: 'ndjson.gz',
};

describe('an object key', () => {
  it('holds topic, partition and first offset', () => {
    assert.equal(objectKey(parts), 'raw/dt=2024-12-28/devices+3+00000000000000000042.ndjson.gz');
  });

  it('holds the number of an object that is not the first', () => {
    assert.match(objectKey({ ...parts, number: 7 }), /0042\+0007\.ndjson\.gz$/);
    assert.match(objectKey({ ...parts, number: 12_345 }), /0042\+12345\.ndjson\.gz$/);
  });

  it('holds the rules of an epoch that was begun by others, behind the number', () => {
    const key = objectKey({ ...parts, variant: '00ff00ff00ff', number: 2 });
    assert.match(key, /0042\+0002\+00ff00ff00ff\.ndjson\.gz$/);
  });

  it('has no dot without an extension', () => {
    assert.match(objectKey({ ...parts, extension: '' }), /0042$/);
  });

  const refused: [string, Partial<ObjectKeyParts>][] = [
    ['a topic with a slash', { topic: 'a/b' }],
    ['a topic of dots', { topic: '..' }],
    ['an empty topic', { topic: '' }],
    ['a topic of 250 characters', { topic: 't'.repeat(250) }],
    ['a negative partition', { partition: -1 }],
    ['a broken partition', { partition: 1.5 }],
    ['a negative offset', { first: -1n }],
    ['a negative number', { number: -1 }],
    ['a variant with a slash', { variant: '/' }],
    ['a long variant', { variant: 'a'.repeat(33) }],
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
      number: fc.nat(9999),
      variant: fc.constantFrom(null, 'a', 'z'.repeat(16)),
      extension: fc.constantFrom('', 'json', 'x'.repeat(16)),
    });
    fc.assert(
      fc.property(any, any, (one, two) => {
        const same = JSON.stringify(one, text) === JSON.stringify(two, text);
        assert.equal(objectKey(one) === objectKey(two), same);
      }),
    );
  });

  it('is listed in the order of its first offsets', () => {
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        fc.pre(a < b);
        const [low, high] = [a, b].map((first) => objectKey({ ...parts, first }));
        assert.ok(low !== undefined && high !== undefined && low < high);
      }),
    );
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
