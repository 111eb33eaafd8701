#!/usr/bin/env node
/**
 * Bundles a pipeline with the program that runs it: `node build.mjs --pipeline FILE --out DIR [--sourcemap]` checks the
 * pipeline and writes DIR/consumer/main.mjs, which needs nothing beside it but Node 22 or newer.
 */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, formatMessages } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Node ${process.versions.node} cannot read TypeScript; 22.18 or newer is needed. 'npm run build' brings its own.\n`,
  );
  process.exit(1);
}
const { SluiceError, describeError, toSluiceError } = await import('./shared/errors.ts');
const { readArguments } = await import('./functions/cli/arguments.ts');
const { checkPipeline } = await import('./shared/pipeline/load.ts');

/** What is made from a pipeline: one folder of DIR each. */
const targets = [{ name: 'consumer', entry: 'functions/consumer/main.ts' }];

const usage = `Usage: node build.mjs --pipeline FILE --out DIR [--sourcemap]

Checks the pipeline and bundles it with the program that runs it, into ${targets.map(({ name }) => `DIR/${name}/main.mjs`).join(', ')}.

  --pipeline FILE   the pipeline, a TypeScript or JavaScript file
  --out DIR         where to put the bundle; made where it is missing
  --sourcemap       write main.mjs.map too, for stack traces with lines (node --enable-source-maps)
  --help            print this
`;

/** What the bundles of all targets have in common. */
const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  logLevel: 'silent',
  metafile: true,
  // kafkajs and the SDK are CommonJS: without a require they end with 'Dynamic require of "node:https" is not supported'.
  banner: {
    js: "import { createRequire as createRequireOfSluice } from 'node:module'; const require = createRequireOfSluice(import.meta.url);",
  },
};

/** Names that stand for files: exactly these, not what lies below them. */
const files = {
  sluice: join(root, 'shared/pipeline/api.ts'),
  // Its own entry looks for a .wasm file beside itself, which a bundle does not have.
  '@platformatic/wasm-utils': join(root, 'node_modules/@platformatic/wasm-utils/dist/bundled.js'),
};

/** Puts files in the place of names, among them the pipeline in that of `sluice:pipeline`. */
function resolvePlugin(pipeline) {
  return {
    name: 'resolve',
    setup: ({ onResolve }) => {
      const known = new Map(Object.entries({ ...files, 'sluice:pipeline': pipeline }));
      const filter = /^(?:sluice|sluice:pipeline|@platformatic\/wasm-utils)$/;
      onResolve({ filter }, ({ path }) => ({ path: known.get(path) }));
    },
  };
}

/** What is used of @platformatic/kafka, and the file that names it. */
const kafkaLibrary = join(root, 'functions/consumer/kafka/platformatic/library.ts');
const kafkaModules = dirname(fileURLToPath(import.meta.resolve('@platformatic/kafka')));

/**
 * Bundles that file by itself before the rest: its modules do nothing when they are loaded, but do not say so, and
 * where a library is loaded on demand, esbuild keeps all of it. That makes 670 kB 230 kB.
 */
const kafkaLibraryPlugin = {
  name: 'kafka-library',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]platformatic[\\/]library\.ts$/ }, async ({ path }) => {
      if (path !== kafkaLibrary) return undefined;
      const { outputFiles } = await build({
        ...common,
        banner: {},
        entryPoints: [path],
        write: false,
        external: ['@platformatic/wasm-utils'],
        plugins: [{ name: 'used-modules', setup: onlyUsedModules }],
      });
      return { contents: outputFiles[0].text, loader: 'js', resolveDir: dirname(path) };
    });
  },
};

function onlyUsedModules({ onResolve }) {
  onResolve({ filter: /^@platformatic\/kafka$/ }, () => ({
    path: join(kafkaModules, 'index.js'),
    sideEffects: false,
  }));
  onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, resolveDir }) =>
    resolveDir.startsWith(kafkaModules)
      ? { path: join(resolveDir, path), sideEffects: false }
      : undefined,
  );
}

/** Runs esbuild; what does not compile becomes one error with the place of each fault. */
async function bundle(options, pipeline, code, subject) {
  try {
    return await build({
      ...common,
      plugins: [resolvePlugin(pipeline), kafkaLibraryPlugin],
      ...options,
    });
  } catch (thrown) {
    if (!Array.isArray(thrown?.errors)) throw thrown;
    const messages = await formatMessages(thrown.errors, { kind: 'error', color: false });
    throw new SluiceError(code, `${subject} does not compile:\n${messages.join('').trimEnd()}`);
  }
}

/** Finds the pipeline file. */
async function findPipeline(file) {
  const path = resolve(file);
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) {
    const why = found === null ? 'there is no such file' : 'it is a folder, not a file';
    throw new SluiceError('PIPELINE_UNREADABLE', `the pipeline file '${file}': ${why}`);
  }
  return path;
}

/** Loads the pipeline once, so that a wrong one is refused here and not when it is deployed. */
async function check(path, file) {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-build-'));
  try {
    const outfile = join(folder, `${basename(path).replace(/\.\w+$/, '')}.mjs`);
    const subject = `the pipeline file '${file}'`;
    const { metafile } = await bundle(
      { entryPoints: [path], outfile },
      path,
      'PIPELINE_UNREADABLE',
      subject,
    );
    const exported = Object.values(metafile.outputs).flatMap((output) => output.exports);
    if (!exported.includes('default')) {
      const instead = exported.length === 0 ? 'nothing' : exported.join(', ');
      throw new SluiceError(
        'PIPELINE_UNREADABLE',
        `${subject} exports ${instead}, but a pipeline is the default export: export default definePipeline({ … })`,
      );
    }
    const loaded = await import(pathToFileURL(outfile).href).catch((cause) => {
      throw new SluiceError('PIPELINE_UNREADABLE', `${subject} fails while it loads`, { cause });
    });
    checkPipeline(loaded.default, process.env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bundles one target and says how large it came out. */
async function makeTarget({ name, entry }, pipeline, out, sourcemap) {
  const outfile = join(out, name, 'main.mjs');
  const { metafile } = await bundle(
    {
      entryPoints: [join(root, entry)],
      outfile,
      minify: true,
      legalComments: 'external',
      sourcemap: sourcemap ? 'linked' : false,
    },
    pipeline,
    'INTERNAL',
    `the bundle '${name}'`,
  );
  await writeFile(join(out, name, 'meta.json'), JSON.stringify(metafile));
  const code = await readFile(outfile);
  const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
  process.stdout.write(
    `${relative('', outfile)}  ${kilobytes(code.length)}, ${kilobytes(gzipSync(code).length)} with gzip\n`,
  );
}

async function main() {
  const { values } = readArguments(
    process.argv.slice(2),
    { pipeline: 'string', out: 'string', sourcemap: 'boolean' },
    [],
  );
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  for (const name of ['pipeline', 'out']) {
    if (values[name] === undefined) {
      throw new SluiceError('CONFIG_INVALID', `--${name} is missing; see node build.mjs --help`);
    }
  }
  const pipeline = await findPipeline(values.pipeline);
  await check(pipeline, values.pipeline);
  for (const target of targets) {
    await makeTarget(target, pipeline, resolve(values.out), values.sourcemap === true);
  }
}

await main().catch((thrown) => {
  const error = toSluiceError(thrown);
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = error.exitCode;
});
