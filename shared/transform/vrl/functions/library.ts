import type { FunctionDefinition } from './definition.ts';

/** Functions by name. */
export const library: ReadonlyMap<string, FunctionDefinition> = new Map();
