import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pageScript } from '../../build/page-script.ts';
import type { Comparison } from './comparison.ts';
import { controls } from './controls.ts';
import { fixedParts, livingParts } from './sections/body.ts';
import { escaped } from './sections/html.ts';

const browser = join(import.meta.dirname, 'browser');

/** What draws outside of a browser. */
interface Drawing {
  readonly staticCharts: (of: Comparison) => { readonly rate: string; readonly bars: string };
  readonly costSvg: (of: Comparison) => string;
}

/** It draws on a document, which this program's types do not know: by its path, so that they need not. */
export async function drawing(): Promise<Drawing> {
  const file = join(browser, 'static.ts');
  return (await import(pathToFileURL(file).href)) as Drawing;
}

/** The report as one page that loads nothing: model, prices, measurements and charts are in it. */
export async function htmlPage(comparison: Comparison, notes: readonly string[]): Promise<string> {
  const { question, ground } = comparison;
  const { region, prices, measurements } = ground;
  const charts = (await drawing()).staticCharts(comparison);
  const parts: Readonly<Record<string, string>> = {
    ...livingParts(comparison),
    ...fixedParts(comparison),
    'rate-chart': charts.rate,
    'bar-charts': charts.bars,
  };
  const place = (id: string): string => `<div id="${id}">${parts[id] ?? ''}</div>`;
  const regional = { ...prices, regions: { [region]: prices.regions[region] } };
  const data = { question, ground: { ...ground, prices: regional } };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>Kafka to S3: what it costs a month</title>
<style>${await readFile(join(browser, 'style.css'), 'utf8')}</style>
</head>
<body>
<header>
<h1>Kafka to S3: what it costs a month</h1>
<p>The same pipeline as a container and as a Lambda function, measured on the same records, against other ways to get a topic into S3. <b>measured</b>: CPU, memory and bytes are of runs of this code on ${escaped(measurements.machine)}, ${escaped(measurements.date)} (${escaped(measurements.workload)}). <b>modelled</b>: from documents and others' measurements. Prices of ${escaped(region)}, ${escaped(prices.asOf)}; ≈ marks what rests on an estimate. Taxes, support, discounts, brokers (but where a setup needs others) and people are left out.</p>
${place('load')}
${place('summary')}
</header>
${controls(question)}
<main>
<section><h2>A month, by setup</h2>${place('costs')}</section>
<section><h2>By events a second</h2>${place('rate-chart')}${place('rates')}<h3>Where the lines cross</h3>${place('crossovers')}</section>
<section><h2>What the bills are made of</h2><p>Bars that would dwarf the others are cut; the number is the whole bill.</p>${place('bar-charts')}</section>
<section><h2>What moves them</h2>${place('sensitivity')}</section>
<section><h2>Size, start and memory</h2>${place('sizes')}${place('memory')}</section>
<section><h2>How each bill was got, and what each setup cannot do</h2><p>Every step, with its formula, its numbers and where they are from: what is computed here can be computed again by hand. <code>ceil</code> is the next whole number, <code>floor</code> the one before, <code>max</code> and <code>min</code> the largest and the smallest. Those at other loads, and where one thing is changed, are these at that load: move the controls. What is open is printed, too.</p>${place('how')}</section>
<section><h2>What was measured</h2><details><summary>The figures that the formulas take</summary>${place('figures')}</details><details><summary>Every run</summary>${place('runs')}</details><p>A CPU second of that machine does ${measurements.calibration.toFixed(0)} rounds of the calibration (<code>npm run compare -- --calibrate</code>). How much vCPU time on Fargate, EC2 or Lambda a CPU second of it is has not been measured: 1 is taken, and the range shows 0.6 to 2.</p></section>
<section><h2>Prices</h2><details><summary>Every price, with its source</summary>${place('prices')}</details>${notes.length === 0 ? '' : `<ul>${notes.map((note) => `<li>${escaped(note)}</li>`).join('')}</ul>`}</section>
</main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${await pageScript(join(browser, 'app.ts'))}</script>
</body>
</html>
`;
}
