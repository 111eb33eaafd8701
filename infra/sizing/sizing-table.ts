import { usageError } from '../../functions/cli/arguments.ts';
import { markdownTable } from '../size/markdown-table.ts';

/** The lines of docs/operations.md between which the table stands. */
export const sizingMarks = {
  begin: '<!-- sizing: written by `npm run docs` -->',
  end: '<!-- end of sizing -->',
};

/** Of a core: what is left catches up after a rebalance or a night. */
const usedShare = 0.6;
const rates = [1_000, 10_000, 100_000];
const wanted = ['a', 'b', 'c', 'd', 'e', 'i'];

/**
 * What a pipeline needs, by what the bench has measured.
 * @param performance docs/performance.md
 * @throws {SluiceError} CONFIG_INVALID where the page has no such figures
 */
export function sizingTable(performance: string): string {
  const rows = performance
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const cases = wanted.map((name) => {
    const found = rows.find((cells) => cells[1] === name);
    const micros = Number(found?.[3]);
    if (found === undefined || !(micros > 0)) {
      throw usageError(`docs/performance.md has no figures of case '${name}'`);
    }
    return { what: found[2] ?? '', micros, rss: found[9]?.split(' ')[0] ?? '' };
  });
  const heading = [
    'pipeline',
    'CPU µs an event',
    ...rates.map((rate) => `cores at ${rate.toLocaleString('en')}/s`),
    'events/s of a core',
    'RSS MB',
  ];
  const lines = cases.map(({ what, micros, rss }) => [
    what,
    micros.toFixed(2),
    ...rates.map((rate) => cores((micros * rate) / 1e6 / usedShare)),
    (Math.round((usedShare * 1e3) / micros) * 1000).toLocaleString('en'),
    rss,
  ]);
  return markdownTable([heading, ...lines]);
}

/** Less than a tenth is what a process takes that does nothing. */
function cores(value: number): string {
  return value < 0.1 ? '0.1' : value.toFixed(1);
}
