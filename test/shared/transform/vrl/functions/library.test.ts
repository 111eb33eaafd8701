import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { library } from '../../../../../shared/transform/vrl/functions/library.ts';
import { runCase } from '../conformance/run-case.ts';

const runtime = join(import.meta.dirname, '../../../../../shared/transform/vrl/runtime/functions');
/** What an example gives depends on time or chance, so it is another each time. */
const changing = new Set([
  'now',
  'random_bool',
  'random_bytes',
  'random_float',
  'random_int',
  'uuid_v4',
  'uuid_v7',
]);
/** Made by the compiler itself. */
const byCompiler = new Set(['del', 'exists']);

test('each function that works has a file that does it, and each example gives what VRL prints', () => {
  for (const { name, support, examples, parameters } of library.values()) {
    if (typeof support !== 'string') continue;
    const file = join(runtime, `${name.replaceAll('_', '-')}.ts`);
    assert.ok(existsSync(file) || byCompiler.has(name), `${name} has no file`);
    const keywords = parameters.map(({ keyword }) => keyword);
    assert.equal(new Set(keywords).size, keywords.length, `${name} has a parameter twice`);
    for (const { source, result } of examples) {
      assert.deepEqual(
        { name, source, ...runCase({ program: source, input: '{}' }) },
        { name, source, value: result, object: '{  }', error: null, codes: [], diagnostics: '' },
      );
    }
  }
});

test('functions without an example are those of chance, and those whose result says when it was asked', () => {
  const without = [...library.values()].filter(
    ({ support, examples }) => typeof support === 'string' && examples.length === 0,
  );
  const names = new Set(without.map(({ name }) => name).filter((name) => !changing.has(name)));
  assert.deepEqual([...names].toSorted(), ['parse_klog', 'unnest']);
});

test('a refused function says why', () => {
  for (const { name, support } of library.values()) {
    if (typeof support === 'string') continue;
    const { codes, diagnostics } = runCase({ program: `${name}!("x")`, input: '{}' });
    assert.notEqual(codes.length, 0, name);
    assert.ok(diagnostics.length > 0, name);
  }
});
