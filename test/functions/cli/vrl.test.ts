import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { vrl } from '../../../functions/cli/vrl.ts';

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(program: string, input: string, ...more: readonly string[]): Promise<Ran> {
  const cwd = await mkdtemp(join(tmpdir(), 'sluice-vrl-'));
  let [out, err] = ['', ''];
  try {
    await writeFile(join(cwd, 'p.vrl'), program);
    await writeFile(join(cwd, 'in.jsonl'), input);
    const status = await vrl.run(['--program', 'p.vrl', '--input', 'in.jsonl', ...more], {
      cwd,
      env: {},
      stdin: Readable.from([]),
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      signal: new AbortController().signal,
    });
    return { status, out, err };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

test('what the last expression gives is printed for each event, or what became of the event', async () => {
  const input = '{"a":1}\n{"a":9007199254740993}\n';
  const values = await run('.b = .a + 1 ?? 0', input);
  assert.deepEqual(values, { status: 0, out: '2\n9007199254740994\n', err: '' });
  const { out } = await run('.b = .a + 1 ?? 0', input, '--print-object');
  assert.equal(out, '{ "a": 1, "b": 2 }\n{ "a": 9007199254740993, "b": 9007199254740994 }\n');
});

test('a program that stops at an event says why, and goes on with the next', async () => {
  const { status, out, err } = await run('upcase!(.a)', '{"a":1}\n{"a":"x"}\n');
  assert.deepEqual([status, out], [0, '"X"\n']);
  assert.equal(err, 'function call error for "upcase" at (0:11): expected string, got integer\n');
});

test('a program that does not compile is told as VRL tells it', async () => {
  const { status, err } = await run('x = .a + 1', '{}');
  assert.equal(status, 70);
  assert.match(err, /^\nerror\[E103\]: unhandled fallible assignment\n {2}┌─ :1:5\n/);
});

test('the JavaScript of a program can be seen', async () => {
  const { out } = await run('.a = 1', '{}', '--print-code');
  assert.match(out, /^const \{ putOwn \} = runtime;/);
});
