import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { node } from '../support/build-packages.ts';
import { folderWith } from '../support/cli.ts';
import { triesOf } from '../support/second-try.ts';

const good = "import { test } from 'node:test'; test('good', () => {});";

test('a second try leaves out the files that passed whole, and these alone', async (t) => {
  const folder = await folderWith(t, {
    'good.test.mjs': good,
    'bad.test.mjs': `${good} test('bad', () => { throw new Error('bad'); });`,
    // its test is of another file, as those that several files share are
    'borrows.test.mjs': "import './lends.mjs';",
    'lends.mjs':
      "import { test } from 'node:test'; test('lent', () => { throw new Error('bad'); });",
    'ends-badly.test.mjs': `${good} process.on('exit', () => { process.exitCode = 3; });`,
    'is-killed.test.mjs': `${good} test('killed', () => { process.kill(process.pid, 'SIGKILL'); });`,
    'does-not-load.test.mjs': "import './nowhere.mjs';",
  });
  const names = ['good', 'bad', 'borrows', 'ends-badly', 'is-killed', 'does-not-load'];
  const list = join(folder, 'passed.json');
  const tryOf = async (files: readonly string[], group: string): Promise<string[]> => {
    const tries = triesOf([`--test-rerun-failures=${list}`]);
    const args = ['--test', '--test-reporter=dot', ...tries.optionsOf(group), ...files];
    const { code } = await node(args, { cwd: folder });
    assert.equal(code, 1);
    const { passed } = triesOf([`--test-rerun-failures=${list}`]);
    return [...passed].toSorted();
  };
  assert.deepEqual([...triesOf([]).passed], []);
  const files = names.map((name) => join(folder, `${name}.test.mjs`));
  const [first = ''] = files;
  assert.deepEqual(await tryOf(files, 'all'), [first]);
  // what a later try adds is kept beside what an earlier one had
  await writeFile(join(folder, 'bad.test.mjs'), good);
  const [, second = ''] = files;
  assert.deepEqual(await tryOf(files.slice(1), 'all'), [second, first]);
  assert.ok(existsSync(`${list}.all`), 'the single tests that passed are kept by node');
  triesOf([`--test-rerun-failures=${list}`]).allPassed('shared', ['/a.test.ts', '/b.test.ts']);
  const { passed } = triesOf([`--test-rerun-failures=${list}`]);
  assert.ok(passed.has('/a.test.ts') && passed.has('/b.test.ts') && passed.has(first));
});
