import { gatherFacts, allPrices } from '../model/facts.ts';
import type { Comparison, Ranged } from './comparison.ts';
import { explain, withNumbers } from './explain.ts';
import { usdOf } from '../model/setup.ts';

/** What `--json` prints. Other tools read these names: add, never rename. */
export function jsonReport(comparison: Comparison, notes: readonly string[]): object {
  const { question, ground, ranged, byRate } = comparison;
  const { region, prices, measurements } = ground;
  const figures = allPrices(gatherFacts(question, region, prices, measurements));
  return {
    region,
    question,
    setups: ranged.map(setupJson),
    byRate: byRate.map(({ rate, setups }) => ({
      rate,
      monthlyUsd: Object.fromEntries(setups.map((setup) => [setup.name, cents(usdOf(setup))])),
    })),
    crossovers: comparison.crossings,
    sensitivity: comparison.sensitivity,
    prices: {
      asOf: prices.asOf,
      unknown: figures.filter(({ value }) => value === null).map(({ name }) => name),
      estimates: figures
        .filter(({ value, estimated }) => estimated && value !== null)
        .map(({ name }) => name),
    },
    measurements,
    notes,
  };
}

function setupJson({ setup, usd, least, most, atLeast }: Ranged): object {
  const { name, title, kind, components, monthly, limit, conditions, cannot, traits } = setup;
  return {
    name,
    title,
    kind,
    monthlyUsd: cents(usd),
    components:
      limit === null
        ? Object.fromEntries(components.map((each) => [each.name, cents(each.cost.value)]))
        : {},
    limit,
    estimated: monthly?.estimated ?? false,
    unknown: limit === null ? (monthly?.missing ?? []) : [],
    atLeastUsd: cents(atLeast),
    rangeUsd: usd === null ? null : [cents(least), cents(most)],
    conditions,
    cannot,
    traits,
    how:
      monthly === null
        ? []
        : [...explain(monthly).values()].map((line) => ({
            ...line,
            withNumbers: line.formula === null ? null : withNumbers(line),
          })),
  };
}

/** To a hundredth of a cent: what is rounded more does not add up. */
function cents(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e4) / 1e4;
}
