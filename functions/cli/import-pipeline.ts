import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SluiceError } from '../../shared/errors.ts';

/**
 * Imports a pipeline file as it is; Node takes the types off.
 * @returns what it exports by default, not looked at
 * @throws {SluiceError} PIPELINE_UNREADABLE where it is missing, does not compile, fails while it loads, or exports nothing
 */
export async function importPipeline(file: string, cwd: string): Promise<unknown> {
  const path = resolve(cwd, file);
  const found = await stat(path).catch(() => null);
  if (found === null) throw unreadable(file, 'there is no such file');
  if (!found.isFile()) throw unreadable(file, 'it is a folder, not a file');
  if (!/\.[cm]?[jt]s$/.test(path)) {
    throw unreadable(
      file,
      'it ends neither in .ts or .js nor in .yaml, .toml or .json, so it is not taken for a pipeline',
    );
  }
  const module = await load(path, file);
  if (module.default === undefined || isEmptyFile(module)) {
    const others = Object.keys(module).filter((name) => !cjsNames.includes(name));
    const instead = others.length === 0 ? 'nothing' : others.join(', ');
    throw unreadable(
      file,
      `it exports ${instead}, but a pipeline is the default export: export default definePipeline({ … })`,
    );
  }
  return module.default;
}

const cjsNames: readonly string[] = ['default', 'module.exports'];

/** Node takes a file without import and export for CommonJS, which exports an empty object. */
function isEmptyFile(module: { readonly default?: unknown }): boolean {
  const { default: exported } = module;
  const isCommonJs = Object.hasOwn(module, 'module.exports');
  return (
    isCommonJs &&
    typeof exported === 'object' &&
    exported !== null &&
    Object.keys(exported).length === 0
  );
}

async function load(path: string, file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (thrown) {
    if (thrown instanceof SluiceError) throw thrown;
    // The message of a syntax error is in the reason already.
    throw unreadable(file, reasonOf(thrown), thrown instanceof SyntaxError ? undefined : thrown);
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'it throws something that is no error while it loads';
  if (thrown instanceof SyntaxError) {
    const place = placeOf(thrown);
    return `it does not compile${place}: ${thrown.message.split('\n')[0] ?? ''}`;
  }
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  if (code === 'ERR_MODULE_NOT_FOUND') return 'it imports what is not there';
  return 'it fails while it loads';
}

/** Node puts the place of a syntax error in the first line of the stack alone: `file:///…/devices.ts:12`. */
function placeOf(error: SyntaxError): string {
  const line = /^(?:file:\/\/)?\S*?:(\d+)$/m.exec(error.stack?.split('\n')[0] ?? '')?.[1];
  return line === undefined ? '' : ` at line ${line}`;
}

function unreadable(file: string, why: string, cause?: unknown): SluiceError {
  const message = `the pipeline file '${file}' cannot be used: ${why}`;
  return new SluiceError('PIPELINE_UNREADABLE', message, cause === undefined ? {} : { cause });
}
