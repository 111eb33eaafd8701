import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../local/run-tool.ts';
import { crane, findGoTool } from '../tools/go-tool.ts';
import { version } from '../../shared/version.ts';
import { appFiles, etcFiles, toolFiles, toolsFolder } from './app-files.ts';
import { debianComponent, imageBill, licenceList, nodeComponent } from './bill-of-materials.ts';
import { withImageBuilder } from './crane.ts';
import { debianLibraries } from './debian-libraries.ts';
import { imageConfig, type ImageSource } from './image-config.ts';
import { type LayerEntry, packLayer } from './layer.ts';
import { nodeModulesFor } from './node-modules.ts';
import type { ImageOptions } from './options.ts';
import type { Platform } from './platforms.ts';

const root = join(import.meta.dirname, '..', '..');

/** What one platform came to. */
export interface ImageSize {
  readonly platform: string;
  /** What is pulled. */
  readonly compressedBytes: number;
  readonly layers: readonly { readonly name: string; readonly compressedBytes: number }[];
}

/**
 * Writes `OUT/layout` (an OCI layout of all platforms), and beside it a bill of materials and the licences of each.
 * @throws {SluiceError} ENGINES_UNAVAILABLE (a tool or a download that is missing), and what a build throws
 */
export async function writeImage(
  { pipelines, out, platforms, tools }: ImageOptions,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<readonly ImageSize[]> {
  const program = await findGoTool(crane, say);
  const app = await appFiles(pipelines, env);
  const source = await sourceOf();
  const [first] = pipelines.keys();
  const command =
    first === undefined
      ? [`/${toolsFolder}/functions/cli/main.ts`, '--help']
      : [`/app/${first}/main.mjs`];
  await mkdir(out, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'sluice-image-'));
  try {
    return await withImageBuilder(program, async (builder) => {
      const sizes: ImageSize[] = [];
      for (const platform of platforms) {
        say(`${platform.name}: Debian's libraries, Node, and ${[...pipelines.keys()].join(', ')}`);
        const contents = await contentsOf(platform, app, tools, out);
        const packed = await packAll(contents, join(folder, platform.architecture));
        const paths = packed.map(({ path }) => path);
        await builder.add(platform, paths, imageConfig(platform, source, command));
        sizes.push({
          platform: platform.name,
          compressedBytes: packed.reduce((sum, { bytes }) => sum + bytes, 0),
          layers: packed.map(({ name, bytes }) => ({ name, compressedBytes: bytes })),
        });
      }
      await builder.writeLayout(join(out, 'layout'), source.version);
      return sizes;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The layers of a platform, lowest first: what changes least. */
async function contentsOf(
  platform: Platform,
  app: Awaited<ReturnType<typeof appFiles>>,
  tools: boolean,
  out: string,
): Promise<ReadonlyMap<string, readonly LayerEntry[]>> {
  const libraries = await debianLibraries(platform);
  const modules = await nodeModulesFor(platform);
  const node = join(modules, `node-linux-${platform.cpu}`);
  const bill = imageBill(app.bills, [
    ...libraries.packages.map((each) => debianComponent(each, platform.architecture)),
    nodeComponent(await versionOf(join(node, 'package.json'))),
  ]);
  const licences = licenceList(bill);
  await writeFile(
    join(out, `bom-${platform.architecture}.json`),
    `${JSON.stringify(bill, null, 2)}\n`,
  );
  await writeFile(join(out, `licences-${platform.architecture}.txt`), licences);
  const nodeFiles: LayerEntry[] = [
    { path: 'nodejs/bin/node', content: await readFile(join(node, 'bin/node')), executable: true },
    { path: 'nodejs/LICENSE', content: await readFile(join(node, 'LICENSE')) },
  ];
  const notice = { path: 'app/licences.txt', content: Buffer.from(licences) };
  return new Map<string, readonly LayerEntry[]>([
    ['libraries', [...libraries.entries, ...etcFiles]],
    ['node', nodeFiles],
    ...(tools ? [['tools', await toolFiles(modules)] as const] : []),
    ['app', [...app.entries, notice]],
  ]);
}

interface PackedLayer {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

async function packAll(
  contents: ReadonlyMap<string, readonly LayerEntry[]>,
  folder: string,
): Promise<readonly PackedLayer[]> {
  await mkdir(folder, { recursive: true });
  const packed: PackedLayer[] = [];
  for (const [name, entries] of contents) {
    const { bytes } = await packLayer(entries);
    const path = join(folder, `${name}.tar.gz`);
    await writeFile(path, bytes);
    packed.push({ name, path, bytes: bytes.length });
  }
  return packed;
}

async function versionOf(manifest: string): Promise<string> {
  return (JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string }).version;
}

async function sourceOf(): Promise<ImageSource> {
  const lines: string[] = [];
  const { exitCode } = await runTool('git', ['log', '-1', '--format=%H %ct'], {
    cwd: root,
    onLine: (line) => lines.push(line),
  });
  const [revision, seconds] = (lines[0] ?? '').split(' ');
  if (exitCode !== 0 || revision === undefined || seconds === undefined) {
    return { version, revision: null, createdAt: new Date(0) };
  }
  return { version, revision, createdAt: new Date(Number(seconds) * 1000) };
}
