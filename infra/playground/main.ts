/** `npm run playground [-- --out FILE]`: writes the playground, a page that works wherever it is put. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readArguments } from '../../functions/cli/arguments.ts';
import { describeError, toSluiceError } from '../../shared/errors.ts';
import { playgroundPage } from './page.ts';

const usage = `Usage: npm run playground [-- --out FILE]

Writes a page that compiles and runs programs of VRL in the browser; it needs no server.

  --out FILE   default: dist/playground.html
  --help       print this
`;

try {
  const { values } = readArguments(process.argv.slice(2), { out: 'string' }, []);
  if (values.help === true) {
    process.stdout.write(usage);
  } else {
    const { out = 'dist/playground.html' } = values;
    await mkdir(dirname(resolve(out)), { recursive: true });
    const page = await playgroundPage();
    await writeFile(out, page);
    process.stdout.write(`${out}: ${(Buffer.byteLength(page) / 1e6).toFixed(2)} MB\n`);
  }
} catch (thrown) {
  const error = toSluiceError(thrown);
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = error.exitCode;
}
