import type { VrlObject } from '../value.ts';

/** The compiler knows it. */
export function typeDef(tree: VrlObject): VrlObject {
  return tree;
}
