import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import {
  jarName,
  looksComplete,
  programs,
  readLock,
  verifyJars,
} from '../../../infra/local/locked-jars.ts';
import type { LockedJar } from '../../../infra/local/locked-jars.ts';

const bytes = 'the bytes of a jar';
const locked: LockedJar[] = [
  {
    program: 'kafka',
    coordinates: 'org.example:tool:1.0',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  },
];

let folder = '';
beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'sluice-jars-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

test('the jars that were locked pass', async () => {
  await writeFile(join(folder, 'tool-1.0.jar'), bytes);
  await verifyJars(folder, locked);
  assert.equal(await looksComplete(folder, locked), true);
});

test('another content is refused with what was got, what was expected and what to do', async () => {
  await writeFile(join(folder, 'tool-1.0.jar'), bytes.toUpperCase());
  await assert.rejects(verifyJars(folder, locked), (error: Error) => {
    assert.match(error.message, /tool-1\.0\.jar: got sha256 [0-9a-f]{64}, expected [0-9a-f]{64}/);
    assert.match(error.message, new RegExp(`expected ${locked[0]?.sha256}`));
    assert.match(error.message, /local Maven repository/);
    return true;
  });
});

test('a jar too few and a jar too many are both named', async () => {
  await writeFile(join(folder, 'stranger-2.jar'), bytes);
  await assert.rejects(verifyJars(folder, locked), {
    code: 'ENGINES_UNAVAILABLE',
    message: /tool-1\.0\.jar: missing\n {2}stranger-2\.jar: not in the lock file/,
  });
});

test('a jar that was cut off in the cache is seen', async () => {
  await writeFile(join(folder, 'tool-1.0.jar'), bytes.slice(1));
  assert.equal(await looksComplete(folder, locked), false);
});

test('the committed lock names both programs, every jar once, with checksum and size', async () => {
  const lock = await readLock();
  for (const program of programs) {
    const names = lock
      .filter((jar) => jar.program === program)
      .map((jar) => jarName(jar.coordinates));
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.length > 50);
  }
  for (const jar of lock) {
    assert.match(jar.sha256, /^[0-9a-f]{64}$/);
    assert.ok(jar.bytes > 0);
  }
  assert.ok(lock.some((jar) => jar.coordinates === 'org.apache.kafka:kafka_2.13:4.3.1'));
  assert.ok(lock.some((jar) => jar.coordinates === 'org.gaul:s3proxy:4.1.0'));
});

test('a lock line that is not understood is shown', async () => {
  const path = join(folder, 'jars.lock');
  await writeFile(path, '# a remark\nkafka org.example:tool:1.0 short 18\n');
  await assert.rejects(readLock(path), { message: /line not understood: kafka org\.example/ });
});
