/**
 * `npm run vrl:functions`: writes docs/vrl-functions.md. With the path of VRL's own command line as an argument, asks that
 * first for the examples of the functions, and writes what it says beside them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { format } from 'prettier';
import { examples } from '../../shared/transform/vrl/functions/examples.ts';
import { functionsPage } from './page.ts';

const root = resolve(import.meta.dirname, '../..');
const [oracle] = process.argv.slice(2);
if (oracle === undefined) {
  writeFileSync(join(root, 'docs/vrl-functions.md'), await functionsPage());
} else {
  const asked = Object.entries(examples).map(([name, all]) => [
    name,
    // it has no tables
    name.includes('_enrichment_table_')
      ? all
      : all.map(({ source }) => ({ source, result: resultOf(oracle, source) })),
  ]);
  const text = `/** Programs of our own with what they give, as VRL's own command line prints it: \`npm run vrl:functions -- ORACLE\`. */
export const examples: Readonly<
  Record<string, readonly { readonly source: string; readonly result: string }[]>
> = ${JSON.stringify(Object.fromEntries(asked))};\n`;
  const file = join(root, 'shared/transform/vrl/functions/examples.ts');
  writeFileSync(
    file,
    await format(text, { parser: 'typescript', singleQuote: true, printWidth: 100 }),
  );
}

function resultOf(program: string, source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-vrl-'));
  try {
    const [programFile, inputFile] = [join(folder, 'p.vrl'), join(folder, 'in.jsonl')];
    writeFileSync(programFile, source);
    writeFileSync(inputFile, '{}\n');
    const args = ['--input', inputFile, '--program', programFile];
    return execFileSync(program, args, { encoding: 'utf8' }).replace(/\n$/, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
