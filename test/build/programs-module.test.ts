import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { type GeneratedRemap, programsCompiler } from '../../functions/cli/programs-compiler.ts';
import { programsModule } from '../../infra/build/programs-module.ts';
import type { FindProgram } from '../../shared/pipeline/programs.ts';
import type { Event } from '../../shared/transform/model.ts';
import { noTables } from '../../shared/transform/vrl/functions/tables.ts';

const folder = join(import.meta.dirname, '../..');
const options = { source: '.a = upcase!(.a)\n.b = .n + 1 ?? 0', file: null, use: 'remap' } as const;

/** The bundle of the program. */
async function bundled(): Promise<string> {
  const programs: GeneratedRemap[] = [];
  const compile = programsCompiler('.', noTables, (program) => programs.push(program));
  assert.ok('program' in compile(options, 'transforms.a.source'));
  const { outputFiles } = await build({
    stdin: { contents: "export { default } from 'sluice:programs';", resolveDir: folder },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [programsModule({ programs })],
  });
  return outputFiles[0]?.text ?? '';
}

test('a package runs the program that it was built with, and knows no other', async () => {
  const url = `data:text/javascript;base64,${Buffer.from(await bundled()).toString('base64')}`;
  const { default: find } = (await import(url)) as { readonly default: FindProgram };
  const found = find(options, 'transforms.a.source');
  assert.ok('program' in found);
  const event: Event = { a: 'x', n: 41 };
  const context = {
    now: null as never,
    random: () => 0,
    variables: {},
    log: () => undefined,
    timestampField: null,
  };
  assert.equal(found.program(event, context), undefined);
  assert.deepEqual(event, { a: 'X', n: 41, b: 42 });
  assert.ok('fault' in find({ source: '.a = 1', file: null, use: 'remap' }, 'transforms.a.source'));
});

test('a package holds what its program calls, and neither the compiler nor the rest of the library', async () => {
  const text = await bundled();
  assert.match(text, /function upcase\(/);
  for (const absent of ['function downcase(', 'parseProgram', 'checkProgram', 'unhandled error']) {
    assert.ok(!text.includes(absent), absent);
  }
});
