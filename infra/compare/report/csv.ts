import { componentNames } from '../model/setup.ts';
import type { Comparison } from './comparison.ts';

/** A row for each setup at each rate, with a column for each component: for a spreadsheet. */
export function csvReport({ byRate, question, ranged, ground }: Comparison): string {
  const rates = byRate.some(({ rate }) => rate === question.rate)
    ? byRate
    : [...byRate, { rate: question.rate, setups: ranged.map(({ setup }) => setup) }];
  const heading = [
    'region',
    'events_per_second',
    'setup',
    'kind',
    'monthly_usd',
    ...componentNames,
    'limit',
  ];
  const rows = rates.flatMap(({ rate, setups }) =>
    setups.map(({ name, kind, monthly, components, limit }) => [
      ground.region,
      String(rate),
      name,
      kind,
      money(monthly?.value ?? null),
      ...componentNames.map((component) => {
        const cost = components.find((each) => each.name === component)?.cost.value;
        return limit === null && cost !== undefined ? money(cost) : '';
      }),
      limit ?? '',
    ]),
  );
  return [heading, ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function money(value: number | null): string {
  return value === null ? '' : value.toFixed(4);
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
