/** Where a value is within the one that is checked, from the inside out; null: it is that one. */
export type Path = { readonly outer: Path; readonly key: string | number } | null;

/** A JSON pointer. */
export function pointer(path: Path): string {
  if (path === null) return '';
  const key = String(path.key).replaceAll('~', '~0').replaceAll('/', '~1');
  return `${pointer(path.outer)}/${key}`;
}
