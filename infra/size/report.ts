import { kilobytes } from '../build/sizes.ts';
import { aligned } from '../../functions/cli/table.ts';
import type { Measured } from './measure.ts';
import { type Released, sameAs } from './released.ts';

const shownContributors = 10;

/** The sizes against those of the release, and what they come from. */
export function formatReport(released: Released, measured: readonly Measured[]): string {
  const rows = measured.map(({ size }) => {
    const before = sameAs(released.packages, size);
    return [
      size.name,
      size.sdk,
      ...(['rawBytes', 'minifiedBytes', 'gzipBytes'] as const).flatMap((figure) => [
        kilobytes(size[figure]),
        changeFrom(before[figure], size[figure]),
      ]),
      kilobytes(before.budgetGzipBytes),
    ];
  });
  const since = `since ${released.release}`;
  const heading = ['package', 'SDK', 'raw', since, 'minified', since, 'gzip', since, 'budget'];
  const parts = measured.flatMap(({ size, contributors }) => [
    '',
    `${size.name}, SDK ${size.sdk}: the largest parts, minified`,
    ...aligned(
      contributors
        .slice(0, shownContributors)
        .map(({ name, minifiedBytes }) => [
          `  ${kilobytes(minifiedBytes).padStart(9)}`,
          `${((100 * minifiedBytes) / size.minifiedBytes).toFixed(1)} %`.padStart(6),
          name,
        ]),
      0,
    ),
  ]);
  return [...aligned([heading, ...rows], 2), ...parts, ''].join('\n');
}

function changeFrom(before: number, now: number): string {
  const percent = (100 * (now - before)) / before;
  return `${percent < 0 ? '' : '+'}${percent.toFixed(1)} %`;
}
