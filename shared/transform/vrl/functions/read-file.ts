/** Reads a file that a program names, when the program is compiled. @throws where it cannot */
export type ReadFile = (path: string) => Uint8Array;

/** Null where it cannot be read. */
export function textOfFile(path: string, readFile: ReadFile): string | null {
  try {
    return new TextDecoder().decode(readFile(path));
  } catch {
    return null;
  }
}
