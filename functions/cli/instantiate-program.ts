import { createRequire } from 'node:module';
import type { GeneratedProgram } from '../../shared/transform/vrl/compile/compile-program.ts';

const load = createRequire(import.meta.url);

/**
 * The function of a generated program, where it is run from source: once, when it is loaded. A package holds the text as
 * code instead, with imports of what it calls.
 */
export function instantiateProgram<T>({ helpers, text }: GeneratedProgram): T {
  const runtime: Record<string, unknown> = {};
  for (const { name, module } of helpers) {
    const found = load(`../../shared/transform/vrl/runtime/${module}.ts`) as Record<
      string,
      unknown
    >;
    if (!(name in found)) throw new TypeError(`the runtime's ${module} has no ${name}`);
    runtime[name] = found[name];
  }
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- our own compiler's text
  return new Function('runtime', text)(runtime) as T;
}
