import { usdOf } from '../../model/setup.ts';
import { componentTitles } from '../../setups/short-titles.ts';
import { type Comparison, type Ranged, unknownPrices } from '../comparison.ts';
import { dollars } from '../explain.ts';
import { crossoverLines } from '../crossover-lines.ts';
import { count, escaped, table } from './html.ts';

/** What each setup costs at the load that is asked for. */
export function costsTable({ ranged }: Comparison): string {
  const unknown = unknownPrices({ ranged });
  const rows = ranged.map((each) => [
    `<a href="#how-${each.setup.name}">${escaped(each.setup.title)}</a>`,
    each.setup.kind,
    totalOf(each),
    rangeOf(each),
    partsOf(each),
  ]);
  const note =
    unknown.length === 0
      ? ''
      : `<p>‘more than’: a price is not known, so this is the part that is: ${escaped(unknown.join('; '))}.</p>`;
  const costs = table(
    'A month, at the load above',
    ['setup', 'kind', 'USD a month', 'with vCPUs 0.6 to 2 times as slow', 'of which'],
    rows,
    2,
  );
  return costs + note;
}

function totalOf({ setup, usd, atLeast }: Ranged): string {
  if (setup.limit !== null) return '<span class="no">not possible</span>';
  if (usd === null) return `more than ${dollars(atLeast)}`;
  const mark = setup.monthly?.estimated === true ? '<abbr title="with estimates">≈</abbr> ' : '';
  return `${mark}<b>${dollars(usd)}</b>`;
}

function rangeOf({ least, most }: Ranged): string {
  if (least === null || most === null) return '';
  return most - least < 0.005 * most ? 'the same' : `${dollars(least)} – ${dollars(most)}`;
}

function partsOf({ setup }: Ranged): string {
  if (setup.limit !== null) return escaped(setup.limit);
  const parts = setup.components
    .filter(({ cost }) => cost.value === null || Math.abs(cost.value) >= 0.005)
    .toSorted((a, b) => (b.cost.value ?? Infinity) - (a.cost.value ?? Infinity))
    .map(({ name, cost }) => {
      const usd = cost.value === null ? 'unknown' : dollars(cost.value);
      return `${componentTitles[name]} ${usd}`;
    });
  return escaped(parts.join(' · '));
}

/** What each costs at other rates, and from where on another is cheaper. */
export function ratesTable({ byRate, ranged }: Comparison): string {
  const rows = ranged.map(({ setup }) => [
    escaped(setup.title),
    ...byRate.map(({ setups }) => {
      const found = setups.find(({ name }) => name === setup.name);
      if (found === undefined) return '';
      if (found.limit !== null) {
        return `<abbr title="${escaped(found.limit)}">not possible</abbr>`;
      }
      return found.monthly?.value === null ? 'unknown' : dollars(usdOf(found));
    }),
  ]);
  const heading = ['setup', ...byRate.map(({ rate }) => `${count(rate)} events/s`)];
  return table('USD a month by events a second', heading, rows);
}

export function crossoverText(comparison: Comparison): string {
  return `<ul>${crossoverLines(comparison)
    .map((line) => `<li>${escaped(line)}</li>`)
    .join('')}</ul>`;
}

/** What moves the bill, for the container and the handler. */
export function sensitivityTable({ sensitivity }: Comparison): string {
  const rows = sensitivity.map(({ what, container, provisioned, onDemand }) => [
    escaped(what),
    dollars(container),
    dollars(provisioned),
    dollars(onDemand),
  ]);
  const heading = [
    'if …',
    'container on Fargate',
    'handler, provisioned',
    'handler, on demand by endpoints',
  ];
  return table('USD a month, one thing changed at a time', heading, rows);
}
