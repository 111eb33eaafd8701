import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import { withLock } from '../../local/lock-file.ts';
import { runTool } from '../../local/run-tool.ts';
import { engineCache } from '../../local/toolchain.ts';

/** As in server/go.mod. */
const version = 'v1.36.3';
const sources = join(import.meta.dirname, 'server');
const versionOf = 'k8s.io/component-base/version.git';
/** Packages of Go that are compiled, about: for what is said meanwhile. */
const packages = 1700;

/**
 * kube-apiserver, and etcd where its first word is `etcd`: built from their sources once per user, as neither is published
 * in a form that npm, PyPI or Maven have.
 * @returns the program's path
 * @throws {SluiceError} ENGINES_UNAVAILABLE without Go, or where it does not build
 */
export async function kubeServer(say: (line: string) => void): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go'])
    hash.update(await readFile(join(sources, file)));
  const name = `kube-${version}-${hash.digest('hex').slice(0, 12)}`;
  const folder = join(engineCache(), 'go', name);
  const program = join(folder, 'kube');
  const isThere = async (): Promise<boolean> => (await stat(program).catch(() => null)) !== null;
  if (await isThere()) return program;
  const fault = await withLock(`${folder}.lock`, { timeoutMs: 3_600_000 }, async () =>
    (await isThere()) ? null : build(folder, say),
  );
  if (fault === null) return program;
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `kube-apiserver and etcd are built from their sources: ${fault}\nInstall Go 1.26 or newer (go.dev/dl); npm run infra:check -- API builds them and runs this step alone.`,
  );
}

/** Null: it is there. Otherwise why not. */
async function build(folder: string, say: (line: string) => void): Promise<string | null> {
  if ((await runTool('go', ['version'])).missing) return 'there is no go on the path';
  say(
    `building kube-apiserver ${version} and etcd with Go, once: a quarter of an hour on two cores`,
  );
  const half = `${folder}.${randomUUID()}`;
  await mkdir(half, { recursive: true });
  try {
    const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
    const variables = { Version: version, Major: major, Minor: minor };
    const flags = Object.entries(variables).map(
      ([name, value]) => `-X ${versionOf}${name}=${value}`,
    );
    let done = 0;
    const { exitCode, lastLines } = await runTool(
      'go',
      [
        'build',
        '-v',
        '-trimpath',
        '-ldflags',
        `-s -w ${flags.join(' ')}`,
        '-o',
        join(half, 'kube'),
        '.',
      ],
      {
        cwd: sources,
        env: { ...process.env, CGO_ENABLED: '0' },
        onLine: () => {
          done++;
          if (done % 250 === 0) say(`${done} of about ${packages} packages`);
        },
      },
    );
    if (exitCode !== 0) return lastLines.slice(-3).join(' / ');
    await rename(half, folder);
    return null;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
