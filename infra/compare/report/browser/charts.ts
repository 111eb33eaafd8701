import { axisX, axisY, barX, gridX, gridY, lineY, plot, ruleX, text } from '@observablehq/plot';
import type { Question } from '../../model/question.ts';
import { componentNames, type Setup, usdOf } from '../../model/setup.ts';
import { type Ground, type SetupName, setupsAt } from '../../setups/all-setups.ts';
import { componentTitles, shortTitles } from '../../setups/short-titles.ts';
import type { Comparison } from '../comparison.ts';
import { dollars } from '../explain.ts';

/** What is drawn over the rate: one of each kind, so that lines can be told apart. */
export const drawn: readonly (readonly [name: SetupName, dash: string])[] = [
  ['container-fargate', ''],
  ['container-fargate-no-rack', '2 3'],
  ['handler-provisioned', ''],
  ['handler-on-demand-endpoints', '2 3'],
  ['lambda-firehose', '6 3'],
  ['msk-firehose', '6 3'],
  ['msk-data-delivery', '6 3'],
  ['msk-connect', '6 3'],
  ['vector-eks', '6 3'],
];

const names = drawn.map(([name]) => name);
const steps = 40;
const [leastRate, mostRate] = [10, 200_000];
/** What is less is no bill. */
const leastUsd = 0.1;

interface Point {
  readonly rate: number;
  readonly usd: number;
  readonly at: number;
}

/** USD a month over events a second, with what is which. The colours are variables of the page's style. */
export function rateChart(
  question: Question,
  ground: Ground,
  width: number,
  doc: Document,
): string {
  const points = pointsOf(question, ground);
  const legend = drawn.flatMap(([name, dash], at) => {
    // without rackId that variant is the line of the container itself
    if (name === 'container-fargate-no-rack' && !question.rackId) return [];
    const has = points.some((point) => point.at === at);
    const title = has ? shortTitles[name] : `${shortTitles[name]} (no line)`;
    return [
      `<li><svg width="28" height="10" aria-hidden="true"><line x1="0" x2="28" y1="5" y2="5" stroke="var(--line-${at})" stroke-width="2.5"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/></svg> ${title}</li>`,
    ];
  });
  const chart = rateLines(question, ground, width, doc, points);
  return `<figure><ul class="legend">${legend.join('')}</ul>${chart}</figure>`;
}

function pointsOf(question: Question, ground: Ground): readonly Point[] {
  const points: Point[] = [];
  for (let step = 0; step <= steps; step++) {
    const rate = leastRate * (mostRate / leastRate) ** (step / steps);
    const setups = setupsAt({ ...question, rate }, ground, names);
    for (const [at, [name]] of drawn.entries()) {
      const found = setups.find((each) => each.name === name);
      const usd = found === undefined ? null : usdOf(found);
      if (usd !== null && usd >= leastUsd) points.push({ rate, usd, at });
    }
  }
  return points;
}

/** The lines alone, both scales of tenfolds. @param points those of `question`, where they are known already */
export function rateLines(
  question: Question,
  ground: Ground,
  width: number,
  doc: Document,
  points: readonly Point[] = pointsOf(question, ground),
): string {
  const marks = drawn.map(([, dash], at) =>
    lineY(
      points.filter((point) => point.at === at),
      {
        x: 'rate',
        y: 'usd',
        stroke: `var(--line-${at})`,
        strokeWidth: at === 0 || at === 2 ? 2.5 : 1.75,
        ...(dash === '' ? {} : { strokeDasharray: dash }),
      },
    ),
  );
  const figure = plot({
    document: doc,
    width,
    height: Math.max(300, Math.min(440, width * 0.6)),
    marginLeft: 56,
    marginRight: 12,
    marginBottom: 44,
    style: { background: 'none', fontSize: '12px' },
    x: { type: 'log', domain: [leastRate, mostRate] },
    y: { type: 'log', domain: [leastUsd, 100_000], clamp: true },
    marks: [
      gridX({ ticks: 4, strokeOpacity: 0.15 }),
      gridY({ ticks: 5, strokeOpacity: 0.15 }),
      axisX({
        ticks: 4,
        tickFormat: (value: number) => short(value),
        label: 'events a second',
        labelOffset: 40,
      }),
      axisY({ ticks: 5, tickFormat: (value: number) => `$${short(value)}`, label: 'a month' }),
      ruleX([question.rate], { strokeOpacity: 0.5, strokeDasharray: '1 3' }),
      ...marks,
    ],
  });
  const label = `USD a month by events a second; the numbers are in the table 'USD a month by events a second'`;
  return labelled(figure.outerHTML, label);
}

/** The bills at each rate, as bars of their components. */
export function barCharts({ byRate }: Comparison, width: number, doc: Document): string {
  const used = componentNames.filter((name) =>
    byRate.some(({ setups }) =>
      setups.some((setup) => setup.components.some((each) => each.name === name)),
    ),
  );
  const legend = used.map(
    (name) =>
      `<li><span class="swatch" style="background:var(--part-${componentNames.indexOf(name)})"></span>${componentTitles[name]}</li>`,
  );
  const charts = byRate.map(({ rate, setups }) => {
    const title = `${rate.toLocaleString('en-US')} events/s`;
    return `<figure><figcaption>${title}</figcaption>${barChart(setups, width, title, doc)}</figure>`;
  });
  return `<ul class="legend">${legend.join('')}</ul><div class="charts">${charts.join('')}</div>`;
}

function barChart(setups: readonly Setup[], width: number, title: string, doc: Document): string {
  const shown = setups
    .filter(({ limit }) => limit === null)
    .map((setup) => ({ setup, usd: usdOf(setup) }))
    .toSorted((a, b) => (a.usd ?? Infinity) - (b.usd ?? Infinity));
  const parts = shown.flatMap(({ setup }) =>
    setup.components.flatMap(({ name, cost }) =>
      cost.value === null || cost.value <= 0 ? [] : [{ setup: setup.name, name, usd: cost.value }],
    ),
  );
  // those far beyond the others would make them all a line: they are cut, and the number says how long they are
  const sums = shown.flatMap(({ usd }) => (usd === null ? [] : [usd])).toSorted((a, b) => a - b);
  const middle = sums[Math.floor(sums.length * 0.6)] ?? 1;
  const top = Math.min((sums.at(-1) ?? 1) * 1.02, middle * 4);
  const narrow = width < 480;
  const figure = plot({
    document: doc,
    width,
    height: shown.length * 24 + 46,
    marginLeft: narrow ? 148 : 190,
    marginRight: 64,
    style: { background: 'none', fontSize: narrow ? '10.5px' : '12px' },
    x: { domain: [0, top], clamp: true },
    y: { domain: shown.map(({ setup }) => setup.name), padding: 0.25, label: null },
    marks: [
      gridX({ ticks: 3, strokeOpacity: 0.15 }),
      axisX({ ticks: 3, tickFormat: (value: number) => `$${short(value)}`, label: null }),
      axisY({
        label: null,
        tickSize: 0,
        tickFormat: (name: string) => shortTitles[name as SetupName],
      }),
      barX(parts, {
        x: 'usd',
        y: 'setup',
        fill: (part: { name: (typeof componentNames)[number] }) =>
          `var(--part-${componentNames.indexOf(part.name)})`,
        order: (part: { name: (typeof componentNames)[number] }) =>
          componentNames.indexOf(part.name),
      }),
      text(shown, {
        x: ({ usd, setup }: (typeof shown)[number]) => Math.min(usd ?? knownOf(setup), top),
        y: ({ setup }: (typeof shown)[number]) => setup.name,
        text: ({ usd, setup }: (typeof shown)[number]) =>
          usd === null ? `> ${dollars(knownOf(setup))}` : dollars(usd),
        textAnchor: 'start',
        dx: 5,
        fill: 'currentColor',
      }),
    ],
  });
  return labelled(figure.outerHTML, `USD a month at ${title}, by setup and component`);
}

function knownOf({ components }: Setup): number {
  return components.reduce((sum, { cost }) => sum + (cost.value ?? 0), 0);
}

function labelled(svg: string, label: string): string {
  return svg.replace('<svg ', `<svg role="img" aria-label="${label}" `);
}

function short(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value >= 1e3
    ? `${Number((value / 1e3).toPrecision(3))}k`
    : String(Number(value.toPrecision(3)));
}
