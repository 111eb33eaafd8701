import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SluiceError } from '../../shared/errors.ts';
import type { ConfigFile } from '../../shared/vector/read-vector.ts';
import { isVectorFile } from '../../shared/vector/text/read-file.ts';

/** Folders whose files are components, each named after its file. */
const kinds = ['sources', 'transforms', 'sinks', 'enrichment_tables'] as const;

/** Whether what a command was given names configurations of Vector's: a file, several with commas between, or a folder. */
export function namesVectorFiles(given: string, cwd: string): boolean {
  if (given.split(',').every((name) => isVectorFile(name))) return true;
  const folder = resolve(cwd, given);
  return [folder, ...kinds.map((kind) => resolve(folder, kind))].some(
    (one) => namesIn(one).length > 0,
  );
}

/**
 * Reads them, in the order of their names.
 * @throws {SluiceError} PIPELINE_UNREADABLE
 */
export function readVectorFiles(given: string, cwd: string): readonly ConfigFile[] {
  return given.split(',').flatMap((name) => {
    const found = statSync(resolve(cwd, name), { throwIfNoEntry: false });
    return found?.isDirectory() === true ? configsIn(name, cwd) : [readConfig(name, cwd, null)];
  });
}

/** The files of a folder as Vector's `--config-dir` takes them. */
function configsIn(folder: string, cwd: string): readonly ConfigFile[] {
  const top = namesIn(resolve(cwd, folder)).map((name) =>
    readConfig(join(folder, name), cwd, null),
  );
  const components = kinds.flatMap((kind) =>
    namesIn(resolve(cwd, folder, kind)).map((name) =>
      readConfig(join(folder, kind, name), cwd, { kind, name: name.replace(/\.\w+$/, '') }),
    ),
  );
  return [...top, ...components];
}

function namesIn(folder: string): readonly string[] {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true ? readdirSync(folder).filter(isVectorFile).toSorted() : [];
}

function readConfig(name: string, cwd: string, component: ConfigFile['component']): ConfigFile {
  try {
    return { name, text: readFileSync(resolve(cwd, name), 'utf8'), component };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : `it cannot be read (${code ?? 'unknown cause'})`;
    throw new SluiceError(
      'PIPELINE_UNREADABLE',
      `the pipeline file '${name}' cannot be used: ${why}`,
    );
  }
}
