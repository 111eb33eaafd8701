import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import type { Tty } from '../../../../functions/cli/command.ts';
import { completionsOf } from '../../../../functions/cli/vrl/completions.ts';
import { historyFile, openHistory } from '../../../../functions/cli/vrl/history.ts';
import { cli, folderWith } from '../../../support/cli.ts';
import { waitUntil } from '../../../support/wait-until.ts';

/** A session at a terminal: keys are typed one after the other, each when the screen shows what it waits for. */
async function session(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  typed: readonly (readonly [string, string])[],
): Promise<string> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  let shown = '';
  output.on('data', (part: Buffer) => (shown += part.toString()));
  const tty = { input, output } as unknown as Tty;
  const onOut = (text: string): void => void (shown += text);
  const ended = cli(['vrl', '-q', ...args], { env, tty, onOut });
  await waitUntil('it asks', () => shown.includes('$ '));
  let all = '';
  for (const [keys, awaited] of typed) {
    all += shown;
    shown = '';
    input.write(keys);
    await waitUntil(`${JSON.stringify(keys)} shows ${awaited}`, () => shown.includes(awaited));
  }
  input.write('\u0003');
  input.write('\u0004');
  assert.equal((await ended).code, 0);
  return all + shown;
}

const up = '\u001b[A';

describe('what was typed', () => {
  it('is there in the next session by the arrow key, a program as a whole', async (t) => {
    const state = await folderWith(t);
    const env = { XDG_STATE_HOME: state };
    await session(
      env,
      [],
      [
        ['.a = 1\r', '1\n\n'],
        ['if true {\r', '| '],
        ['  .b = 2\r', '| '],
        ['}\r', '2\n\n'],
      ],
    );
    const file = join(state, 'sluice', 'vrl-history');
    assert.equal(await readFile(file, 'utf8'), '".a = 1"\n"if true {\\n  .b = 2\\n}"\n');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(state, 'sluice'))).mode & 0o777, 0o700);
    await session(
      env,
      [],
      [
        [up, '.b = 2'],
        ['\r', '2\n\n'],
        ['.\r', '{ "b": 2 }'],
      ],
    );
    assert.equal((await readFile(file, 'utf8')).split('\n').length, 4);
  });

  it('is kept nowhere when it begins with a blank, or with --no-history', async (t) => {
    const state = await folderWith(t);
    const env = { XDG_STATE_HOME: state };
    await session(env, ['--no-history'], [['1 + 1\r', '2\n\n']]);
    await assert.rejects(readFile(join(state, 'sluice', 'vrl-history')), /ENOENT/);
    const shown = await session(
      env,
      [],
      [
        ['2 + 2\r', '4\n\n'],
        [' key = "s3cret"\r', '"s3cret"\n\n'],
        [up, '2 + 2'],
      ],
    );
    assert.equal(await readFile(join(state, 'sluice', 'vrl-history'), 'utf8'), '"2 + 2"\n');
    assert.equal(shown.split('s3cret').length, 3, 'as it is typed, and its value');
  });

  it('is kept in the session alone where the folder cannot be made', async (t) => {
    const state = await folderWith(t, { sluice: 'a file' });
    await session(
      { XDG_STATE_HOME: state },
      [],
      [
        ['3 + 3\r', '6\n\n'],
        [up, '3 + 3'],
      ],
    );
    assert.equal(await readFile(join(state, 'sluice'), 'utf8'), 'a file');
  });

  it('is bounded, and a line that is none of ours is passed over', async (t) => {
    const state = await folderWith(t);
    const file = join(state, 'vrl-history');
    const old = Array.from({ length: 2_500 }, (_, index) => JSON.stringify(`${index}`));
    await writeFile(file, ['no JSON', '7', ...old, ''].join('\n'));
    await chmod(file, 0o644);
    const history = openHistory(file);
    assert.deepEqual([history.programs.length, history.programs[0]], [1_000, '2499']);
    assert.equal((await readFile(file, 'utf8')).split('\n').length, 1_001);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    history.add('new');
    history.add('new');
    history.add('x'.repeat(5_000));
    assert.deepEqual([history.programs.length, history.programs[1]], [1_000, 'new']);
    assert.equal(openHistory(file).programs[0], 'new');
  });

  it('stands where XDG says', async (t) => {
    const folder = await folderWith(t);
    await mkdir(join(folder, 'home'));
    for (const [env, expected] of [
      [{ XDG_STATE_HOME: '/s', HOME: '/h' }, '/s/sluice/vrl-history'],
      [{ XDG_STATE_HOME: 'relative', HOME: '/h' }, '/h/.local/state/sluice/vrl-history'],
      [{ HOME: '/h' }, '/h/.local/state/sluice/vrl-history'],
      [{}, null],
    ] as const) {
      assert.equal(historyFile(env), expected);
    }
  });
});

describe('the tabulator', () => {
  const names = {
    event: { a: { 'b c': 1, bd: { e: null } }, '@t': 2, list: [1] },
    metadata: { kafka: { topic: 'x' } },
    variables: ['upper', 'x'],
  };
  for (const [line, expected, word] of [
    ['.', ['.a', '.@t', '.list'], '.'],
    ['x = .a.', ['.a."b c"', '.a.bd'], '.a.'],
    ['.a.bd.', ['.a.bd.e'], '.a.bd.'],
    ['.a.b', ['.a.bd'], '.a.b'],
    ['.a."', ['.a."b c"'], '.a."'],
    ['.list.', [], '.list.'],
    ['.nope.', [], '.nope.'],
    ['upcase(%k', ['%kafka'], '%k'],
    ['%kafka.', ['%kafka.topic'], '%kafka.'],
    ['upc', ['upcase'], 'upc'],
    ['1 + upp', ['upper'], 'upp'],
    ['x.a', [], ''],
    ['help d', ['help docs'], 'help d'],
    ['help docs upc', ['upcase'], 'upc'],
    ['nex', ['next'], 'nex'],
    ['get_secre', [], 'get_secre'],
    ['', [], ''],
  ] as const) {
    it(`goes on from ${line === '' ? 'nothing' : line}`, () => {
      assert.deepEqual(completionsOf(line, names), [expected, word]);
    });
  }
});
