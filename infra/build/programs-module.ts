import type { Plugin } from 'esbuild';
import type { GeneratedRemap } from '../../functions/cli/programs-compiler.ts';
import { programKey } from '../../shared/pipeline/programs.ts';
import type { CheckedFile } from './check-pipeline.ts';
import { generatedModule } from './generated-module.ts';

/** Puts what was generated of VRL in the place of `sluice:programs`, with imports of the functions that it calls alone. */
export function programsModule({ programs }: Pick<CheckedFile, 'programs'>): Plugin {
  return generatedModule('programs', programs.length === 0 ? null : moduleOf(programs));
}

function moduleOf(programs: readonly GeneratedRemap[]): string {
  const imports = new Map<string, string>();
  for (const { helpers } of programs.map(({ generated }) => generated)) {
    for (const { name, module } of helpers) imports.set(name, module);
  }
  const lines = [...imports].map(
    ([name, module]) => `import { ${name} } from './shared/transform/vrl/runtime/${module}.ts';`,
  );
  const tables = new Map<string, string>();
  const entries = programs.map(({ options, generated, facts }) => {
    const names = generated.helpers.map(({ name }) => name).join(', ');
    return `${JSON.stringify(programKey(options))}: {
  ...${JSON.stringify(facts)},
  runtime: { ${names} },
  create: (runtime) => {
${withSharedTables(generated.text, tables)}
  },
}`;
  });
  return `import { bundledPrograms } from './shared/pipeline/bundled-programs.ts';
${lines.join('\n')}
${[...tables].map(([data, name]) => `const ${name} = ${data};`).join('\n')}
export default bundledPrograms({
${entries.join(',\n')}
});
`;
}

/** An enrichment table in a generated program, on a line of its own. */
const tableLine = /^(const c\d+ = enrichmentTable\()(JSON\.parse\(.*\))(\);)$/gm;

/** A program without the rows of its tables: they stand once in a package, however many programs name them. */
function withSharedTables(text: string, tables: Map<string, string>): string {
  return text.replaceAll(tableLine, (_line, begin: string, data: string, end: string) => {
    const name = tables.get(data) ?? `table${tables.size + 1}`;
    tables.set(data, name);
    return `${begin}${name}${end}`;
  });
}
