/** Runs the tests that lie beside the pipelines, in pipelines/, so that `npm test` has them all. */
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../pipelines/', import.meta.url);

for (const path of globSync('**/*.test.ts', { cwd: fileURLToPath(folder) })) {
  await import(new URL(path, folder).href);
}
