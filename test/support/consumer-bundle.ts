import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withLock } from '../../infra/local/lock-file.ts';
import { runTool } from '../../infra/local/run-tool.ts';

/** Names the folder that run.ts keeps bundles in for all test files of a run. */
export const bundlesVariable = 'SLUICE_TEST_BUNDLES';

const root = join(import.meta.dirname, '..', '..');
const bundles = new Map<string, Promise<string>>();

/**
 * Builds the bundle as a user would: once for this test file, into `ownFolder`, or, of this checkout, once for all files of
 * a run.
 * @returns the path of main.mjs
 */
export async function consumerBundle(
  pipeline: string,
  sources: string,
  ownFolder: string,
): Promise<string> {
  const id = `${sources}:${pipeline}`;
  let bundle = bundles.get(id);
  if (bundle === undefined) {
    const shared = process.env[bundlesVariable];
    bundle =
      sources === root && shared !== undefined
        ? buildShared(pipeline, join(shared, basename(pipeline)))
        : build(join(sources, pipeline), join(ownFolder, String(bundles.size)), sources);
    bundles.set(id, bundle);
  }
  return bundle;
}

/** Several test files want it at the same time. */
async function buildShared(pipeline: string, out: string): Promise<string> {
  return withLock(`${out}.lock`, { timeoutMs: 60_000 }, async () => {
    const main = join(out, 'consumer', 'main.mjs');
    if (existsSync(main)) return main;
    // in its place only when it is whole: whoever builds it may be killed
    const half = `${out}.${process.pid}`;
    await build(join(root, pipeline), half, root);
    await rename(half, out);
    return main;
  });
}

async function build(pipeline: string, out: string, sources: string): Promise<string> {
  const only = ['--only', 'consumer', '--no-sizes'];
  const args = [join(sources, 'build.mjs'), '--pipeline', pipeline, '--out', out, ...only];
  const result = await runTool(process.execPath, args);
  if (result.exitCode !== 0) throw new Error(`build.mjs failed:\n${result.lastLines.join('\n')}`);
  return join(out, 'consumer', 'main.mjs');
}
