/** `npm run playground [-- --out FILE]`: writes the playground, a page that works wherever it is put. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { playgroundPage } from './page.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'dist/playground.html' } },
});
const file = resolve(values.out);
await mkdir(dirname(file), { recursive: true });
const page = await playgroundPage();
await writeFile(file, page);
process.stdout.write(`${values.out}: ${(Buffer.byteLength(page) / 1e6).toFixed(2)} MB\n`);
