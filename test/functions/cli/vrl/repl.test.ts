import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { isOpen } from '../../../../functions/cli/vrl/is-open.ts';
import type { Tty } from '../../../../functions/cli/command.ts';
import { cli, folderWith } from '../../../support/cli.ts';
import { waitUntil } from '../../../support/wait-until.ts';

/** The answers to lines, without the blank ones between them. */
async function answers(lines: readonly string[], ...args: readonly string[]): Promise<string[]> {
  const { code, err, out } = await cli(['vrl', ...args], { stdin: `${lines.join('\n')}\n` });
  assert.deepEqual([code, err], [0, '']);
  return out.split('\n').filter((line) => line !== '');
}

describe('sluice vrl without a program', () => {
  // each as VRL's own command line answers
  for (const [what, lines, expected] of [
    [
      'variables and the event go on',
      ['x = 1', '.a = x + 1', 'x = "s"', '[x, .a]', '.'],
      ['1', '2', '"s"', '["s", 2]', '{ "a": 2 }'],
    ],
    [
      'kinds are known from line to line',
      ['. = {"a": 1}', '.a + 1', 'x = .a', 'x * 2'],
      ['{ "a": 1 }', '2', '1', '2'],
    ],
    ['metadata goes on', ['%a = 1', '%a', '%'], ['1', '1', '{ "a": 1 }']],
    [
      'variables of a block end with it',
      ['x = 1', 'if true { x = 2; y = 3 }', 'x'],
      ['1', '3', '2'],
    ],
    [
      'a closure sees them',
      ['n = 10', 'map_values({"a": 1}) -> |v| { to_int(v) + n }'],
      ['10', '{ "a": 11 }'],
    ],
    [
      'an error that is taken is a variable',
      ['x, err = to_int("no")', 'is_string(err)', 'x'],
      [
        '"function call error for \\"to_int\\" at (9:21): Invalid integer \\"no\\": invalid digit found in string"',
        'true',
        '0',
      ],
    ],
    [
      'an event may be no object',
      ['. = [1, 2]', '.[0]', '. = {}', '.a = 1', '.'],
      ['[1, 2]', '1', '{  }', '1', '{ "a": 1 }'],
    ],
    ['exit ends', ['1', 'exit', '2'], ['1']],
    ['a blank line does nothing', ['', '1', '  ', '2'], ['1', '2']],
  ] as const) {
    it(what, async () => {
      assert.deepEqual(await answers(lines), expected);
    });
  }

  it('an open bracket or string goes on in the next line', async () => {
    assert.deepEqual(
      await answers(['if true {', '  .a = [', '1,', '2]', '}', 'x = "a', 'b"', '1 +', '2']),
      ['[1, 2]', '"a\\nb"', '3'],
    );
  });

  it('an empty line ends what is open, and so does the end of input', async () => {
    for (const lines of [
      ['foo(', '', '1'],
      ['1', 'foo('],
    ]) {
      const out = await answers(lines);
      assert.ok(out.includes('1'));
      assert.ok(out.includes('error[E204]: syntax error'), out.join('\n'));
    }
  });

  it('a line that does not compile, or stops, changes nothing', async () => {
    const out = await answers([
      'x = 1',
      '.a = 5',
      'x = nope',
      '.a = 6; x = 2; abort',
      'y = 1; z = to_int!("no")',
      '[x, .a]',
      'y',
    ]);
    assert.ok(out.includes('error[E701]: call to undefined variable'));
    assert.ok(out.includes('aborted'));
    assert.ok(out.some((line) => line.includes('Invalid integer')));
    assert.ok(out.includes('[1, 5]'));
    assert.equal(out.filter((line) => line.includes('undefined variable')).length, 4);
  });

  it('what is known of a variable does not outlive what it was', async () => {
    const lines = [
      'x = 1',
      'x = "a" + "b"',
      'upcase(x)',
      'x, err = parse_json("[1]")',
      'x[0]',
      'upcase(x) ?? "none"',
    ];
    assert.deepEqual(await answers(lines), ['1', '"ab"', '"AB"', '[1]', '1', '"none"']);
  });

  it('next and prev go through the events of the input', async (t) => {
    const cwd = await folderWith(t, { 'in.jsonl': '{"a":1}\n{"a":"two"}\n' });
    const lines = [
      '.a',
      'x = .a',
      'next',
      '.b = x',
      'next',
      'next',
      '.c = 1',
      'prev',
      'prev',
      'prev',
    ];
    const { out } = await cli(['vrl', '--input', 'in.jsonl'], { cwd, stdin: lines.join('\n') });
    assert.deepEqual(
      out.split('\n').filter((line) => line !== ''),
      [
        '1',
        '1',
        '{ "a": "two" }',
        '1',
        'null',
        'null',
        '1',
        '{ "a": "two", "b": 1 }',
        '{ "a": 1 }',
        '{ "a": 1 }',
      ],
    );
  });

  it('help says what there is', async () => {
    const out = await answers([
      'help',
      'help fs',
      'help docs upcase',
      'help docs nope',
      'help error 103',
      'help docs get_secret',
    ]);
    const text = out.join('\n');
    assert.match(text, /^Commands:\n {2}help functions/m);
    assert.match(text, /^abs +\w+ +\w+$/m);
    assert.match(text, /^upcase\(value: string\)$/m);
    assert.match(text, /^function name nope not recognized$/m);
    assert.match(text, /^https:\/\/errors\.vrl\.dev\/103$/m);
    assert.match(text, /^get_secret does not compile here: it reads or writes secrets/m);
  });

  it('on a terminal asks for lines, completes functions, and takes a slip back', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
    let text = '';
    output.on('data', (part: Buffer) => (text += part.toString()));
    const tty = { input, output } as unknown as Tty;
    let out = '';
    const ended = cli(['vrl'], { tty, onOut: (part) => (out += part) });
    const type = async (keys: string, shows: () => boolean): Promise<void> => {
      input.write(keys);
      await waitUntil(`${JSON.stringify(keys)} is answered`, shows);
    };
    await waitUntil('it asks', () => text.includes('$ '));
    await type('upc\t', () => text.includes('upcase'));
    await type('("a")\r', () => out.includes('"A"'));
    await type('foo(\r', () => text.includes('| '));
    await type('\u0003', () => text.lastIndexOf('$ ') > text.indexOf('| '));
    await type('1 + 2\r', () => out.includes('\n3\n'));
    input.write('\u0004');
    const { code } = await ended;
    assert.equal(code, 0);
    assert.match(out, /^VRL, line by line\./);
    assert.doesNotMatch(out, /error/);
  });
});

for (const [source, expected] of [
  ['foo(', true],
  ['foo()', false],
  ['{ "a": [1, 2 ]', true],
  ['"a', true],
  ['"a\\"', true],
  ['"a\\""', false],
  ["s'a", true],
  ["r'a('", false],
  ["t'2021'", false],
  ['# foo(', false],
  ['foo( # )', true],
  ["as'", false],
  ['foo)', false],
  ['.a."b(c"', false],
] as const) {
  it(`${source} is ${expected ? 'open' : 'not open'}`, () => {
    assert.equal(isOpen(source), expected);
  });
}
