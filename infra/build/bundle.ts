import { join } from 'node:path';
import {
  build,
  type BuildOptions,
  type BuildResult,
  formatMessages,
  type Metafile,
  type OutputFile,
} from 'esbuild';
import { SluiceError, type ErrorCode } from '../../shared/errors.ts';
import { kafkaLibrary } from './kafka-library.ts';
import { leanSdk } from './lean-sdk.ts';
import { threadCode } from './thread-code.ts';
import { namedFiles } from './named-files.ts';

const root = join(import.meta.dirname, '..', '..');

/** The first thing that a bundle does: on an older Node it would end with a line of all its code, or later. */
const nodeCheck = `
const [majorOfNode, minorOfNode] = process.versions.node.split('.').map(Number);
if (majorOfNode < 22 || (majorOfNode === 22 && minorOfNode < 18)) {
  console.error('NODE_TOO_OLD: got Node ' + process.versions.node + '; Sluice needs 22.18 or newer: take the image of a newer Node, or the nodejs24.x runtime');
  process.exit(78);
}`;

/** What all bundles have in common. Paths in them are told from the project's folder, wherever that is. */
const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  logLevel: 'silent',
  metafile: true,
  // kafkajs and the SDK are CommonJS: without a require they end with 'Dynamic require of "node:https" is not supported'.
  banner: {
    js:
      "import { createRequire as createRequireOfSluice } from 'node:module'; const require = createRequireOfSluice(import.meta.url);" +
      nodeCheck,
  },
};

export interface Bundled {
  /** Empty where they were written. */
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/**
 * Bundles a file for Node, with the pipeline in the place of `sluice:pipeline`.
 * @throws {SluiceError} `code`, with the place of each fault where `subject` does not compile
 */
export async function bundle(
  pipeline: string,
  options: BuildOptions,
  { code, subject }: { readonly code: ErrorCode; readonly subject: string },
): Promise<Bundled> {
  const plugins = [
    // first: what a caller says of a module counts
    ...(options.plugins ?? []),
    namedFiles(pipeline),
    kafkaLibrary(common),
    threadCode(common),
    leanSdk,
  ];
  try {
    const { outputFiles = [], metafile } = await build({ ...common, ...options, plugins });
    return { outputFiles, metafile: metafile! };
  } catch (thrown) {
    const { errors } = thrown as Partial<BuildResult>;
    if (!Array.isArray(errors)) throw thrown;
    const messages = await formatMessages(errors, { kind: 'error', color: false });
    throw new SluiceError(code, `${subject} does not compile:\n${messages.join('').trimEnd()}`);
  }
}
