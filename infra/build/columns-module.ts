import type { Plugin } from 'esbuild';
import type { CheckedFile } from './check-pipeline.ts';
import { generatedModule } from './generated-module.ts';

/** Puts the columns that registries told in the place of `sluice:columns`, so that a package asks nobody. */
export function columnsModule({ asked: { columns } }: Pick<CheckedFile, 'asked'>): Plugin {
  const isEmpty = Object.keys(columns).length === 0;
  return generatedModule('columns', isEmpty ? null : moduleOf(columns));
}

function moduleOf(columns: CheckedFile['asked']['columns']): string {
  return `import { bundledColumns } from './shared/pipeline/columns/find-columns.ts';
export default bundledColumns(${JSON.stringify(columns)});
`;
}
