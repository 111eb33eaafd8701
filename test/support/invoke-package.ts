import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { type Ended, node } from './build-packages.ts';

/** Calls the function as Lambda's runtime does: the module is loaded, then its handler is called, and answers or throws. */
const caller = `
import { readFile } from 'node:fs/promises';
const { handler } = await import('./index.mjs');
const context = {
  awsRequestId: 'a', functionName: 'lake', invokedFunctionArn: 'arn', memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 60_000,
};
const answer = await handler(JSON.parse(await readFile('event.json', 'utf8')), context);
await new Promise((done) => process.stderr.write(JSON.stringify(answer), done));
process.exit(0);
`;

/** Unpacks a zip as Lambda does. */
export async function unpack(zip: Uint8Array, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(unzipSync(zip));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  return files.map(([name]) => name);
}

/** Runs an unpacked function on one event, in a process of its own; the answer is on stderr, the log on stdout. */
export async function invokePackage(
  folder: string,
  event: object,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  await writeFile(join(folder, 'call.mjs'), caller);
  await writeFile(join(folder, 'event.json'), JSON.stringify(event));
  return node(['call.mjs'], { cwd: folder, env });
}
