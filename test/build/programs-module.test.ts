import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { type GeneratedRemap, programsCompiler } from '../../functions/cli/programs-compiler.ts';
import { programsModule } from '../../infra/build/programs-module.ts';
import type { FindProgram, ProgramOptions } from '../../shared/pipeline/programs.ts';
import type { Event } from '../../shared/transform/model.ts';
import { type EnrichmentTables, noTables } from '../../shared/transform/vrl/functions/tables.ts';

const folder = join(import.meta.dirname, '../..');
const options = { source: '.a = upcase!(.a)\n.b = .n + 1 ?? 0', file: null, use: 'remap' } as const;

/** The bundle of programs. */
async function bundled(
  all: readonly ProgramOptions[] = [options],
  tables: EnrichmentTables = noTables,
): Promise<string> {
  const programs: GeneratedRemap[] = [];
  const compile = programsCompiler('.', tables, (program) => programs.push(program));
  for (const one of all) assert.ok('program' in compile(one, 'transforms.a.source'));
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

async function loaded(text: string): Promise<FindProgram> {
  const url = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  return ((await import(url)) as { readonly default: FindProgram }).default;
}

const context = {
  now: null as never,
  random: () => 0,
  variables: {},
  log: () => undefined,
  timestampField: null,
};

test('a package runs the program that it was built with, and knows no other', async () => {
  const find = await loaded(await bundled());
  const found = find(options, 'transforms.a.source');
  assert.ok('program' in found);
  const event: Event = { a: 'x', n: 41 };
  assert.equal(found.program(event, context), undefined);
  assert.deepEqual(event, { a: 'X', n: 41, b: 42 });
  assert.ok('fault' in find({ source: '.a = 1', file: null, use: 'remap' }, 'transforms.a.source'));
});

test('a program runs in the zone that the package was built with', async () => {
  const zoned = {
    source: '.at = to_unix_timestamp(parse_timestamp!(.a, "%F %T"))',
    file: null,
    use: 'remap',
    timezone: 'Asia/Tokyo',
  } as const;
  const find = await loaded(await bundled([zoned]));
  const found = find(zoned, 'transforms.a.source');
  assert.ok('program' in found);
  const event: Event = { a: '1970-01-01 10:00:00' };
  assert.equal(found.program(event, context), undefined);
  assert.deepEqual(event, { a: '1970-01-01 10:00:00', at: 3600 });
  assert.ok('fault' in find({ ...zoned, timezone: undefined }, 'transforms.a.source'));
});

test('a package holds what its program calls, and neither the compiler nor the rest of the library', async () => {
  const text = await bundled();
  assert.match(text, /function upcase\(/);
  for (const absent of ['function downcase(', 'parseProgram', 'checkProgram', 'unhandled error']) {
    assert.ok(!text.includes(absent), absent);
  }
});

test('a package holds the rows of a table once, and nothing of tables where no program names one', async () => {
  const table = { digest: 'of this test', headers: ['id', 'site'], rows: [['a', 'Graz-1']] };
  const programs = ['.a = row.site', '.b = [row.site]'].map((last) => {
    const source = `row = get_enrichment_table_record("sites", {"id": .id}) ?? {}\n${last}`;
    return { source, file: null, use: 'remap' } as const;
  });
  const text = await bundled(programs, { names: ['sites'], find: () => table });
  assert.equal(text.match(/Graz-1/g)?.length, 1);
  const find = await loaded(text);
  const event: Event = { id: 'a' };
  for (const one of programs) {
    const found = find(one, 'transforms.a.source');
    assert.ok('program' in found);
    assert.equal(found.program(event, context), undefined);
  }
  assert.deepEqual(event, { id: 'a', a: 'Graz-1', b: ['Graz-1'] });
  assert.ok(!(await bundled()).includes('EnrichmentTable'));
});
