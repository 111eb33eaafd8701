import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Imports of values, also where they are loaded later; those of types bring no code. */
const imported =
  /(?:^(?:import|export)\s+(?!type\b)[^;'"]*?from\s+|^import\s+|\bimport\(\s*)'(\.{1,2}\/[^']+)'/gm;

/** The source files that a program is made of, by path, with their text: from its entry on, wherever imports lead. */
export function reachedSources(entry: string): ReadonlyMap<string, string> {
  const reached = new Map<string, string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    const text = readFileSync(path, 'utf8');
    reached.set(path, text);
    if (!path.endsWith('.ts')) return;
    for (const [, to = ''] of text.matchAll(imported)) visit(join(dirname(path), to));
  };
  visit(entry);
  return reached;
}
