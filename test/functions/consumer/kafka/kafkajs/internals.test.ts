import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { importedModules } from '../../../../../functions/consumer/kafka/kafkajs/internals.ts';

const root = join(import.meta.dirname, '../../../../..');
const kafkajs = join(root, 'node_modules/kafkajs');

/**
 * SHA-256 over the modules of kafkajs 2.2.4 that internals.ts relies on. Where this differs, somebody changed the
 * package: read the difference before you change the sum.
 */
const checksum = '7745340a63e59cf2635ee3e80e45d77cd272bb181e0e8ab4dadd9c72da0d417f';

describe("kafkajs' inside", () => {
  it('is that of version 2.2.4, pinned exactly', async () => {
    const ours = await readJson(join(root, 'package.json'));
    const theirs = await readJson(join(kafkajs, 'package.json'));
    assert.equal(ours.dependencies?.['kafkajs'], '2.2.4');
    assert.equal(theirs.version, '2.2.4');
  });

  it('is what was read when it was chosen, byte for byte', async () => {
    const files = (await Promise.all(importedModules.map((path) => listFiles(path)))).flat();
    assert.ok(files.length > 100, `${files.length} files`);
    const hash = createHash('sha256');
    for (const path of files.toSorted()) {
      hash.update(`${path}\n`).update(await readFile(join(kafkajs, path)));
    }
    assert.equal(hash.digest('hex'), checksum);
  });

  it('is imported in one file', async () => {
    const sources = (await readdir(join(root, 'functions'), { recursive: true })).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.d.ts'),
    );
    const found: string[] = [];
    for (const name of sources) {
      const text = await readFile(join(root, 'functions', name), 'utf8');
      if (/from 'kafkajs\b/u.test(text)) found.push(name);
    }
    assert.deepEqual(found, ['consumer/kafka/kafkajs/internals.ts']);
  });
});

async function listFiles(path: string): Promise<string[]> {
  if (!(await stat(join(kafkajs, path))).isDirectory()) return [path];
  const names = await readdir(join(kafkajs, path), { recursive: true });
  return names.filter((name) => name.endsWith('.js')).map((name) => `${path}/${name}`);
}

async function readJson(
  path: string,
): Promise<{ version?: string; dependencies?: Record<string, string> }> {
  return JSON.parse(await readFile(path, 'utf8')) as { version?: string };
}
