import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../../shared/errors.ts';
import { findJava } from '../../local/java-runtime.ts';
import { withLock } from '../../local/lock-file.ts';
import { sha256Of } from '../../local/locked-jars.ts';
import { runTool } from '../../local/run-tool.ts';
import { engineCache } from '../../local/toolchain.ts';

/** The newest whose server Maven Central has as an archive. */
const version = '476';
const oldestJava = 24;
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';

const archives = [
  {
    artifact: `io.trino:trino-server-core:${version}:tar.gz`,
    file: `trino-server-core-${version}.tar.gz`,
    sha256: '0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158',
  },
  {
    artifact: `io.trino:trino-hive:${version}:zip`,
    file: `trino-hive-${version}.zip`,
    sha256: '611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e',
  },
];

export interface Trino {
  /** The `java` that runs it. */
  readonly java: string;
  /** With `lib` and `plugin`. */
  readonly folder: string;
}

const folder = join(engineCache(), `trino-${version}`);

export async function hasTrino(): Promise<boolean> {
  return (await stat(folder).catch(() => null)) !== null;
}

/**
 * Trino's server with its Hive connector, out of the user's cache, or from Maven Central (450 MB; 950 MB on disk).
 * @throws {SluiceError} ENGINES_UNAVAILABLE saying what to install
 */
export async function fetchTrino(say: (line: string) => void): Promise<Trino> {
  const output = { write: (text: string) => say(text.trimEnd()) };
  const java = await findJava(engineCache(), output, oldestJava);
  const fault = await withLock(`${folder}.lock`, { timeoutMs: 3_600_000 }, async () =>
    (await hasTrino()) ? null : install(say),
  );
  if (fault === null) return { java: java.executable, folder };
  throw new SluiceError(
    'ENGINES_UNAVAILABLE',
    `Trino ${version} could not be had: ${fault}\nInstall Maven (Debian: apt-get install maven) and Python 3; Maven Central has to be reachable.`,
  );
}

/** Null: it is there. Otherwise why not. */
async function install(say: (line: string) => void): Promise<string | null> {
  say(`getting Trino ${version} from Maven Central, once: 450 MB`);
  const half = `${folder}.${randomUUID()}`;
  await mkdir(half, { recursive: true });
  const [server, hive] = archives.map(({ file }) => join(half, file));
  try {
    for (const { artifact, file, sha256 } of archives) {
      const args = ['-B', '-q', plugin, `-Dartifact=${artifact}`, `-DoutputDirectory=${half}`];
      const { exitCode, missing, lastLines } = await runTool('mvn', args);
      if (missing) return 'there is no mvn on the path';
      if (exitCode !== 0) return `mvn: ${lastLines.slice(-3).join(' / ')}`;
      const got = await sha256Of(join(half, file));
      if (got !== sha256) return `${file} has sha256 ${got}, and not ${sha256}`;
    }
    const steps: readonly (readonly [string, ...string[]])[] = [
      ['tar', '-xzf', server!, '--strip-components=1', '-C', half],
      ['python3', '-m', 'zipfile', '-e', hive!, join(half, 'plugin')],
    ];
    for (const [program, ...args] of steps) {
      const { exitCode, missing, lastLines } = await runTool(program, args);
      if (missing) return `there is no ${program} on the path`;
      if (exitCode !== 0) return `${program}: ${lastLines.at(-1)}`;
    }
    for (const archive of [server!, hive!]) await rm(archive);
    await rename(half, folder);
    return null;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
