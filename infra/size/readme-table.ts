import { kilobytes } from '../build/sizes.ts';
import { type Marks, withSection } from './marked-section.ts';
import { markdownTable } from './markdown-table.ts';
import type { Released } from './released.ts';

const marks: Marks = {
  begin: '<!-- sizes: written by `npm run size -- --update` -->',
  end: '<!-- end of sizes -->',
};

/** The figures as the README shows them. */
function tableOf({ packages }: Released): string {
  const rows = packages.map(({ name, sdk, ...bytes }) => [
    name === 'consumer' ? '`consumer/main.mjs`' : '`handler/index.mjs`',
    sdk === 'bundled' ? 'bundled' : "Lambda's",
    kilobytes(bytes.rawBytes),
    kilobytes(bytes.minifiedBytes),
    kilobytes(bytes.gzipBytes),
    kilobytes(bytes.budgetGzipBytes),
  ]);
  return markdownTable([['package', 'AWS SDK', 'raw', 'minified', 'gzip', 'budget'], ...rows]);
}

/** The README with the table between its marks. */
export function withTable(readme: string, released: Released): string {
  return withSection(readme, marks, tableOf(released));
}
