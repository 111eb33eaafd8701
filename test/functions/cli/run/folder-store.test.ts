import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createFolderStore } from '../../../../functions/cli/run/folder-store.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import type { OutgoingObject } from '../../../../shared/sink/object-store.ts';

const signal = new AbortController().signal;

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function object(key: string, ...pieces: readonly string[]): OutgoingObject {
  const body = pieces.map((piece) => Buffer.from(piece));
  return {
    key,
    body,
    byteLength: Buffer.concat(body).length,
    contentType: 'text/plain',
    metadata: {},
  };
}

function hasCode(code: string): (thrown: unknown) => boolean {
  return (thrown) => thrown instanceof SluiceError && thrown.code === code;
}

test('objects lie as in the bucket, whole, and the last one of a key stays', async (t) => {
  const folder = await temporaryFolder(t);
  const store = createFolderStore(folder);
  await store.put(object('raw/dt=2026-01-01/a.ndjson', 'one ', 'two'), signal);
  await store.put(object('raw/dt=2026-01-01/a.ndjson', 'three'), signal);
  assert.equal(await readFile(join(folder, 'raw/dt=2026-01-01/a.ndjson'), 'utf8'), 'three');
  assert.deepEqual(await readdir(join(folder, 'raw/dt=2026-01-01')), ['a.ndjson']);
});

for (const key of ['../out', 'a/../../out', '/etc/x', 'a//b', 'a/./b', '', 'a/', 'a\0b', '..']) {
  test(`the key ${JSON.stringify(key)} is refused`, async (t) => {
    const folder = await temporaryFolder(t);
    await assert.rejects(
      createFolderStore(join(folder, 'in')).put(object(key, 'x'), signal),
      hasCode('STORE_REJECTED'),
    );
    assert.deepEqual(await readdir(folder), []);
  });
}

for (const key of ['../out', '/etc/passwd', 'a//b', '']) {
  test(`the key ${JSON.stringify(key)} is neither created nor read`, async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'out'), 'not ours');
    const store = createFolderStore(join(folder, 'in'));
    await assert.rejects(store.create(object(key, 'x'), signal), hasCode('STORE_REJECTED'));
    await assert.rejects(store.head(key, signal), hasCode('STORE_REJECTED'));
    await assert.rejects(store.get(key, signal), hasCode('STORE_REJECTED'));
    assert.deepEqual(await readdir(folder), ['out']);
  });
}

test('a folder is no object: it is not found, and none is created in its place', async (t) => {
  const folder = await temporaryFolder(t);
  const store = createFolderStore(folder);
  await store.create(object('a/b', 'x'), signal);
  assert.equal(await store.head('a', signal), null);
  assert.equal(await store.get('a', signal), null);
  assert.equal(await store.head('a/b/c', signal), null);
  await assert.rejects(store.create(object('a', 'y'), signal), hasCode('STORE_REJECTED'));
  assert.deepEqual(await readdir(folder), ['a']);
});

test('a create leaves one file, whether it created it or not', async (t) => {
  const folder = await temporaryFolder(t);
  const store = createFolderStore(folder);
  for (const answer of ['created', 'exists', 'exists']) {
    assert.equal(await store.create(object('raw/a', answer), signal), answer);
    assert.deepEqual(await readdir(join(folder, 'raw')), ['a']);
  }
});

test('a create that is called off says so and leaves nothing', async (t) => {
  const folder = await temporaryFolder(t);
  const created = createFolderStore(folder).create(object('a/b', 'x'), AbortSignal.abort());
  await assert.rejects(created, hasCode('STORE_UNAVAILABLE'));
  assert.deepEqual(await readdir(join(folder, 'a')), []);
});

test('what is still being written is not listed', async (t) => {
  const folder = await temporaryFolder(t);
  const store = createFolderStore(folder);
  await store.put(object('raw/a', 'xyz'), signal);
  await writeFile(join(folder, 'raw/.sluice-0.tmp'), 'half');
  assert.deepEqual(await Array.fromAsync(store.list('raw/', signal)), [
    { key: 'raw/a', byteLength: 3 },
  ]);
});

test('a folder that cannot be read is no empty folder', async (t) => {
  const path = join(await temporaryFolder(t), 'file');
  await writeFile(path, '');
  const listed = Array.fromAsync(createFolderStore(path).list('', signal));
  await assert.rejects(listed, hasCode('STORE_UNAVAILABLE'));
});

test('a key below a file is refused, and the file stays', async (t) => {
  const folder = await temporaryFolder(t);
  const store = createFolderStore(folder);
  await store.put(object('a', 'file'), signal);
  await assert.rejects(store.put(object('a/b', 'x'), signal), hasCode('STORE_REJECTED'));
  assert.equal(await readFile(join(folder, 'a'), 'utf8'), 'file');
});

test('check makes the folder and leaves nothing in it', async (t) => {
  const folder = join(await temporaryFolder(t), 'deep/out');
  await createFolderStore(folder).check(signal);
  assert.deepEqual(await readdir(folder), []);
});

test('check refuses a folder that is a file', async (t) => {
  const path = join(await temporaryFolder(t), 'file');
  await writeFile(path, '');
  await assert.rejects(createFolderStore(path).check(signal), hasCode('STORE_REJECTED'));
});

test(
  'check refuses a folder that may not be written',
  { skip: process.getuid?.() === 0 && 'root may write anywhere' },
  async (t) => {
    const folder = await temporaryFolder(t);
    await chmod(folder, 0o500);
    await assert.rejects(createFolderStore(folder).check(signal), hasCode('STORE_REJECTED'));
  },
);

for (const code of ['ENOSPC', 'EDQUOT']) {
  test(`a full disk (${code}) is DISK_FULL and leaves no part of the object`, async (t) => {
    const folder = await temporaryFolder(t);
    const { open } = promises;
    t.mock.method(promises, 'open', async (...args: Parameters<typeof open>) => {
      const file = await open(...args);
      // A disk that fills up takes a part of what it is given, then nothing.
      let room = 3;
      t.mock.method(file, 'write', (bytes: Uint8Array) => {
        const bytesWritten = Math.min(room, bytes.length);
        room -= bytesWritten;
        return bytesWritten > 0
          ? Promise.resolve({ bytesWritten })
          : Promise.reject(Object.assign(new Error('full'), { code }));
      });
      return file;
    });
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });
    await assert.rejects(
      createFolderStore(folder).put(object('a/b', '12345'), signal),
      hasCode('DISK_FULL'),
    );
    assert.deepEqual(await readdir(join(folder, 'a')), []);
  });
}

test('a put that is called off leaves nothing', async (t) => {
  const folder = await temporaryFolder(t);
  const stopped = AbortSignal.abort();
  await createFolderStore(folder).put(object('a/b', 'x'), stopped);
  assert.deepEqual(await readdir(join(folder, 'a')), []);
});
