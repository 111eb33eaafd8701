/** Whoever has a script that calls Vector's `vrl` calls `sluice vrl` instead: statuses and stdout are what that gives. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { cli, folderWith } from '../../../support/cli.ts';

const files = {
  'ev.jsonl': '{"a":1}\n{"a":"x"}\n',
  'open.jsonl': '{"a":1}\n{"a":2}',
  'bad.jsonl': '{"a":1}\n{"a":\n{"a":3}\n',
  'blank.jsonl': '{"a":1}\n\n{"a":2}\n',
  'newline.jsonl': '\n',
  'values.jsonl': '  {"a":1}  \r\n[1,2]\n5\n"s"\nnull\n',
  'large.jsonl': '{"a":1e400}\n',
  'mark.jsonl': '\uFEFF{"a":1}\n',
  'numbers.jsonl': '{"b":1.0,"c":1e2,"d":12345678901234567890123}\n',
  empty: '',
  'stop.vrl': 'upcase!(.a)\n',
  'set.vrl': '.b = 1\n',
  'refused.vrl': 'x = .a + 1\n',
  'comment.vrl': '# nothing\n',
  'time.vrl': 'parse_timestamp!("2024-01-01 12:00:00", "%F %T")\n',
  'odd.vrl': 'x = 5\n',
};

const noon = `t'2024-01-01T12:00:00Z'\n`;

/** Arguments; the exit status and stdout of VRL's own command line 0.35; what stderr says here, where it is not empty. */
const calls: readonly (readonly [readonly string[], number, string, RegExp?])[] = [
  // programs, and where they come from
  [['.a = 1'], 0, '1\n1\n'],
  [['.a = 1', '-o'], 0, '{ "a": 1, "from": "stdin" }\n{ "a": 1, "from": 2 }\n'],
  [['--program', 'set.vrl'], 0, '1\n1\n'],
  [['-p', 'set.vrl', '-i', 'ev.jsonl', '-o'], 0, '{ "a": 1, "b": 1 }\n{ "a": "x", "b": 1 }\n'],
  [['--program=set.vrl', '--input=ev.jsonl'], 0, '1\n1\n'],
  [['-pset.vrl', '-iempty'], 0, '1\n'],
  [['-qo', '.a', '-i', 'ev.jsonl'], 0, '{ "a": 1 }\n{ "a": "x" }\n'],
  [['--', '-1 + 2'], 0, '1\n1\n'],
  [['', '-i', 'ev.jsonl'], 0, 'null\nnull\n'],
  [['', '-o', '-i', 'ev.jsonl'], 0, '{ "a": 1 }\n{ "a": "x" }\n'],
  [['-p', 'empty', '-i', 'ev.jsonl'], 0, 'null\nnull\n'],
  [['-p', 'comment.vrl', '-i', 'ev.jsonl'], 0, 'null\nnull\n'],
  [['-r', 'ast', '.', '-i', 'empty'], 0, '{  }\n'],
  // events
  [['.', '-i', 'empty'], 0, '{  }\n'],
  [['.', '-i', 'open.jsonl'], 0, '{ "a": 1 }\n{ "a": 2 }\n'],
  [['.', '-i', 'values.jsonl'], 0, '{ "a": 1 }\n[1, 2]\n5\n"s"\nnull\n'],
  [['.', '-i', 'numbers.jsonl'], 0, '{ "b": 1, "c": 100, "d": 12345678901234568000000 }\n'],
  [['.', '-i', 'bad.jsonl'], 70, '', /^line 2 of the input is no JSON/],
  [['.', '-i', 'newline.jsonl'], 70, '', /^line 1 of the input is no JSON: it is blank/],
  [['.', '-i', 'blank.jsonl'], 70, '', /^line 2 of the input is no JSON: it is blank/],
  [['.', '-i', 'large.jsonl'], 70, '', /^line 1 .* a number is out of range/],
  [['.', '-i', 'mark.jsonl'], 70, '', /^line 1 of the input is no JSON/],
  // what a program makes of them
  [
    ['-p', 'stop.vrl', '-i', 'ev.jsonl'],
    0,
    '"X"\n',
    /^function call error for "upcase" at \(0:11\)/,
  ],
  [['abort', '-i', 'ev.jsonl'], 0, '', /^aborted\naborted\n$/],
  [['abort "why"', '-i', 'ev.jsonl', '-o'], 0, '', /^why\nwhy\n$/],
  [['if .a == 1 { return "r" }; .a', '-i', 'ev.jsonl'], 0, '"r"\n"x"\n'],
  [['del(.)', '-oi', 'ev.jsonl'], 0, '{  }\n{  }\n'],
  [['. = [1, 2]', '-oi', 'empty'], 0, '[1, 2]\n'],
  [['%vector.x = 1; %', '-i', 'empty'], 0, '{ "vector": { "x": 1 } }\n'],
  [['-p', 'odd.vrl', '-i', 'empty'], 0, '5\n'],
  [['-p', 'odd.vrl', '-i', 'empty', '--print-warnings'], 0, '5\n', /^\nwarning\[E900\]/],
  [['-p', 'refused.vrl', '-i', 'ev.jsonl'], 70, '', /^\nerror\[E103\]/],
  // zones
  [['-p', 'time.vrl', '-i', 'empty'], 0, noon],
  [['-p', 'time.vrl', '-i', 'empty', '--timezone', 'UTC'], 0, noon],
  [['-p', 'time.vrl', '-i', 'empty', '--timezone='], 0, noon],
  [['-p', 'time.vrl', '-i', 'empty', '-z', 'local'], 0, noon],
  [['-p', 'time.vrl', '-i', 'empty', '-z', 'Asia/Tokyo'], 0, noon.replace('12:', '03:')],
  [
    ['-p', 'time.vrl', '-i', 'empty', '-z', 'No/Zone'],
    70,
    '',
    /^--timezone: there is no time zone/,
  ],
  // what cannot be read, in the order in which it is looked at
  [['-p', 'no.vrl'], 70, '', /^the file 'no\.vrl' cannot be read \(ENOENT\)\n$/],
  [['.', '-i', 'no.jsonl'], 70, '', /^the file 'no\.jsonl' cannot be read/],
  [['-p', 'no.vrl', '-i', 'no.jsonl'], 70, '', /^the file 'no\.jsonl'/],
  [['-p', 'refused.vrl', '-i', 'bad.jsonl'], 70, '', /^line 2/],
  [['-p', 'folder'], 70, '', /EISDIR/],
  // command lines that are wrong
  [['.', '-p', 'set.vrl'], 2, '', /^error: there is a program, and --program names another/],
  [['.', 'more'], 2, '', /'more' is one word too many/],
  [['--nope'], 2, '', /there is no option --nope/],
  [['--program'], 2, '', /--program wants a value/],
  [['-r', 'vm', '.'], 2, '', /--runtime: got 'vm'/],
  [['-q', '--quiet', '.'], 2, '', /--quiet stands there twice/],
  [['-i', 'empty', '-i', 'empty', '.'], 2, '', /-i stands there twice/],
  [['--print-object=true', '.'], 2, '', /--print-object takes no value/],
  [['-1 + 2'], 2, '', /there is no option -1/],
  [['--version'], 2, '', /there is no option --version/],
];

for (const [args, status, stdout, stderr = /^$/] of calls) {
  it(`sluice vrl ${args.map((arg) => JSON.stringify(arg)).join(' ')} ends with ${status}`, async (t) => {
    const cwd = await folderWith(t, files);
    await mkdir(join(cwd, 'folder'));
    const stdin = '{"from":"stdin"}\n{"from":2}\n';
    const { code, err, out } = await cli(['vrl', ...args], { cwd, stdin });
    assert.deepEqual([code, out], [status, stdout]);
    assert.match(err, stderr);
  });
}

it('what only VRL’s own knows is refused by name', async () => {
  const zone = await cli(['vrl', '--timezone', 'Europe/Berlin'], { stdin: '{}' });
  assert.equal(zone.code, 70);
  assert.match(zone.err, /UTC at the prompt: .*timezone: "Europe\/Berlin"/);
  const code = await cli(['vrl', '--print-code']);
  assert.equal(code.code, 2);
  assert.match(code.err, /--print-code: of which program\?/);
});

it('-h prints the usage', async () => {
  for (const flag of ['-h', '--help']) {
    const { code, out } = await cli(['vrl', flag]);
    assert.equal(code, 0);
    assert.match(out, /^Usage: sluice vrl \[PROGRAM/);
  }
});
