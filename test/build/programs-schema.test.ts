import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { programsCompiler } from '../../functions/cli/programs-compiler.ts';

test('a schema is read from the folder of the pipeline, and another one is another program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-schema-'));
  try {
    const file = join(folder, 'schema.json');
    const source = '.ok = validate_json_schema(string!(.text), "schema.json") ?? false';
    const digest = (schema: string): string => {
      writeFileSync(file, schema);
      const found = programsCompiler(folder)({ source, file: null, use: 'remap' }, 'p');
      assert.ok('digest' in found, JSON.stringify(found));
      return found.digest;
    };
    assert.equal(digest('{"type":"object"}'), digest('{"type":"object"}'));
    assert.notEqual(digest('{"type":"object"}'), digest('{"type":"array"}'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
