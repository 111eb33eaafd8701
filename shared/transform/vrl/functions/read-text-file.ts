/** A file that a program names, read when the program is compiled; null where there is none, or no files (in a browser). */
export function readTextFile(path: string): string | null {
  // not imported, as the compiler runs in a page, too
  const files = globalThis.process?.getBuiltinModule?.('node:fs');
  try {
    return files?.readFileSync(path, 'utf8') ?? null;
  } catch {
    return null;
  }
}
