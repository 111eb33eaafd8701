import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import { lockPath, programs, sha256Of } from './locked-jars.ts';
import { runTool } from './run-tool.ts';

/**
 * Writes `jars.lock` anew from the two pom files: `npm run engines -- lock`, for whoever raises a version. It downloads
 * into an empty repository, so that what is locked is what Maven Central serves and not what lay around.
 */
export async function lockJars(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-lock-'));
  const lines: string[] = [];
  try {
    for (const program of programs) {
      const output = join(folder, program);
      const maven = await runTool('mvn', [
        '-B',
        '-q',
        `-Dmaven.repo.local=${join(folder, 'repository')}`,
        '-f',
        join(import.meta.dirname, `${program}.pom.xml`),
        'dependency:copy-dependencies',
        '-Dmdep.useRepositoryLayout=true',
        `-DoutputDirectory=${output}`,
      ]);
      if (maven.exitCode !== 0) {
        throw new SluiceError(
          'ENGINES_UNAVAILABLE',
          `Maven could not resolve ${program}.pom.xml:\n  ${maven.lastLines.join('\n  ')}`,
        );
      }
      for (const path of (await readdir(output, { recursive: true })).toSorted()) {
        if (!path.endsWith('.jar')) continue;
        const version = dirname(path);
        const artifact = dirname(version);
        const group = dirname(artifact).replaceAll('/', '.');
        const { size } = await stat(join(output, path));
        const coordinates = `${group}:${basename(artifact)}:${basename(version)}`;
        lines.push(`${program} ${coordinates} ${await sha256Of(join(output, path))} ${size}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const remark =
    '# Every jar of the local engines: program, coordinates, sha256, bytes. Made by `npm run engines -- lock`.';
  await writeFile(lockPath, [remark, ...lines, ''].join('\n'));
  return lines.length;
}
