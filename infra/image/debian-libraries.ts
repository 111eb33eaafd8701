import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { runTool } from '../local/run-tool.ts';
import { entriesOf, type LayerEntry } from './layer.ts';
import type { Platform } from './platforms.ts';

/** Node's binary links against these and nothing else; its time zones, ICU and root certificates are within it. */
const packageNames = ['libc6', 'libgcc-s1', 'libstdc++6'];
const neededFiles = [
  'libc.so.6',
  'libdl.so.2',
  'libm.so.6',
  'libpthread.so.0',
  'libgcc_s.so.1',
  'libstdc++.so.6',
  // names of hosts, where a release has them apart
  'libnss_dns.so.2',
  'libresolv.so.2',
];

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** Its stanza, as dpkg keeps it. */
  readonly control: string;
}

export interface DebianLibraries {
  readonly packages: readonly DebianPackage[];
  readonly entries: readonly LayerEntry[];
}

/**
 * The C and C++ libraries of the Debian that this machine installs from, for any architecture: apt verifies them by the
 * archive's signature. It works in a folder of its own, as any user, and leaves the machine's packages alone.
 *
 * The newest of the release, so an image that is built anew has its security fixes; the versions are in the bill of
 * materials, and in var/lib/dpkg/status.d, where scanners look.
 * @throws {SluiceError} ENGINES_UNAVAILABLE
 */
export async function debianLibraries({ architecture }: Platform): Promise<DebianLibraries> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-debian-'));
  try {
    const apt = await privateApt(folder, architecture);
    await apt(['update']);
    await apt(['download', ...packageNames]);
    await apt(['download', await licenceHolder(folder)]);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.deb')).toSorted();
    const packages: DebianPackage[] = [];
    const entries: LayerEntry[] = [];
    for (const file of files) {
      const unpacked = join(folder, file.replace(/\.deb$/, ''));
      await run('dpkg-deb', ['--extract', file, unpacked], folder);
      const found = await describe(join(folder, file));
      packages.push(found);
      entries.push(...(await entriesOf(unpacked, '', isWanted)), {
        path: `var/lib/dpkg/status.d/${found.name}`,
        content: Buffer.from(`${found.control.trimEnd()}\n`),
      });
    }
    const missing = neededFiles.filter((name) => !entries.some(({ path }) => path.endsWith(name)));
    if (missing.length > 0) throw unavailable(`its packages have no ${missing.join(', ')}`);
    return { packages, entries: [...entries, ...mergedFolders(entries)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Libraries and licences; not the character sets, audit modules, documents and helpers that come with them. */
export function isWanted(path: string): boolean {
  if (/\/(gconv|audit)\//.test(path)) return false;
  return /^(usr\/)?lib\d*\/.*\.so(\.|$)/.test(path) || /^usr\/share\/doc\/.*copyright$/.test(path);
}

/** Newer releases have everything below usr and links before it, which another package makes there. */
function mergedFolders(entries: readonly LayerEntry[]): readonly LayerEntry[] {
  const has = (start: string): boolean => entries.some(({ path }) => path.startsWith(start));
  return ['lib', 'lib64']
    .filter((folder) => has(`usr/${folder}/`) && !has(`${folder}/`))
    .map((folder) => ({ path: folder, link: `usr/${folder}` }));
}

/** The package with the licence of GCC's libraries, which is named after its version. */
async function licenceHolder(folder: string): Promise<string> {
  const file = (await readdir(folder)).find((name) => name.startsWith('libgcc-s1')) ?? '';
  const { control } = await describe(join(folder, file));
  const found = /\bgcc-\d+-base\b/.exec(control)?.[0];
  if (found === undefined) throw unavailable(`${file} does not say which package has its licence`);
  return found;
}

async function privateApt(
  folder: string,
  architecture: string,
): Promise<(args: readonly string[]) => Promise<void>> {
  const state = join(folder, 'apt');
  for (const each of ['lists/partial', 'archives/partial']) {
    await mkdir(join(state, each), { recursive: true });
  }
  await writeFile(join(state, 'status'), '');
  const settings = [
    `Dir::State=${state}`,
    `Dir::State::lists=${state}/lists`,
    `Dir::State::status=${state}/status`,
    `Dir::Cache=${state}`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures::=${architecture}`,
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    // for root it would be another user, who cannot write into this folder
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  return (args) => run('apt-get', ['-qq', ...settings, ...args], folder);
}

async function describe(file: string): Promise<DebianPackage> {
  const lines: string[] = [];
  const { exitCode } = await runTool('dpkg-deb', ['--field', file], {
    onLine: (line) => lines.push(line),
  });
  const field = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const [name, version] = [field('Package'), field('Version')];
  if (exitCode !== 0 || name === undefined || version === undefined) {
    throw unavailable(`dpkg-deb does not tell what ${file} is`);
  }
  return { name, version, control: lines.join('\n') };
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, missing, lastLines } = await runTool(command, args, { cwd });
  if (missing) throw unavailable(`there is no ${command}`);
  if (exitCode !== 0) throw unavailable(`${command} failed: ${lastLines.slice(-3).join(' / ')}`);
}

function unavailable(why: string): SluiceError {
  return new SluiceError(
    'ENGINES_UNAVAILABLE',
    `the image's C library is taken from Debian's packages: ${why}\nBuild it on Debian, or with Docker: docker buildx build -f infra/image/Containerfile .`,
  );
}
