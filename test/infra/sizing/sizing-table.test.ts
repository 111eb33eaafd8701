import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sizingMarks, sizingTable } from '../../../infra/sizing/sizing-table.ts';
import { withSection } from '../../../infra/size/marked-section.ts';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');

describe('the sizing table', () => {
  it('of docs/operations.md is made of the figures in docs/performance.md: npm run docs writes it', async () => {
    const page = await readFile(join(docs, 'operations.md'), 'utf8');
    const table = sizingTable(await readFile(join(docs, 'performance.md'), 'utf8'));
    assert.equal(withSection(page, sizingMarks, table), page);
  });

  it('leaves four tenths of a core, and a tenth to a process without work', () => {
    const row = (name: string) =>
      `| ${name} | case ${name} | 6.00 | 1 | 1 | | 1 | 1 | 150 / 300 | 1 |`;
    const [, , first = ''] = sizingTable(['a', 'b', 'c', 'd', 'e', 'i'].map(row).join('\n')).split(
      '\n',
    );
    assert.deepEqual(
      first
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
      ['case a', '6.00', '0.1', '0.1', '1.0', '100,000', '150'],
    );
  });

  it('is not made of a page without figures', () => {
    assert.throws(() => sizingTable('nothing'), /no figures of case 'a'/);
  });
});
