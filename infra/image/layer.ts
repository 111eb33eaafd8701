import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** Who the process in the image is: the number that distroless images have, too. */
export const imageUser = 65532;

/** What a layer holds, by path without a slash before it. */
export type LayerEntry =
  | {
      readonly path: string;
      readonly content: Uint8Array;
      /** It can be started. */
      readonly executable?: boolean;
    }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly folder: 'plain' | 'owned' | 'temporary' };

export interface Layer {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** The same entries give the same bytes: order, owner, mode and time are ours, not those of the machine that packs. */
export async function packLayer(entries: readonly LayerEntry[]): Promise<Layer> {
  const archive = pack();
  const collected = buffer(archive);
  const known = new Map(entries.map((entry) => [entry.path, entry]));
  for (const path of entries.flatMap((entry) => foldersAbove(entry.path))) {
    if (!known.has(path)) known.set(path, { path, folder: 'plain' });
  }
  for (const path of [...known.keys()].toSorted()) addEntry(archive, known.get(path)!);
  archive.finalize();
  const bytes = await promisify(gzip)(await collected, { level: 6 });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const folderModes = { plain: 0o755, owned: 0o750, temporary: 0o1777 };
const common = { uid: 0, gid: 0, uname: '', gname: '', mtime: new Date(0) };

function addEntry(archive: ReturnType<typeof pack>, entry: LayerEntry): void {
  const { path } = entry;
  if ('content' in entry) {
    const mode = entry.executable === true ? 0o755 : 0o644;
    archive.entry({ ...common, name: path, mode }, Buffer.from(entry.content));
  } else if ('link' in entry) {
    archive.entry({ ...common, name: path, mode: 0o777, type: 'symlink', linkname: entry.link });
  } else {
    const owner = entry.folder === 'owned' ? { uid: imageUser, gid: imageUser } : {};
    const mode = folderModes[entry.folder];
    archive.entry({ ...common, ...owner, name: `${path}/`, mode, type: 'directory' });
  }
}

function foldersAbove(path: string): readonly string[] {
  const above = posix.dirname(path);
  return above === '.' ? [] : [above, ...foldersAbove(above)];
}

/** Files and links of a folder of this machine, under `path` in the image. */
export async function entriesOf(
  folder: string,
  path: string,
  isWanted: (path: string) => boolean = () => true,
): Promise<LayerEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries: LayerEntry[] = [];
  for (const each of found) {
    const from = join(each.parentPath, each.name);
    const name = from.slice(folder.length + 1);
    if (!isWanted(name)) continue;
    const at = posix.join(path, name);
    if (each.isSymbolicLink()) entries.push({ path: at, link: await readlink(from) });
    else if (each.isFile()) entries.push({ path: at, ...(await contentOf(from)) });
  }
  return entries;
}

async function contentOf(path: string): Promise<{ content: Uint8Array; executable: boolean }> {
  const content = await readFile(path);
  // shared objects and programs; what a package marks as executable besides is a script, and nothing here runs one
  return { content, executable: content.subarray(0, 4).toString('latin1') === '\u007fELF' };
}
