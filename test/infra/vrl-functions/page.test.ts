import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { functionsPage } from '../../../infra/vrl-functions/page.ts';

test('the page of VRL functions in docs is the one that is generated', async () => {
  const page = join(import.meta.dirname, '../../../docs/vrl-functions.md');
  assert.equal(readFileSync(page, 'utf8'), await functionsPage());
});
