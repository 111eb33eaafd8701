import type { Plugin } from 'esbuild';
import type { VectorPipeline } from '../../shared/vector/read-vector.ts';

const namespace = 'vector';

/**
 * Puts the definition that a configuration of Vector's was translated to in the place of `sluice:pipeline`: a package needs
 * neither the files nor what reads them. Its programs are where those of any pipeline are.
 */
export function vectorModule({ definition }: VectorPipeline): Plugin {
  return {
    name: 'vector',
    setup: (bundler) => {
      bundler.onResolve({ filter: /^sluice:pipeline$/ }, ({ path }) => ({ path, namespace }));
      bundler.onLoad({ filter: /.*/, namespace }, () => ({
        contents: `export default ${JSON.stringify(definition)};`,
        loader: 'js',
      }));
    },
  };
}
