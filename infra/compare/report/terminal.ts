import { aligned } from '../../../functions/cli/table.ts';
import { type Comparison, type Ranged, unknownPrices } from './comparison.ts';
import { crossoverLines } from './crossover-lines.ts';
import { dollars } from './explain.ts';
import { usdOf } from '../model/setup.ts';

/** The tables for a terminal: what it costs at the load that is asked for, at others, and where the lines cross. */
export function terminalReport(comparison: Comparison, notes: readonly string[]): string {
  const { question, ground, ranged, byRate } = comparison;
  const { rate, recordBytes } = question;
  const rows = ranged.map((each) => [
    each.setup.name,
    each.setup.kind,
    total(each),
    rangeOf(each),
    partsOf(each),
  ]);
  const rateRows = ranged.map(({ setup }) => [
    setup.name,
    ...byRate.map(({ setups }) => {
      const found = setups.find(({ name }) => name === setup.name);
      return found === undefined || found.limit !== null ? 'no' : dollars(usdOf(found));
    }),
    '',
  ]);
  return [
    '',
    `${rate.toLocaleString('en-US')} events/s of ${recordBytes} bytes, ${question.partitions} partitions, ${question.zones} zones, objects in ${question.compression}; ${ground.region}, a month:`,
    '',
    ...indented(aligned([['setup', 'kind', 'USD', 'range', 'of which'], ...rows], 2)),
    '',
    '* a price or a share in it is an estimate. range: vCPUs 0.6 to 2 times as slow as this machine.',
    ...unknownLines(comparison),
    '',
    'By events a second:',
    '',
    ...indented(
      aligned(
        [['setup', ...byRate.map((each) => each.rate.toLocaleString('en-US')), ''], ...rateRows],
        1,
      ),
    ),
    '',
    ...crossoverLines(comparison),
    '',
    `Prices of ${ground.prices.asOf}. Measured ${ground.measurements.date} on ${ground.measurements.machine}.`,
    ...notes,
    '',
  ].join('\n');
}

function unknownLines(comparison: Comparison): string[] {
  const unknown = unknownPrices(comparison);
  return unknown.length === 0
    ? []
    : [`> what is known of a bill. Not known: ${unknown.join('; ')}.`];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}

function total({ setup, usd, atLeast }: Ranged): string {
  if (setup.limit !== null) return 'not possible';
  if (usd === null) return `> ${dollars(atLeast)}`;
  return `${dollars(usd)}${setup.monthly?.estimated === true ? '*' : ''}`;
}

function rangeOf({ least, most }: Ranged): string {
  if (least === null || most === null || most - least < 0.01 * most) return '';
  return `${dollars(least)} – ${dollars(most)}`;
}

function partsOf({ setup }: Ranged): string {
  if (setup.limit !== null) return setup.limit;
  const parts = setup.components
    .filter(({ cost }) => cost.value === null || Math.abs(cost.value) >= 0.005)
    .toSorted((a, b) => (b.cost.value ?? 0) - (a.cost.value ?? 0))
    .map(({ name, cost }) => `${name} ${cost.value === null ? 'unknown' : dollars(cost.value)}`);
  return parts.join(', ');
}
