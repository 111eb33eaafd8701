import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { format } from 'prettier';
import { vectorOptionsReference } from '../../../shared/vector/options-reference.ts';

test('docs/vector-options.md is what npm run docs makes', async () => {
  const made = await format(vectorOptionsReference(), {
    parser: 'markdown',
    singleQuote: true,
    printWidth: 100,
  });
  const path = new URL('../../../docs/vector-options.md', import.meta.url);
  assert.equal(readFileSync(path, 'utf8'), made);
});
