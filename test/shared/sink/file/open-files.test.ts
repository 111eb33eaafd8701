// Everything that can happen to the files of a sink, on a real file system; long, as it is one list of that.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { OpenFiles, type OpenFilesOptions } from '../../../../shared/sink/file/open-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-files-'));
after(() => rmSync(folder, { recursive: true }));
let made = 0;

interface Under {
  readonly root: string;
  readonly files: OpenFiles;
  readonly aside: string[];
  readonly now: { ms: number };
}

function filesIn(
  more: Partial<OpenFilesOptions> = {},
  root = join(folder, String((made += 1))),
): Under {
  mkdirSync(root, { recursive: true });
  const now = { ms: 1_700_000_000_000 };
  const aside: string[] = [];
  const files = new OpenFiles({
    compression: { codec: 'none', level: 0 },
    root,
    idleMs: 30_000,
    clock: () => now.ms,
    asideName: (path) => `${path}.torn-${(made += 1)}`,
    onSetAside: (_path, to) => aside.push(to),
    ...more,
  });
  return { root, files, aside, now };
}

const codecs = {
  none: { compression: { codec: 'none', level: 0 } },
  gzip: { compression: { codec: 'gzip', level: 6 } },
  zstd: { compression: { codec: 'zstd', level: 1 } },
} as const;

const pieces = {
  none: (raw: Buffer) => raw,
  gzip: (raw: Buffer) => zlib.gzipSync(raw),
  zstd: (raw: Buffer) =>
    zlib.zstdCompressSync(raw, { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } }),
};

/** What the commands that everybody has read of it. */
function textOf(path: string, codec: keyof typeof codecs): string {
  const bytes = readFileSync(path);
  if (codec === 'none') return bytes.toString();
  const command = codec === 'gzip' ? 'gzip' : 'zstd';
  const { stdout, status, error } = spawnSync(command, ['-dc'], { input: bytes });
  // a machine without zstd has Node, which reads one frame; gzip is everywhere
  if (error !== undefined && codec === 'zstd') return framesOf(bytes);
  assert.equal(status, 0, path);
  return stdout.toString();
}

function framesOf(bytes: Buffer): string {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const next = bytes.indexOf(magic, at + 4);
    const end = next < 0 ? bytes.length : next;
    text += zlib.zstdDecompressSync(bytes.subarray(at, end)).toString();
    at = end;
  }
  return text;
}

for (const codec of ['none', 'gzip', 'zstd'] as const) {
  test(`${codec}: all lines of all paths are there after a sync, in order, and appending goes on`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            { weight: 8, arbitrary: fc.tuple(fc.constant('line'), fc.integer({ min: 0, max: 9 })) },
            fc.tuple(fc.constantFrom('settle', 'tick', 'sync', 'idle', 'again'), fc.constant(0)),
          ),
          { maxLength: 60 },
        ),
        async (steps) => {
          const options = { ...codecs[codec], mostOpen: 3 };
          let under = filesIn(options);
          const { root } = under;
          const wanted = new Map<string, string>();
          for (const [at, [step, of]] of steps.entries()) {
            if (step === 'line') {
              const path = join(root, `d${of % 3}`, `${of}.log`);
              assert.equal(under.files.append(path, `${at} ü`), null);
              wanted.set(path, `${wanted.get(path) ?? ''}${at} ü\n`);
            } else if (step === 'settle') under.files.settle();
            else if (step === 'tick') under.files.tick();
            else if (step === 'sync') await under.files.sync();
            else if (step === 'idle') {
              under.now.ms += 31_000;
              under.files.tick();
              under.files.tick();
            } else {
              await under.files.sync();
              under.files.close();
              under = filesIn(options, root);
            }
            assert.ok(under.files.openCount <= 6);
          }
          await under.files.sync();
          for (const [path, text] of wanted) assert.equal(textOf(path, codec), text);
          assert.deepEqual(under.aside, []);
          under.files.close();
        },
      ),
      { numRuns: codec === 'none' ? 40 : 10 },
    );
  });
}

test('lines wait a second at most, and much is written at once', () => {
  const { files, root, now } = filesIn();
  const path = join(root, 'a');
  files.append(path, 'x');
  files.settle();
  assert.equal(readFileSync(path, 'utf8'), '');
  now.ms += 1000;
  files.tick();
  assert.equal(readFileSync(path, 'utf8'), 'x\n');
  files.append(path, 'y'.repeat(70_000));
  files.settle();
  assert.equal(readFileSync(path).length, 70_003);
  for (let at = 0; at < 9; at += 1) files.append(path, 'z'.repeat(65_536));
  assert.equal(readFileSync(path).length > 500_000, true);
});

for (const codec of ['gzip', 'zstd'] as const) {
  test(`${codec}: a file that ends within a piece keeps what it has under another name`, async () => {
    const first = filesIn(codecs[codec]);
    const path = join(first.root, 'a');
    for (const line of ['one', 'two']) {
      first.files.append(path, line);
      await first.files.sync();
    }
    first.files.close();
    const whole = readFileSync(path);
    truncateSync(path, whole.length - 5);
    const { files, aside } = filesIn(codecs[codec], first.root);
    files.append(path, 'two again');
    await files.sync();
    assert.equal(aside.length, 1);
    assert.equal(textOf(path, codec), 'two again\n');
    const { stdout, status } = spawnSync(codec === 'gzip' ? 'gzip' : 'zstd', ['-dc'], {
      input: readFileSync(aside[0] ?? ''),
    });
    if (codec === 'gzip') assert.deepEqual([stdout.toString().slice(0, 4), status], ['one\n', 1]);
    files.close();
  });
}

test('a line without an end gets one, so that what follows can be read', async () => {
  const { files, root, aside } = filesIn();
  const path = join(root, 'a');
  writeFileSync(path, '{"a":1}\n{"a":');
  files.append(path, '{"a":2}');
  await files.sync();
  assert.equal(readFileSync(path, 'utf8'), '{"a":1}\n{"a":\n{"a":2}\n');
  assert.deepEqual(aside, []);
});

test('a file that gzip has made is appended to', async () => {
  const { files, root } = filesIn(codecs.gzip);
  const path = join(root, 'a.gz');
  writeFileSync(path, zlib.gzipSync('theirs\n'));
  files.append(path, 'ours');
  await files.sync();
  assert.equal(textOf(path, 'gzip'), 'theirs\nours\n');
});

test('a file that was renamed or deleted is begun anew within a second', async () => {
  const { files, root, now } = filesIn();
  const path = join(root, 'a');
  files.append(path, 'one');
  await files.sync();
  renameSync(path, `${path}.1`);
  now.ms += 1000;
  files.append(path, 'two');
  await files.sync();
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one\n');
  assert.equal(readFileSync(path, 'utf8'), 'two\n');
  rmSync(root, { recursive: true });
  now.ms += 1000;
  files.append(path, 'three');
  await files.sync();
  assert.equal(readFileSync(path, 'utf8'), 'three\n');
});

test('a file that was cut to nothing goes on from there (copytruncate)', async () => {
  const { files, root } = filesIn();
  const path = join(root, 'a');
  files.append(path, 'one');
  await files.sync();
  truncateSync(path);
  files.append(path, 'two');
  await files.sync();
  assert.equal(readFileSync(path, 'utf8'), 'two\n');
});

for (const [what, prepare] of [
  ['a folder', (path: string) => mkdirSync(path)],
  ['a pipe', (path: string) => spawnSync('mkfifo', [path])],
  ['a link', (path: string) => symlinkSync('/etc/hostname', path)],
] as const) {
  test(`${what} in the place of the file is the event's fault, and others are written`, async () => {
    const { files, root } = filesIn();
    const path = join(root, 'a');
    prepare(path);
    assert.match(files.append(path, 'x')?.refused ?? '', /^the path cannot be written \(/);
    assert.equal(files.append(join(root, 'b'), 'y'), null);
    await files.sync();
    assert.equal(readFileSync(join(root, 'b'), 'utf8'), 'y\n');
  });
}

test('a file in the place of a folder, and a link that leads out, are refused', () => {
  const { files, root } = filesIn();
  writeFileSync(join(root, 'a'), 'x');
  assert.match(files.append(join(root, 'a', 'b'), 'x')?.refused ?? '', /ENOTDIR|EEXIST/);
  const outside = mkdtempSync(join(folder, 'outside-'));
  symlinkSync(outside, join(root, 'out'));
  assert.match(files.append(join(root, 'out', 'b'), 'x')?.refused ?? '', /leads out/);
  assert.deepEqual(readdirSync(outside), []);
});

test("where the path is the operator's own, nothing is refused: it is an error that ends the process", async () => {
  const { files, root } = filesIn({ root: null });
  mkdirSync(join(root, 'a'));
  assert.equal(files.append(join(root, 'a'), 'x'), null);
  await assert.rejects(files.sync(), { code: 'FILE_UNWRITABLE' });
  assert.ok(files.isFailing);
});

test('what could not be written is written when it can', async () => {
  const { files, root } = filesIn({ root: null });
  const path = join(root, 'd', 'a');
  writeFileSync(join(root, 'd'), '');
  files.append(path, 'one');
  await assert.rejects(files.sync(), { code: 'FILE_UNWRITABLE' });
  files.append(path, 'two');
  rmSync(join(root, 'd'));
  await files.sync();
  assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n');
  assert.ok(!files.isFailing);
});

test('many paths keep few files open', async () => {
  const { files, root } = filesIn({ mostOpen: 20 });
  for (let round = 0; round < 2; round += 1) {
    for (let at = 0; at < 300; at += 1) files.append(join(root, String(at)), `${round}`);
    assert.ok(files.openCount <= 41, String(files.openCount));
  }
  await files.sync();
  assert.equal(files.openCount, 20);
  for (let at = 0; at < 300; at += 1) {
    assert.equal(readFileSync(join(root, String(at)), 'utf8'), '0\n1\n');
  }
});

test('several writers of one file do not tear lines', async () => {
  const root = join(folder, 'shared');
  const writers = Array.from({ length: 4 }, () => filesIn({}, root));
  const path = join(root, 'a');
  for (let round = 0; round < 12; round += 1) {
    for (const [by, { files }] of writers.entries())
      files.append(path, `${by}:${'x'.repeat(5000)}`);
    await Promise.all(writers.map(({ files }) => files.sync()));
  }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  assert.equal(lines.length, 48);
  for (const line of lines) assert.match(line, /^[0-3]:x{5000}$/);
});

for (const codec of ['none', 'gzip', 'zstd'] as const) {
  test(`${codec}: what another process has left half of is ended before the next piece`, async () => {
    const { files, root, aside } = filesIn(codecs[codec]);
    const path = join(root, 'a');
    files.append(path, 'one');
    await files.sync();
    // killed while it wrote to the same file, which stays open here
    const whole = pieces[codec](Buffer.from('theirs\n'));
    const half = whole.subarray(0, whole.length - 2);
    appendFileSync(path, half);
    files.append(path, 'two');
    await files.sync();
    files.append(path, 'three');
    await files.sync();
    if (codec === 'none') {
      assert.equal(textOf(path, codec), 'one\ntheir\ntwo\nthree\n');
      assert.deepEqual(aside, []);
      return;
    }
    assert.equal(textOf(path, codec), 'two\nthree\n');
    assert.equal(aside.length, 1);
    const kept = readFileSync(aside[0] ?? '');
    assert.deepEqual(kept.subarray(-half.length), half);
    assert.equal(pieces[codec](Buffer.from('one\n')).length, kept.length - half.length);
  });
}

test('syncs that overlap each see their own lines on the disk', async () => {
  const { files, root } = filesIn();
  const path = join(root, 'a');
  const done: Promise<void>[] = [];
  for (let at = 0; at < 20; at += 1) {
    files.append(path, `${at}`);
    done.push(files.sync().then(() => assert.ok(readFileSync(path, 'utf8').includes(`${at}\n`))));
  }
  await Promise.all(done);
  assert.ok(existsSync(path));
  appendFileSync(path, '');
});

for (const codec of ['none', 'gzip'] as const) {
  test(`${codec}: on a full device whole lines stay, and the rest follows when there is room`, () => {
    const root = join(folder, `full-${codec}`);
    mkdirSync(root);
    const path = join(root, 'a');
    const program = join(import.meta.dirname, '..', '..', '..', 'support', 'fill-files.ts');
    const limited = [
      '-c',
      'ulimit -f 100; exec "$@"',
      'sh',
      process.execPath,
      program,
      path,
      codec,
    ];
    const { stdout, stderr } = spawnSync('sh', limited, { encoding: 'utf8' });
    const { failures, renamed } = JSON.parse(stdout || stderr) as {
      failures: readonly string[];
      renamed: number;
    };
    assert.ok(renamed >= 1);
    assert.deepEqual([...new Set(failures)], ['DISK_FULL']);
    const lines = readdirSync(root)
      .toSorted((a, b) => Number(a.slice(2) || Infinity) - Number(b.slice(2) || Infinity))
      .flatMap((name) => textOf(join(root, name), codec).trimEnd().split('\n'));
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { at: number }).at),
      Array.from({ length: 300 }, (_, at) => at),
    );
  });
}
