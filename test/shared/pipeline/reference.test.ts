import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { format } from 'prettier';
import { kafkaSourceOptions } from '../../../shared/pipeline/components/kafka-source-options.ts';
import { processOptions } from '../../../shared/pipeline/components/process.ts';
import { s3SinkOptions } from '../../../shared/pipeline/components/s3-sink-options.ts';
import type { Shape } from '../../../shared/pipeline/options/option.ts';
import { configurationReference } from '../../../shared/pipeline/reference.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('docs/configuration.md is what npm run docs makes', async () => {
  const made = await format(configurationReference(), {
    parser: 'markdown',
    singleQuote: true,
    printWidth: 100,
  });
  assert.equal(read('docs/configuration.md'), made);
});

/** All defaults that an option of this name has anywhere in a component, as text. */
function defaultsByName(
  shape: Shape,
  found = new Map<string, Set<string>>(),
): Map<string, Set<string>> {
  for (const [name, entry] of Object.entries(shape)) {
    if (entry.kind === 'group') {
      defaultsByName(entry.options, found);
      const short = entry.short === null ? undefined : entry.options[entry.short];
      if (short?.kind === 'option') add(name, short.fallback);
    } else add(name, entry.fallback);
  }
  return found;
  function add(name: string, value: unknown): void {
    found.set(name, (found.get(name) ?? new Set()).add(String(value)));
  }
}

for (const [file, shape, least] of [
  ['kafka-source', kafkaSourceOptions, 20],
  ['s3-sink', s3SinkOptions, 6],
  ['pipeline', processOptions, 6],
] as const) {
  test(`the defaults that the editor shows for ${file}.ts are the real ones`, () => {
    const text = read(`shared/pipeline/definition/${file}.ts`);
    const comments = text.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s+readonly (\w+)\??:/gs);
    const defaults = defaultsByName(shape);
    let compared = 0;
    for (const [, comment = '', name = ''] of comments) {
      // A value in backticks, a number or a flag; other words describe a default instead of giving it.
      const said = /Default: (?:`([^`<]+)`|(\d+|true|false)(?=[\s.;]))/.exec(comment);
      const real = defaults.get(name);
      if (said === null || real === undefined || real.has('null')) continue;
      const value = said[1] ?? said[2] ?? '';
      assert.ok(real.has(value), `${name}: said ${value}, is ${[...real].join()}`);
      compared += 1;
    }
    assert.ok(compared >= least, `only ${compared} were compared`);
  });
}
