/** What all keys of a template begin with: `raw/d` of `raw/d%Y/`; empty where there is nothing. */
export function literalBeginning(keyPrefix: string): string {
  return /^[^%{]*/.exec(keyPrefix)?.[0] ?? '';
}

/** The literal folders that every key begins with: `raw/` of `raw/dt=%Y/`; empty where there are none. */
export function literalFolder(keyPrefix: string): string {
  const literal = literalBeginning(keyPrefix);
  return literal.slice(0, literal.lastIndexOf('/') + 1);
}
