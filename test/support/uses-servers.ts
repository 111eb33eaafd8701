import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const tests = join(import.meta.dirname, '..');
const engines = join(import.meta.dirname, 'engines.ts');

/** Imports of values from the project's own files; those of types bring no code. */
const imported = /^(?:import|export)\s+(?!type\b)[^;'"]*?from\s+'(\.{1,2}\/[^']+\.ts)'/gm;

const known = new Map<string, boolean>();

/** Whether a test file works on the Kafka and S3 servers of the run: it imports engines.ts, or something that does. */
export function usesServers(file: string): boolean {
  if (file === engines) return true;
  const before = known.get(file);
  if (before !== undefined) return before;
  // for those that import each other
  known.set(file, false);
  const uses = importsOf(file).some((each) => usesServers(each));
  known.set(file, uses);
  return uses;
}

/** Of tests and their support, as no other file imports engines.ts. A program that a test writes has imports, too. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(imported)]
    .map(([, to = '']) => join(dirname(file), to))
    .filter((path) => path.startsWith(tests) && existsSync(path));
}
