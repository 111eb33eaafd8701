import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedPipeline } from '../build/check-pipeline.ts';
import { makePackage } from '../build/package.ts';
import { type Bill, bundleBill } from './bill-of-materials.ts';
import { dataFolder } from './image-config.ts';
import { entriesOf, type LayerEntry } from './layer.ts';

const root = join(import.meta.dirname, '..', '..');

export interface AppFiles {
  readonly entries: readonly LayerEntry[];
  readonly bills: readonly Bill[];
}

/** The pipelines' bundles, which are the same for every platform, and the folders that the process may write into. */
export async function appFiles(
  pipelines: ReadonlyMap<string, string>,
  env: NodeJS.ProcessEnv,
): Promise<AppFiles> {
  const entries: LayerEntry[] = [
    await ownFile('health.mjs'),
    await ownFile('rack-id.mjs'),
    { path: dataFolder.slice(1), folder: 'owned' },
    { path: 'tmp', folder: 'temporary' },
    // what a runtime mounts, where the root is read-only already
    ...['proc', 'sys', 'dev'].map((path): LayerEntry => ({ path, folder: 'plain' })),
  ];
  const bills: Bill[] = [];
  for (const [name, file] of pipelines) {
    const checked = await checkedPipeline(file, env);
    const { files, metafile } = await makePackage({ name: 'consumer', sdk: 'bundled' }, checked);
    for (const [path, content] of files) entries.push({ path: `app/${name}/${path}`, content });
    bills.push(await bundleBill(metafile));
  }
  return { entries, bills };
}

async function ownFile(name: string): Promise<LayerEntry> {
  return { path: `app/${name}`, content: await readFile(join(import.meta.dirname, name)) };
}

/** Who the process is, and how names of hosts are looked up. */
export const etcFiles: readonly LayerEntry[] = [
  text('etc/passwd', 'root:x:0:0:root:/:/none\nsluice:x:65532:65532:sluice:/var/lib/sluice:/none'),
  text('etc/group', 'root:x:0:\nsluice:x:65532:'),
  text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns'),
];

function text(path: string, content: string): LayerEntry {
  return { path, content: Buffer.from(`${content}\n`) };
}

/** Where the image has the checkout that builds mounted pipelines. */
export const toolsFolder = 'opt/sluice';

/** Sources and modules with which a mounted pipeline is checked and bundled: `sluice`, and build.mjs. */
export async function toolFiles(modules: string): Promise<readonly LayerEntry[]> {
  const entries: LayerEntry[] = [];
  for (const folder of ['functions', 'shared', 'infra/build', 'infra/local', 'infra/compare']) {
    entries.push(...(await entriesOf(join(root, folder), `${toolsFolder}/${folder}`)));
  }
  for (const file of ['package.json', 'build.mjs', 'tsconfig.json']) {
    entries.push({ path: `${toolsFolder}/${file}`, content: await readFile(join(root, file)) });
  }
  entries.push(...(await entriesOf(modules, `${toolsFolder}/node_modules`, isNeededModule)));
  return entries;
}

/** Node is in a layer of its own; types, maps and documents do nothing at run time. */
function isNeededModule(path: string): boolean {
  if (/^(\.bin|node-linux-\w+|@types)\//.test(path)) return false;
  return !/\.(d\.[cm]?ts|map|md)$/i.test(path);
}
