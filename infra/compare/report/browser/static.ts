import { parseHTML } from 'linkedom';
import type { Comparison } from '../comparison.ts';
import { shortTitles } from '../../setups/short-titles.ts';
import { barCharts, drawn, rateChart, rateLines } from './charts.ts';

const width = 760;
const legend = { columns: 3, row: 20, top: 24 };

function emptyDocument(): Document {
  return (parseHTML('<html><body></body></html>') as unknown as { document: Document }).document;
}

/** The charts without a browser: for the page before its script runs. */
export function staticCharts(comparison: Comparison): {
  readonly rate: string;
  readonly bars: string;
} {
  const { question, ground } = comparison;
  return {
    rate: rateChart(question, ground, width, emptyDocument()),
    bars: barCharts(comparison, 560, emptyDocument()),
  };
}

const light = [
  '#0550ae',
  '#0550ae',
  '#cf222e',
  '#cf222e',
  '#8250df',
  '#953800',
  '#116329',
  '#bf3989',
  '#57606a',
];
const dark = [
  '#79c0ff',
  '#79c0ff',
  '#ff7b72',
  '#ff7b72',
  '#d2a8ff',
  '#ffa657',
  '#56d364',
  '#ff9bce',
  '#b1bac4',
];

/** The lines over the rate as a file of their own, on white and on black. */
export function costSvg({ question, ground }: Comparison): string {
  const lines = rateLines(question, ground, width, emptyDocument());
  const rows = Math.ceil(drawn.length / legend.columns);
  const height = Number(/ height="(\d+)"/.exec(lines)?.[1] ?? 0);
  const top = legend.top + rows * legend.row;
  const keys = drawn.map(([name, dash], at) => {
    const x = 16 + (at % legend.columns) * 245;
    const y = legend.top + Math.floor(at / legend.columns) * legend.row;
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    return `<line x1="${x}" x2="${x + 28}" y1="${y - 4}" y2="${y - 4}" stroke="var(--line-${at})" stroke-width="2.5"${dashes}/><text x="${x + 36}" y="${y}">${shortTitles[name]}</text>`;
  });
  const colours = (of: readonly string[]): string =>
    of.map((colour, at) => `--line-${at}: ${colour}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${top + height}" width="${width}" height="${top + height}" role="img">
<title>USD a month by events a second</title>
<style>
  :root { color: #24292f; ${colours(light)} }
  text { font: 12px system-ui, sans-serif; fill: currentColor }
  @media (prefers-color-scheme: dark) { :root { color: #e6edf3; ${colours(dark)} } }
</style>
${keys.join('\n')}
<g transform="translate(0 ${top})">${lines}</g>
</svg>
`;
}
