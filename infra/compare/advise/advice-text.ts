import { aligned } from '../../../functions/cli/table.ts';
import type { Question } from '../model/question.ts';
import { type Setup, usdOf } from '../model/setup.ts';
import { dollars } from '../report/explain.ts';
import type { Ground } from '../setups/all-setups.ts';
import { type Advice, type Needs, nextOf } from './advice.ts';

/** Below this share of the bill a difference is none: the step from one CPU to another is not known better. */
const sameShare = 0.1;

/** The advice for a person: the cheapest, the next one, why, and what was refused. */
export function adviceText(
  advice: Advice,
  question: Question,
  needs: Needs,
  ground: Ground,
): string {
  const { fit, unpriced, refused } = advice;
  const [best] = fit;
  const next = nextOf(advice);
  const { rate, recordBytes, zones, brokers } = question;
  const load = `${rate.toLocaleString('en-US')} events/s of ${recordBytes} bytes, ${ground.region}, ${zones} zones, ${brokers ?? 'any'} brokers, in S3 within ${needs.freshnessSecs} s`;
  const others = [
    ...unpriced.map((setup) => [setup.name, `a price is not known: ${missing(setup)}`]),
    ...refused.map((each) => [each.setup.name, each.why]),
  ];
  return [
    `${load}:`,
    '',
    ...(best === undefined
      ? ['Nothing meets these needs.']
      : [headline(best), '', ...why(best, next), ...conditions(best)]),
    ...(fit.length < 2
      ? []
      : ['', 'All that meet them, USD a month:', '', ...indented(fit.map(rowOf), 1)]),
    ...(others.length === 0 ? [] : ['', 'Not these:', '', ...indented(others, 1)]),
    '',
    `Prices of ${ground.prices.asOf}; CPU measured ${ground.measurements.date} on ${ground.measurements.machine}. ≈: with estimates. docs/cost-model.md says how it is computed.`,
    '',
  ].join('\n');
}

/** Whether the setup is this program at all. */
export function isSluice({ name }: Setup): boolean {
  return name.startsWith('container') || name.startsWith('handler');
}

function headline(best: Setup): string {
  const what = `${best.title}, ${sum(best)} a month.`;
  return isSluice(best) ? `Cheapest: ${what}` : `Not Sluice: ${what}`;
}

function why(best: Setup, next: Setup | null): string[] {
  const most = `Its bill is mostly ${largest(best)}.`;
  if (next === null) return [`${most} Nothing else meets the needs.`];
  const [low, high] = [usdOf(best) ?? 0, usdOf(next) ?? 0];
  const more = high - low;
  const close =
    more <= sameShare * high
      ? ' That is within what this model can tell: choose by what you would rather operate.'
      : '';
  return [
    most,
    `Next: ${next.title}, ${sum(next)}: ${dollars(more)} more, mostly ${largest(next)}.${close}`,
    ...(best.cannot.length === 0 ? [] : [`It cannot: ${best.cannot.join('; ')}.`]),
  ];
}

function conditions({ conditions: all }: Setup): string[] {
  return all.length === 0 ? [] : [`What has to be so: ${all.join('; ')}.`];
}

function rowOf(setup: Setup): string[] {
  const parts = setup.components
    .filter(({ cost }) => Math.abs(cost.value ?? 0) >= 0.005)
    .toSorted((a, b) => (b.cost.value ?? 0) - (a.cost.value ?? 0))
    .map(({ name, cost }) => `${name} ${dollars(cost.value)}`);
  return [setup.name, sum(setup), parts.join(', ')];
}

function largest({ components }: Setup): string {
  const [first] = components.toSorted((a, b) => (b.cost.value ?? 0) - (a.cost.value ?? 0));
  return first === undefined ? 'nothing' : `${first.name} (${dollars(first.cost.value)})`;
}

function missing({ monthly }: Setup): string {
  return monthly?.missing.join(', ') ?? '';
}

function sum(setup: Setup): string {
  return `${setup.monthly?.estimated === true ? '≈ ' : ''}${dollars(usdOf(setup))}`;
}

function indented(rows: readonly (readonly string[])[], textColumns: number): string[] {
  return aligned(rows, textColumns).map((line) => `  ${line}`.trimEnd());
}
