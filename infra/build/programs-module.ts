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
  const entries = programs.map(({ options, generated, facts }) => {
    const names = generated.helpers.map(({ name }) => name).join(', ');
    return `${JSON.stringify(programKey(options))}: {
  ...${JSON.stringify(facts)},
  runtime: { ${names} },
  create: (runtime) => {
${generated.text}
  },
}`;
  });
  return `import { bundledPrograms } from './shared/pipeline/bundled-programs.ts';
${lines.join('\n')}
export default bundledPrograms({
${entries.join(',\n')}
});
`;
}
