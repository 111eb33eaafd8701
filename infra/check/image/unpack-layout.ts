import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import { runTool } from '../../local/run-tool.ts';

interface Descriptor {
  readonly digest: string;
  readonly platform?: { readonly architecture: string };
}

/** What a runtime needs of an image's configuration. */
export interface ImageRun {
  readonly root: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly health: readonly string[];
}

/** Lays the layers of an OCI layout on each other, as a container runtime does. */
export async function unpackLayout(
  layout: string,
  architecture: string,
  root: string,
): Promise<ImageRun> {
  const blob = ({ digest }: Descriptor): string => join(layout, 'blobs', digest.replace(':', '/'));
  const read = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;
  const top = await read<Index>(join(layout, 'index.json'));
  const index = await read<Index>(blob(top.manifests[0]!));
  const found = index.manifests.find(({ platform }) => platform?.architecture === architecture);
  if (found === undefined) {
    throw new SluiceError('INTERNAL', `the layout ${layout} has no image for ${architecture}`);
  }
  const manifest = await read<Manifest>(blob(found));
  await mkdir(root, { recursive: true });
  await chmod(root, 0o755);
  for (const layer of manifest.layers) {
    const tar = await runTool('tar', ['-xzpf', blob(layer), '-C', root]);
    if (tar.exitCode !== 0) throw new SluiceError('INTERNAL', `tar: ${tar.lastLines.at(-1)}`);
  }
  const { config } = await read<Configuration>(blob(manifest.config));
  return {
    root,
    user: config.User,
    env: config.Env,
    entrypoint: config.Entrypoint,
    command: config.Cmd,
    health: config.Healthcheck.Test.slice(1),
  };
}

interface Index {
  readonly manifests: readonly Descriptor[];
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

interface Configuration {
  readonly config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Entrypoint: readonly string[];
    readonly Cmd: readonly string[];
    readonly Healthcheck: { readonly Test: readonly string[] };
  };
}
