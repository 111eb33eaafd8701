import { join } from 'node:path';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import { bundle } from './bundle.ts';
import type { CheckedFile } from './check-pipeline.ts';
import { columnsModule } from './columns-module.ts';
import { handlerModules, runtimeSdk } from './handler-modules.ts';
import { messagesModule } from './messages-module.ts';
import { programsModule } from './programs-module.ts';
import type { AwsSdk } from './options.ts';
import { unusedParts } from './unused-parts.ts';
import { vectorModule } from './vector-module.ts';

/** One of the programs that a pipeline is bundled with. */
export interface Package {
  readonly name: 'consumer' | 'handler';
  readonly sdk: AwsSdk;
}

const root = join(import.meta.dirname, '..', '..');
const entries = {
  consumer: { entry: 'functions/consumer/main.ts', file: 'main.mjs' },
  handler: { entry: 'functions/handler/main.ts', file: 'index.mjs' },
};

export interface PackageFiles {
  /** Their names and what is in them; the program is the first. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly program: Uint8Array;
  readonly metafile: Metafile;
}

/** Bundles the pipeline with a program, as it is deployed: minified, its licences beside it, nothing written yet. */
export async function makePackage(
  made: Package,
  pipeline: CheckedFile,
  { sourcemap = false, minify = true }: { sourcemap?: boolean; minify?: boolean } = {},
): Promise<PackageFiles> {
  const { entry, file } = entries[made.name];
  const options: BuildOptions = {
    entryPoints: [join(root, entry)],
    outfile: join(root, 'dist', made.name, file),
    write: false,
    minify,
    legalComments: 'external',
    sourcemap: sourcemap ? 'linked' : false,
    plugins: [
      ...(pipeline.vector === null ? [] : [vectorModule(pipeline.vector)]),
      columnsModule(pipeline),
      messagesModule(pipeline),
      programsModule(pipeline),
      unusedParts(pipeline.model, made.name),
      ...pluginsOf(made),
    ],
  };
  const subject = `the bundle '${made.name}'`;
  const { outputFiles, metafile } = await bundle(pipeline.path, options, {
    code: 'INTERNAL',
    subject,
  });
  const folder = `${join(root, 'dist', made.name)}/`;
  const found = outputFiles.map(({ path, contents }): [string, Uint8Array] => [
    path.slice(folder.length),
    contents,
  ]);
  const files = new Map(found.toSorted(([a], [b]) => Number(b === file) - Number(a === file)));
  return { files, program: files.get(file)!, metafile };
}

function pluginsOf({ name, sdk }: Package): Plugin[] {
  if (name === 'consumer') return [];
  return sdk === 'bundled' ? [handlerModules] : [handlerModules, runtimeSdk];
}
