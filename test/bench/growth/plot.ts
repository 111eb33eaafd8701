import type { GrowthFigures } from './run-growth.ts';

const panel = { width: 360, height: 230, left: 52, right: 18, top: 34, bottom: 46 };
const columns = 2;
/** Read on white and on black: the style follows the reader's scheme where a browser knows it. */
const style = `
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600; fill: #24292f }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  .line { fill: none; stroke: #0969da; stroke-width: 2 }
  .dot { fill: #0969da }
  .value { fill: #24292f }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 }
    .title, .value { fill: #f0f6fc }
    .grid { stroke: #3d444d }
    .line { stroke: #4493f8 }
    .dot { fill: #4493f8 }
  }`;

/** A panel for each dimension: CPU from zero, sizes one after the other, as each is many times the last. */
export function growthPlot(figures: readonly GrowthFigures[]): string {
  const rows = Math.ceil(figures.length / columns);
  const width = panel.width * columns;
  const height = panel.height * rows;
  const panels = figures.map((one, at) => {
    const x = (at % columns) * panel.width;
    const y = Math.floor(at / columns) * panel.height;
    return `<g transform="translate(${x} ${y})">\n${panelOf(one)}\n</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>CPU of an event as partitions, open objects, records and threads grow</title>',
    `<style>${style}\n</style>`,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panelOf({ axis, per, points }: GrowthFigures): string {
  const inner = {
    width: panel.width - panel.left - panel.right,
    height: panel.height - panel.top - panel.bottom,
  };
  const step = niceStep(Math.max(...points.map(({ cpuMicros }) => cpuMicros)) * 1.1);
  const top = step * Math.ceil((Math.max(...points.map((one) => one.cpuMicros)) * 1.1) / step);
  const xOf = (at: number): number =>
    Math.round(panel.left + (inner.width * (at + 0.5)) / points.length);
  const yOf = (value: number): number => Math.round(panel.top + inner.height * (1 - value / top));
  const lines: string[] = [`<text class="title" x="${panel.left}" y="18">CPU µs per ${per}</text>`];
  for (let value = 0; value <= top + step / 2; value += step) {
    const y = yOf(value);
    lines.push(
      `<line class="grid" x1="${panel.left}" x2="${panel.width - panel.right}" y1="${y}" y2="${y}"/>`,
      `<text x="${panel.left - 6}" y="${y + 4}" text-anchor="end">${Number(value.toPrecision(6))}</text>`,
    );
  }
  const path = points.map(({ cpuMicros }, at) => `${xOf(at)},${yOf(cpuMicros)}`).join(' ');
  lines.push(`<polyline class="line" points="${path}"/>`);
  points.forEach(({ label, cpuMicros }, at) => {
    const [x, y] = [xOf(at), yOf(cpuMicros)];
    lines.push(
      `<circle class="dot" cx="${x}" cy="${y}" r="3.5"/>`,
      `<text class="value" x="${x}" y="${y - 8}" text-anchor="middle">${shortValue(cpuMicros)}</text>`,
      `<text x="${x}" y="${panel.height - panel.bottom + 17}" text-anchor="middle">${label}</text>`,
    );
  });
  const middle = panel.left + inner.width / 2;
  lines.push(`<text x="${middle}" y="${panel.height - 9}" text-anchor="middle">${axis}</text>`);
  return lines.join('\n');
}

/** 1, 2 or 5 times a power of ten: about five lines up to that value. */
export function niceStep(top: number): number {
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10;
  return factor * power;
}

/** Thousands in short, so that the values of neighbours do not run into each other. */
function shortValue(value: number): string {
  return value < 1000 ? String(value) : `${(value / 1000).toFixed(1)}k`;
}
