import { allPrices, gatherFacts } from '../../model/facts.ts';
import type { Comparison, Ranged } from '../comparison.ts';
import { dollars, exact, explain, type Line, withNumbers } from '../explain.ts';
import { escaped, table } from './html.ts';

/** How the bill of each setup was got, from the prices and measurements up: all of it, so that it can be done again. */
export function derivations({ ranged }: Comparison): string {
  return ranged.map(derivationOf).join('\n');
}

function derivationOf({ setup, usd, atLeast }: Ranged): string {
  const { name, title, monthly, limit, cannot, conditions } = setup;
  const list = (heading: string, items: readonly string[]): string =>
    items.length === 0
      ? ''
      : `<p><b>${heading}</b></p><ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
  const what =
    limit !== null
      ? `<p class="no">Not possible: ${escaped(limit)}</p>`
      : monthly === null
        ? ''
        : stepsTable(title, [...explain(monthly).values()]);
  const sum =
    limit !== null ? 'not possible' : usd === null ? `more than ${dollars(atLeast)}` : dollars(usd);
  return `<details id="how-${name}"><summary>${escaped(title)}: ${sum}</summary>${list('What it cannot do', cannot)}${list('What has to be so', conditions)}${what}</details>`;
}

function stepsTable(title: string, lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    escaped(line.name),
    line.formula === null ? '' : `<code>${escaped(line.formula)}</code>`,
    line.formula === null
      ? ''
      : `<code>${escaped(withNumbers(line))}</code><small>${escaped(namesOf(line))}</small>`,
    `<b>${line.estimated && line.formula === null ? '≈ ' : ''}${exact(line.value)}</b> ${escaped(line.unit)}`,
    escaped(line.source),
  ]);
  const heading = ['what', 'formula', 'with numbers', 'value', 'from, or why'];
  return table(`${title}, step by step`, heading, rows, 3);
}

function namesOf({ inputs }: Line): string {
  return Object.entries(inputs)
    .map(([name, input]) => `${name}: ${input.name}`)
    .join('; ');
}

/** Every price, with where it is from. */
export function pricesTable({ question, ground }: Comparison): string {
  const { region, prices, measurements } = ground;
  const figures = allPrices(gatherFacts(question, region, prices, measurements));
  const rows = figures.map(({ name, value, unit, source, estimated }) => [
    escaped(name),
    `${estimated ? '≈ ' : ''}${exact(value)}`,
    escaped(unit),
    escaped(source),
  ]);
  return table(`Prices of ${region}; ≈: an estimate`, ['price', 'USD', 'for', 'from'], rows);
}
