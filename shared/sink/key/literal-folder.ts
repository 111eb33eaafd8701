/** The literal folders that every key begins with: `raw/` of `raw/dt=%Y/`; empty where there are none. */
export function literalFolder(keyPrefix: string): string {
  const literal = /^[^%{]*/.exec(keyPrefix)?.[0] ?? '';
  return literal.slice(0, literal.lastIndexOf('/') + 1);
}
