import type { ReadFile } from './components/read-pem.ts';

const form = /^\$\{file:([^{}#]+)(?:#([^{}]+))?\}$/;

/** The text that stands for what is in a file, or under a name in a file of JSON, when the process starts. */
export function secretOfFile(path: string, name?: string): string {
  return name === undefined ? `\${file:${path}}` : `\${file:${path}#${name}}`;
}

/** What a text stands for that names a file; null where it names none. A message has nothing of what the file holds. */
export function readSecretFile(
  text: string,
  readFile: ReadFile | null,
): { readonly text: string } | { readonly fault: string } | 'not here' | null {
  const [, path = '', name] = form.exec(text) ?? [];
  if (path === '') return null;
  if (readFile === null) return 'not here';
  let held: string;
  try {
    held = readFile(path);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? 'unknown cause';
    return { fault: `the file '${path}' cannot be read (${code})` };
  }
  if (name === undefined) return { text: held.replace(/\r?\n$/, '') };
  try {
    const value = (JSON.parse(held) as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string') return { text: value };
    return { fault: `the file '${path}' has no text '${name}'` };
  } catch {
    return { fault: `the file '${path}' is not JSON` };
  }
}
