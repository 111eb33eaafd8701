import type { ResolveHookSync } from 'node:module';

const files: ReadonlyMap<string, string> = new Map([
  ['sluice', new URL('../../shared/pipeline/api.ts', import.meta.url).href],
  ['sluice/testing', new URL('try-pipeline.ts', import.meta.url).href],
]);

/**
 * Resolves `sluice` to this checkout for a pipeline that lies anywhere: its folder needs no `node_modules`. Where the
 * pipeline lies in this package, Node would find the same files by itself.
 */
export const resolveSluice: ResolveHookSync = (specifier, context, nextResolve) => {
  const url = files.get(specifier);
  return url === undefined ? nextResolve(specifier, context) : { url, shortCircuit: true };
};
