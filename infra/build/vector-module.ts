import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import type { VectorPipeline } from '../../shared/vector/read-vector.ts';

const root = dirname(dirname(import.meta.dirname));

/**
 * Puts the definition that a configuration of Vector's was translated to in the place of `sluice:pipeline`, and its
 * programs in those of `sluice:program/N`: a package needs neither the files nor what reads them.
 */
export function vectorModule(vector: VectorPipeline): Plugin {
  const { programs } = vector.translation;
  const texts = new Map([
    ['sluice:pipeline', moduleOf(vector)],
    ...programs.map(({ id, compiled }) => [`sluice:program/${id}`, compiled.module] as const),
  ]);
  const namespace = 'vector';
  return {
    name: 'vector',
    setup: (bundler) => {
      bundler.onResolve({ filter: /^sluice:(?:pipeline$|program\/)/ }, ({ path }) => ({
        path,
        namespace,
        sideEffects: false,
      }));
      bundler.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: texts.get(path) ?? '',
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
}

function moduleOf({ definition, translation }: VectorPipeline): string {
  const used = [...translation.functions.values()];
  const ids = [...new Set(used.map(({ id }) => id))];
  const imports = ids.map((id) => `import p${id} from 'sluice:program/${id}';`);
  const rules = new Map(used.map(({ id, compiled }) => [id, compiled.rules]));
  const named = ids.map((id) => `p${id}.rules = ${JSON.stringify(rules.get(id))};`);
  const text = JSON.stringify(definition, (_, value: unknown) => {
    if (typeof value !== 'function') return value;
    const program = used.find(({ compiled }) => compiled.run === value);
    return program === undefined ? undefined : `\0${program.id}`;
  });
  // a text with such a character is refused by every option
  const whole = text.replaceAll(/"\\u0000(\d+)"/g, 'p$1');
  return `${[...imports, ...named].join('\n')}\nexport default ${whole};\n`;
}
