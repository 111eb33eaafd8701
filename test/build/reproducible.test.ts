import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, link, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import { node, root } from '../support/build-packages.ts';

const sources = ['build.mjs', 'package.json', 'functions', 'infra', 'pipelines', 'shared'];

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** A clone with what `npm ci --omit=dev` installs, in links so that it is there at once. */
async function clone(to: string): Promise<void> {
  for (const part of sources) await cp(join(root, part), join(to, part), { recursive: true });
  for (const name of await dependencies()) {
    const files = await filesBelow(join(root, name));
    const folders = new Set(files.map((file) => dirname(file)));
    for (const folder of folders) await mkdir(join(to, name, folder), { recursive: true });
    await Promise.all(files.map((file) => link(join(root, name, file), join(to, name, file))));
  }
}

/** Folders of packages, `node_modules/…`; what a package has in such a folder of its own comes with it. */
async function dependencies(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: true }>>;
  };
  return Object.entries(lock.packages)
    .filter(([name, { dev }]) => name.lastIndexOf('node_modules/') === 0 && dev !== true)
    .map(([name]) => name)
    .filter((name) => existsSync(join(root, name)));
}

/** Every file that a build of a clone makes. */
async function buildOf(
  t: TestContext,
  folder: string,
  { cwd, timezone }: { readonly cwd: string; readonly timezone: string },
): Promise<ReadonlyMap<string, Buffer>> {
  // below the checkout, as links do not cross file systems
  await mkdir(join(root, 'dist'), { recursive: true });
  const top = await mkdtemp(join(root, 'dist/clone-'));
  t.after(() => rm(top, { recursive: true, force: true }));
  const home = join(top, folder);
  await mkdir(home, { recursive: true });
  await clone(home);
  const out = join(home, 'dist');
  const pipeline = relative(join(home, cwd), join(home, 'pipelines/devices.ts'));
  const { stderr, code } = await node(
    [join(home, 'build.mjs'), '--pipeline', pipeline, '--out', out, '--sourcemap'],
    { cwd: join(home, cwd), env: { TZ: timezone, NODE_DISABLE_COMPILE_CACHE: '1' } },
  );
  assert.deepEqual([stderr, code], ['', 0]);
  const files = await filesBelow(out);
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(out, file))] as const)),
  );
}

test('two clones make the same files, byte for byte', async (t) => {
  const one = await buildOf(t, 'a', { cwd: '.', timezone: 'UTC' });
  const other = await buildOf(t, 'deep/in/there', { cwd: 'shared', timezone: 'Asia/Seoul' });
  assert.deepEqual(
    [...one.keys()],
    [
      'consumer/main.mjs',
      'consumer/main.mjs.LEGAL.txt',
      'consumer/main.mjs.map',
      'consumer/meta.json',
      'handler.zip',
      'handler/index.mjs',
      'handler/index.mjs.LEGAL.txt',
      'handler/index.mjs.map',
      'handler/meta.json',
      'sizes.json',
    ],
  );
  assert.deepEqual([...other.keys()], [...one.keys()]);
  const different = [...one].filter(([file, bytes]) => !other.get(file)?.equals(bytes));
  assert.deepEqual(
    different.map(([file]) => file),
    [],
  );
});
