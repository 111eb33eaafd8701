import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCase } from '../conformance/run-case.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-vrl-files-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return JSON.stringify(path);
}

const list = fileOf(
  'list.dat',
  `// a comment
ignored.before.a.section
// ===BEGIN ICANN DOMAINS===
com
*.ck
!www.ck
co.uk  what follows is no rule
食狮.cn
// ===BEGIN PRIVATE DOMAINS===
a.b.c
*.x.*.y
`,
);

// what VRL's own command line says of the same list
const suffixes: Readonly<Record<string, readonly [string, boolean]>> = {
  'a.com': ['com', true],
  'com.': ['com.', true],
  'b.a.ck': ['a.ck', true],
  'www.ck': ['ck', true],
  ck: ['ck', false],
  'a.uk': ['uk', false],
  'a.co.uk': ['co.uk', true],
  'x.食狮.cn': ['食狮.cn', true],
  'x.xn--85x722f.cn': ['xn--85x722f.cn', true],
  'z.a.b.c': ['a.b.c', true],
  'b.c': ['c', false],
  'q.p.x.w.y': ['p.x.w.y', true],
  'ignored.before.a.section': ['section', false],
};

for (const [name, [etld, isKnown]] of Object.entries(suffixes)) {
  test(`the suffix of ${name} by a list of the program's own is ${etld}`, () => {
    const program = `parse_etld!(${JSON.stringify(name)}, psl: ${list})`;
    assert.equal(
      runCase({ program, input: '{}' }).value,
      `{ "etld": "${etld}", "etld_plus": "${etld}", "known_suffix": ${isKnown} }`,
    );
  });
}

const aliases = fileOf('aliases.json', '{"OUTER":"%{INNER}","INNER":"user=%{USERNAME:user}"}');

test('aliases of grok come from files, which win over those of the program', () => {
  const program = `parse_groks!("user=bob", ["%{OUTER}"], {"INNER": "nothing"}, [${aliases}])`;
  assert.equal(runCase({ program, input: '{}' }).value, '{ "user": "bob" }');
});

const refused: readonly (readonly [program: string, reason: RegExp])[] = [
  [`parse_etld!("a", psl: ${fileOf('none.dat', 'com\n')})`, /error: Unable to parse psl file/],
  [
    `parse_etld!("a", psl: ${fileOf('empty-label.dat', '// BEGIN ICANN DOMAINS\n.com\n')})`,
    /error: Unable to parse psl file/,
  ],
  [`parse_etld!("a", psl: "${folder}")`, /error: Unable to read psl file/],
  [
    `parse_groks!("a", ["a"], alias_sources: [${fileOf('array.json', '[1]')}])`,
    /error: Unable to read alias source/,
  ],
  [
    `parse_groks!("a", ["a"], alias_sources: [${fileOf('number.json', '{"A":1}')}])`,
    /error: Unable to read alias source/,
  ],
];

for (const [program, reason] of refused) {
  test(`${program.replaceAll(folder, '')} does not compile`, () => {
    const { codes, diagnostics } = runCase({ program, input: '{}' });
    assert.deepEqual(codes, [610]);
    assert.match(diagnostics, reason);
  });
}
