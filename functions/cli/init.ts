import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SluiceError } from '../../shared/errors.ts';
import { readArguments, usageError } from './arguments.ts';
import type { Command } from './command.ts';

const usage = `Usage: sluice init [DIR] [--name NAME]

Writes a first pipeline NAME.ts into DIR, with its test and a few sample events, and says what to do next. Nothing is
overwritten.

  DIR           where to put it; default: pipelines
  --name NAME   names the pipeline and its files: a-z 0-9 _ -; default: my-pipeline
`;

const placeholder = 'my-pipeline';
const endings = ['.ts', '.test.ts', '.sample.ndjson'] as const;
const templates = fileURLToPath(new URL('templates/', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** `sluice init`: a first pipeline to change. */
export const init: Command = {
  name: 'init',
  summary: 'write a first pipeline with its test',
  usage,
  run: async (args, { cwd, out }) => {
    const { values, words } = readArguments(args, { name: 'string' }, ['[DIR]']);
    if (values.help === true) {
      out(usage);
      return 0;
    }
    const { name = placeholder } = values;
    if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(name)) {
      throw usageError(`--name: got '${name}'; allowed: a-z 0-9 _ -, no _ or - first, at most 64`);
    }
    const folder = resolve(cwd, words[0] ?? 'pipelines');
    await refuseToOverwrite(folder, name);
    await mkdir(folder, { recursive: true });
    for (const ending of endings) {
      const text = await readFile(join(templates, placeholder + ending), 'utf8');
      // 'wx': a file that came in between is not overwritten either
      await writeFile(join(folder, name + ending), text.replaceAll(placeholder, name), {
        flag: 'wx',
      });
    }
    out(nextSteps(cwd, folder, name));
    return 0;
  },
};

async function refuseToOverwrite(folder: string, name: string): Promise<void> {
  for (const ending of endings) {
    const path = join(folder, name + ending);
    const found = await stat(path).catch(() => null);
    if (found !== null) {
      throw new SluiceError(
        'CONFIG_INVALID',
        `'${path}' is there already, and nothing is overwritten; choose another --name or folder`,
      );
    }
  }
}

function nextSteps(cwd: string, folder: string, name: string): string {
  const file = (ending: string): string => relative(cwd, join(folder, name + ending));
  const isWithin = `${folder}${sep}`.startsWith(root);
  const first = isWithin
    ? ''
    : `  npm install --save-dev ${relative(cwd, root) || '.'}   so that 'sluice' is found from here\n`;
  return `Written: ${endings.map(file).join(', ')}

Next:
${first}  node --test ${file('.test.ts')}   run its test
  npx sluice run ${file('.ts')} --input ${file('.sample.ndjson')} --output out   see what it would store
  npx sluice validate ${file('.ts')} --no-environment   check it, and see every option with its default
  node ${relative(cwd, join(root, 'build.mjs'))} --pipeline ${file('.ts')} --out dist   bundle it, for a container and for Lambda
`;
}
