import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const runtime = join(import.meta.dirname, '../../shared/transform/vrl/runtime');
const standIns = join(import.meta.dirname, 'browser/stand-ins');

/** What the page asks for by name: VRL's runtime as one module, and stand-ins for Node's own. */
export const playgroundModules: Plugin = {
  name: 'playground-modules',
  setup: (build) => {
    build.onResolve({ filter: /^sluice:vrl-runtime$/ }, ({ path }) => ({
      path,
      namespace: 'playground',
    }));
    build.onLoad({ filter: /.*/, namespace: 'playground' }, () => ({
      contents: wholeRuntime(),
      resolveDir: runtime,
    }));
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }));
    build.onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: standInFor(path),
      resolveDir: standIns,
    }));
  },
};

function wholeRuntime(): string {
  const names = globSync('**/*.ts', { cwd: runtime })
    .map((file) => file.replace(/\.ts$/, ''))
    .toSorted();
  const imports = names.map((name, index) => `import * as m${index} from './${name}.ts';`);
  const entries = names.map((name, index) => `${JSON.stringify(name)}: m${index}`);
  return `${imports.join('\n')}\nexport const modules = { ${entries.join(', ')} };\n`;
}

/**
 * What a stand-in has, and for anything else something that says so when it is called: a function that needs Node must not
 * keep the page from being built.
 */
function standInFor(path: string): string {
  const name = path.slice('node:'.length);
  const own = existsSync(join(standIns, `${name}.ts`)) ? `require('./${name}.ts')` : '{}';
  return `const own = ${own};
module.exports = new Proxy(own, {
  has: () => true,
  get: (all, name) => name in all ? all[name] : function () {
    throw new Error(String(name) + ' of ${path} is not there in a browser');
  },
});
`;
}
