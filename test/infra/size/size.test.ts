import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { PackageSize } from '../../../infra/build/sizes.ts';
import { contributorsTo } from '../../../infra/size/contributors.ts';
import { readOptions } from '../../../infra/size/options.ts';
import { withTable } from '../../../infra/size/readme-table.ts';
import { breaches, readReleased, type Released, updated } from '../../../infra/size/released.ts';
import { formatReport } from '../../../infra/size/report.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { node, root } from '../../support/build-packages.ts';

const size = (gzipBytes: number): PackageSize => ({
  name: 'handler',
  sdk: 'bundled',
  rawBytes: 900,
  minifiedBytes: 500,
  gzipBytes,
});
const released: Released = { release: '1.0.0', packages: [{ ...size(100), budgetGzipBytes: 110 }] };

describe('npm run size', () => {
  it('tells the figures of every package, which are within their budgets', async () => {
    const { stdout, stderr, code } = await node([join(root, 'infra/size/main.ts'), '--json']);
    assert.deepEqual([stderr, code], ['', 0]);
    const { packages } = JSON.parse(stdout) as { packages: PackageSize[] };
    assert.deepEqual(
      packages.map(({ name, sdk }) => `${name} ${sdk}`),
      ['consumer bundled', 'handler bundled', 'handler runtime'],
    );
    for (const { rawBytes, minifiedBytes, gzipBytes } of packages) {
      assert.ok(rawBytes > minifiedBytes && minifiedBytes > gzipBytes && gzipBytes > 10_000);
    }
  });

  it('is shown in the README as it is committed', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    assert.equal(readme, withTable(readme, await readReleased()));
  });

  it('names what is over its budget, and by how much', () => {
    assert.deepEqual(breaches(released, [size(110)]), []);
    assert.deepEqual(breaches(released, [size(111)]), [
      'handler, SDK bundled: 111 bytes with gzip, 1 over its budget of 110',
    ]);
  });

  it('shows each package against the last release, and its ten largest parts', () => {
    const contributors = Array.from({ length: 12 }, (_, index) => ({
      name: `part-${index}`,
      minifiedBytes: 100 - index,
    }));
    const text = formatReport(released, [{ size: size(90), contributors }]);
    assert.match(text, /since 1\.0\.0/);
    assert.match(text, /^handler +bundled .* 0\.1 kB +-10\.0 % +0\.1 kB$/m);
    assert.match(text, /^ +0\.1 kB +20\.0 % +part-0$/m);
    assert.deepEqual(
      text.match(/part-\d+/g),
      contributors.slice(0, 10).map(({ name }) => name),
    );
  });

  it('takes new figures over and leaves budgets as they are', () => {
    assert.deepEqual(updated(released, [size(90)], '1.1.0'), {
      release: '1.1.0',
      packages: [{ ...size(90), budgetGzipBytes: 110 }],
    });
  });

  it('adds up what is of one library, and of one folder', () => {
    const inputs = {
      'shared/engine/epoch.ts': 5,
      'shared/engine/disk/journal.ts': 6,
      'node_modules/@aws-sdk/core/a.js': 20,
      'node_modules/x/node_modules/@aws-sdk/core/b.js': 1,
      'functions/consumer/kafka/platformatic/library.ts': 3,
    };
    const output = {
      bytes: 35,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
      ),
    };
    assert.deepEqual(contributorsTo({ inputs: {}, outputs: { 'a.mjs': output } }), [
      { name: '@aws-sdk/core', minifiedBytes: 21 },
      { name: 'shared/engine', minifiedBytes: 11 },
      { name: '@platformatic/kafka', minifiedBytes: 3 },
    ]);
  });

  for (const args of [['--jsn'], ['--json', '--update'], ['x']]) {
    it(`refuses ${args.join(' ')}`, () => {
      assert.throws(() => readOptions(args), SluiceError);
    });
  }
});
