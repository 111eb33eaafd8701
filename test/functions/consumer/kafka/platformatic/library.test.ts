import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '../../../../..');

it('@platformatic/kafka is pinned exactly, and imported in the one file that is bundled by itself', async () => {
  const ours = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  assert.match(ours.dependencies['@platformatic/kafka'] ?? '', /^\d+\.\d+\.\d+$/u);
  const found: string[] = [];
  for (const name of await readdir(join(root, 'functions'), { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const text = await readFile(join(root, 'functions', name), 'utf8');
    if (/from '@platformatic\/kafka/u.test(text)) found.push(name);
  }
  assert.deepEqual(found, ['consumer/kafka/platformatic/library.ts']);
});
