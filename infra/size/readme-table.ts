import { kilobytes } from '../build/sizes.ts';
import type { Released } from './released.ts';

const begin = '<!-- sizes: written by `npm run size -- --update` -->';
const end = '<!-- end of sizes -->';

/** The figures as the README shows them, with the columns as wide as Prettier makes them. */
function tableOf({ packages }: Released): string {
  const heading = ['package', 'AWS SDK', 'raw', 'minified', 'gzip', 'budget'];
  const rows = packages.map(({ name, sdk, ...bytes }) => [
    name === 'consumer' ? '`consumer/main.mjs`' : '`handler/index.mjs`',
    sdk === 'bundled' ? 'bundled' : "Lambda's",
    kilobytes(bytes.rawBytes),
    kilobytes(bytes.minifiedBytes),
    kilobytes(bytes.gzipBytes),
    kilobytes(bytes.budgetGzipBytes),
  ]);
  const widths = heading.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(heading), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
    '\n',
  );
}

/** The README with the table between its marks. */
export function withTable(readme: string, released: Released): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no lines '${begin}' and '${end}'`);
  return `${readme.slice(0, from)}${begin}\n\n${tableOf(released)}\n\n${readme.slice(to)}`;
}
