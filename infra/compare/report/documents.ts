import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownTable } from '../../size/markdown-table.ts';
import { type Marks, withSection } from '../../size/marked-section.ts';
import { usdOf } from '../model/setup.ts';
import type { Comparison } from './comparison.ts';
import { crossoverLines } from './crossover-lines.ts';
import { dollars } from './explain.ts';
import { drawing } from './page.ts';

const root = join(import.meta.dirname, '../../..');
const chart = join(root, 'docs/cost.svg');
const marks: Marks = {
  begin: '<!-- costs: written by `npm run compare -- --readme` -->',
  end: '<!-- end of costs -->',
};

/** What the README shows of all setups. */
const shown = [
  ['container-fargate', 'container, Fargate ARM'],
  ['container-fargate-no-rack', 'the same without `rackId`'],
  ['handler-provisioned', 'handler, provisioned'],
  ['handler-on-demand-endpoints', 'handler, on demand'],
  ['lambda-firehose', 'Lambda → Firehose'],
  ['msk-data-delivery', 'MSK Data Delivery'],
  ['vector-eks', 'Vector on EKS'],
] as const;

/** Writes table and chart into the README and docs/cost.svg: for a release. */
export async function writeDocuments(comparison: Comparison): Promise<void> {
  const readme = join(root, 'README.md');
  await writeFile(readme, readmeWithCosts(await readFile(readme, 'utf8'), comparison));
  await writeFile(chart, (await drawing()).costSvg(comparison));
}

export function readmeWithCosts(text: string, comparison: Comparison): string {
  return withSection(text, marks, section(comparison));
}

function section(comparison: Comparison): string {
  const { question, ground, byRate } = comparison;
  const rows = shown.map(([name, title]) => [
    title,
    ...byRate.map(({ setups }) => {
      const found = setups.find((setup) => setup.name === name);
      if (found === undefined) return '';
      return found.limit === null ? dollars(usdOf(found)) : 'not possible';
    }),
  ]);
  const heading = [
    'a month',
    ...byRate.map(({ rate }) => `${rate.toLocaleString('en-US')} events/s`),
  ];
  const { measurements, prices, region } = ground;
  return [
    markdownTable([heading, ...rows]),
    '',
    [
      `${question.recordBytes} bytes a record, ${question.partitions} partitions, ${question.zones} zones, ${question.compression}; ${region}, prices of ${prices.asOf}; measured ${measurements.date} on ${measurements.machine}.`,
      ...crossoverLines(comparison),
    ].join(' '),
    '![USD a month by events a second](docs/cost.svg)',
  ].join('\n');
}
