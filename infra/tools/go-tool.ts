import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { withLock } from '../local/lock-file.ts';
import { runTool } from '../local/run-tool.ts';
import { engineCache } from '../local/toolchain.ts';

/** A program that is had by `go install`. */
export interface GoTool {
  readonly name: string;
  /** The package of its main function. */
  readonly from: string;
  /** As Go writes it: `v1.2.3`. The module's checksum is verified by Go itself. */
  readonly version: string;
  /** What to say where there is neither Go nor the program. */
  readonly otherwise: string;
  /** Any version does, and building it takes minutes: one that is on the path is taken. */
  readonly anyVersion?: boolean;
}

export const crane: GoTool = {
  name: 'crane',
  from: 'github.com/google/go-containerregistry/cmd/crane',
  version: 'v0.22.1',
  otherwise: 'brew install crane',
};

export const helm: GoTool = {
  name: 'helm',
  from: 'helm.sh/helm/v3/cmd/helm',
  version: 'v3.22.0',
  otherwise: 'brew install helm@3',
};

export const promtool: GoTool = {
  name: 'promtool',
  from: 'github.com/prometheus/prometheus/cmd/promtool',
  version: 'v0.316.0',
  otherwise: 'apt-get install prometheus, or brew install prometheus',
  anyVersion: true,
};

/**
 * The program's path: built once per user into the cache, so that everybody has the same version; where there is no Go,
 * the one on the path.
 * @throws {SluiceError} ENGINES_UNAVAILABLE saying what to install
 */
export async function findGoTool(tool: GoTool, say: (line: string) => void): Promise<string> {
  const folder = join(engineCache(), 'go', `${tool.name}-${tool.version}`);
  const program = join(folder, tool.name);
  const isThere = async (): Promise<boolean> => (await stat(program).catch(() => null)) !== null;
  if (await isThere()) return program;
  const isOnPath = async (): Promise<boolean> => !(await runTool(tool.name, ['--help'])).missing;
  if (tool.anyVersion === true && (await isOnPath())) return tool.name;
  const fault = await withLock(`${folder}.lock`, { timeoutMs: 1_200_000 }, async () =>
    (await isThere()) ? null : build(tool, folder, say),
  );
  if (fault === null) return program;
  if (await isOnPath()) return tool.name;
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    [
      `${tool.name} is needed, is not on the path, and could not be built: ${fault}`,
      `Install Go 1.25 or newer (go.dev/dl) and start again, or the program itself: ${tool.otherwise}`,
    ].join('\n'),
  );
}

/** Null: it is there. Otherwise why not. */
async function build(
  { name, from, version }: GoTool,
  folder: string,
  say: (line: string) => void,
): Promise<string | null> {
  const half = `${folder}.${randomUUID()}`;
  await mkdir(half, { recursive: true });
  try {
    if ((await runTool('go', ['version'])).missing) return 'there is no go on the path';
    say(`building ${name} ${version} with Go, once`);
    const env = { ...process.env, GOBIN: half, CGO_ENABLED: '0' };
    const args = ['install', '-ldflags', '-s -w', `${from}@${version}`];
    const { exitCode, lastLines } = await runTool('go', args, { env });
    if (exitCode !== 0) return lastLines.slice(-3).join(' / ');
    await rename(half, folder);
    return null;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
