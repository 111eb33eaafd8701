import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { checkedPipeline, type CheckedFile } from './check-pipeline.ts';
import { makePackage, type Package } from './package.ts';
import { refuseInFunction } from './refuse-in-function.ts';
import { type BuildOptions, readOptions, usage } from './options.ts';
import { deployedSize, kilobytes, type PackageSize, sizeOf } from './sizes.ts';
import { zipOf } from './zip.ts';

/**
 * `node build.mjs`: one pipeline file into the packages that are deployed.
 * @throws {SluiceError} CONFIG_INVALID, PIPELINE_UNREADABLE; nothing is written then
 */
export async function runBuild(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<void> {
  const options = readOptions(args);
  if (options === null) {
    say(usage.trimEnd());
    return;
  }
  const pipeline = await checkedPipeline(options.pipeline, env);
  const packages = packagesOf(options);
  if (packages.some(({ name }) => name === 'handler')) refuseInFunction(pipeline.model);
  for (const line of pipeline.asked.told) say(line);
  for (const { path, warnings } of pipeline.programs) {
    if (warnings !== '') say(`${path}:\n${warnings}`);
  }
  const sizes: PackageSize[] = [];
  for (const made of packages) {
    const size = await writePackage(made, pipeline, options, say);
    if (size !== null) sizes.push(size);
  }
  const file = join(options.out, 'sizes.json');
  // that of an earlier build is of other code
  if (!options.sizes) await rm(file, { force: true });
  else await writeFile(file, `${JSON.stringify({ packages: sizes }, null, 2)}\n`);
}

function packagesOf({ only, awsSdk }: BuildOptions): readonly Package[] {
  const all: Package[] = [
    { name: 'consumer', sdk: 'bundled' },
    { name: 'handler', sdk: awsSdk },
  ];
  return all.filter(({ name }) => only === null || only === name);
}

async function writePackage(
  made: Package,
  pipeline: CheckedFile,
  options: BuildOptions,
  say: (line: string) => void,
): Promise<PackageSize | null> {
  const out = resolve(options.out);
  const folder = join(out, made.name);
  const minified = await makePackage(made, pipeline, options);
  const size = options.sizes
    ? sizeOf(made, await makePackage(made, pipeline, { minify: false }), minified)
    : null;
  const { minifiedBytes, gzipBytes } = size ?? deployedSize(minified);
  const [file = ''] = minified.files.keys();
  await mkdir(folder, { recursive: true });
  // that of an earlier build is of other code
  await rm(join(folder, `${file}.map`), { force: true });
  for (const [name, bytes] of minified.files) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'meta.json'), JSON.stringify(minified.metafile));
  say(
    `${relative('', join(folder, file))}  ${kilobytes(minifiedBytes)}, ${kilobytes(gzipBytes)} with gzip`,
  );
  if (made.name === 'handler') {
    const zipped = options.sourcemapInZip ? [file, `${file}.map`] : [file];
    const zip = zipOf(new Map(zipped.map((name) => [name, minified.files.get(name)!])));
    await writeFile(join(out, 'handler.zip'), zip);
    const digest = createHash('sha256').update(zip).digest('base64');
    say(`${relative('', join(out, 'handler.zip'))}  ${kilobytes(zip.length)}, SHA-256 ${digest}`);
  }
  return size;
}
