import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { codeCache } from '../../support/code-cache.ts';

/** A machine made of the programs that a test puts into a folder, which is all that is on the path. */
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-toolchain-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

const main = join(import.meta.dirname, '../../../infra/local/main.ts');

interface Machine {
  readonly java?: string;
  readonly mvn?: string;
  readonly python3?: string;
}

/** What `engines start` says on such a machine, with an empty cache. */
async function startOn(
  name: string,
  machine: Machine,
): Promise<{ code: number; said: string; cached: string[] }> {
  const bin = join(folder, name, 'bin');
  const cache = join(folder, name, 'cache');
  await mkdir(bin, { recursive: true });
  await mkdir(cache);
  for (const [program, script] of Object.entries(machine) as [string, string][]) {
    await writeFile(join(bin, program), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, program), 0o755);
  }
  const data = join(folder, name, 'data');
  const child = spawn(process.execPath, [main, 'start', '--data-dir', data], {
    env: { ...codeCache, PATH: bin, SLUICE_ENGINES_CACHE: cache },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said, cached: await readdir(cache) };
}

const java17 = `echo 'openjdk version "17.0.15" 2025-04-15' >&2`;

test('without Java and Python it says what to install, and how to do without', async () => {
  const { code, said } = await startOn('bare', {});
  assert.equal(code, 69);
  assert.match(said, /^ENGINES_UNAVAILABLE: no Java 17 or newer/m);
  assert.match(said, /there is no python3/);
  assert.match(said, /apt-get install openjdk-17-jre-headless/);
  assert.match(said, /KAFKA_BROKERS and S3_ENDPOINT/);
});

for (const [version, got] of [
  ['1.8.0_402', '8'],
  ['11.0.2', '11'],
] as const) {
  test(`Java ${got} is too old, and named`, async () => {
    const { code, said } = await startOn(`java-${got}`, {
      java: `echo 'openjdk version "${version}"' >&2`,
    });
    assert.equal(code, 69);
    assert.match(said, new RegExp(`bin/java: Java ${got} is too old`));
  });
}

test('a pip that fails is quoted', async () => {
  const { said } = await startOn('pip', { python3: 'echo "No module named pip" >&2; exit 1' });
  assert.match(said, /pip failed: No module named pip/);
});

test('without Maven and Python it says how to get the jars', async () => {
  const { code, said } = await startOn('no-maven', { java: java17 });
  assert.equal(code, 69);
  assert.match(said, /by Maven: there is no mvn on the path/);
  assert.match(said, /apt-get install maven; macOS: brew install maven/);
});

test('a Maven that reaches nothing is quoted', async () => {
  const { said } = await startOn('offline', {
    java: java17,
    mvn: 'echo "[ERROR] Could not transfer artifact: Unknown host"; exit 1',
  });
  assert.match(said, /by Maven: mvn failed: \[ERROR\] Could not transfer artifact: Unknown host/);
});

test('jars with other bytes than were locked are refused, and nothing of them stays', async () => {
  const { code, said, cached } = await startOn('tampered', {
    java: java17,
    mvn: `for word in "$@"; do case $word in -DoutputDirectory=*) out=\${word#-DoutputDirectory=};; esac; done
echo other > "$out/kafka_2.13-4.3.1.jar"`,
  });
  assert.equal(code, 69);
  assert.match(said, /kafka_2\.13-4\.3\.1\.jar: got sha256 [0-9a-f]{64}, expected [0-9a-f]{64}/);
  assert.deepEqual(cached, []);
});

test('a command that is not one is answered with the usage', async () => {
  const child = spawn(process.execPath, [main, 'stat'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  assert.deepEqual(await once(child, 'close'), [78, null]);
  assert.match(said, /unknown command stat[^]*start {4}starts Kafka/);
});
