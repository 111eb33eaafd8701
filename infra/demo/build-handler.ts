import { build } from 'esbuild';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Bundle } from './build-bundle.ts';

const root = join(import.meta.dirname, '..', '..');

/** Bundles a pipeline with the function that runs it, into `FOLDER/handler/index.mjs`; that of the brief by default. */
export async function buildHandler(
  folder: string,
  pipeline: string = 'pipelines/devices.ts',
): Promise<Bundle> {
  const path = join(folder, 'handler', 'index.mjs');
  await bundleFunction(join(root, 'functions/handler/main.ts'), path, resolve(root, pipeline));
  return { path, bytes: (await stat(path)).size };
}

/** @param pipeline null where the function has none */
export async function bundleFunction(
  entry: string,
  outfile: string,
  pipeline: string | null,
): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    alias: {
      sluice: join(root, 'shared/pipeline/api.ts'),
      ...(pipeline === null ? {} : { 'sluice:pipeline': pipeline }),
    },
    banner: {
      js: "import { createRequire as createRequireOfSluice } from 'node:module'; const require = createRequireOfSluice(import.meta.url);",
    },
  });
}
