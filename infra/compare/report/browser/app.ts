/** What the page does when a control is moved: the same model, again, and the parts that follow from it. */
import { bounds, type NumberName, type Question } from '../../model/question.ts';
import type { Ground } from '../../setups/all-setups.ts';
import { compare } from '../comparison.ts';
import { livingParts } from '../sections/body.ts';
import { barCharts, rateChart } from './charts.ts';

interface PageData {
  readonly question: Question;
  readonly ground: Ground;
}

const data = JSON.parse(byId('data').textContent ?? '') as PageData;
const form = byId('controls') as HTMLFormElement;
let { question } = data;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no #${id}`);
  return found;
}

/** Sliders of rates and sizes move by tenfolds: what they say is the power. */
function valueOf(input: HTMLInputElement | HTMLSelectElement): Question[keyof Question] {
  if (input instanceof HTMLInputElement && input.type === 'checkbox') return input.checked;
  const isNumber = Object.hasOwn(bounds, input.name);
  if (!isNumber) return input.value === '' ? null : (input.value as Question[keyof Question]);
  const value = Number(input.value);
  if (input.dataset['empty'] === input.value) return null;
  if (input.dataset['scale'] !== 'log') return value;
  return Number((10 ** value).toPrecision(2));
}

function show(input: HTMLInputElement | HTMLSelectElement): void {
  const output = form.querySelector(`output[for="${input.id}"]`);
  if (output === null) return;
  const value = question[input.name as NumberName];
  output.textContent = value === null ? 'auto' : value.toLocaleString('en-US');
}

function take(input: HTMLInputElement | HTMLSelectElement): void {
  question = { ...question, [input.name]: valueOf(input) };
  show(input);
}

function widthOf(id: string, most: number): number {
  const { clientWidth } = byId(id);
  return Math.max(280, Math.min(most, clientWidth));
}

function drawCharts(): void {
  const comparison = compare(question, data.ground);
  byId('rate-chart').innerHTML = rateChart(
    question,
    data.ground,
    widthOf('rate-chart', 900),
    document,
  );
  const place = widthOf('bar-charts', 1_200);
  const each = place > 900 ? Math.floor(place / 2) - 20 : place;
  byId('bar-charts').innerHTML = barCharts(comparison, each, document);
}

function render(): void {
  const open = [...document.querySelectorAll('details[open]')].map(({ id }) => id);
  const parts = livingParts(compare(question, data.ground));
  for (const [id, html] of Object.entries(parts)) byId(id).innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  drawCharts();
}

let waiting = 0;
form.addEventListener('input', ({ target }) => {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
  take(target);
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(render);
});
form.addEventListener('reset', () => {
  question = data.question;
  // the controls have their first values only after this event
  setTimeout(() => {
    for (const input of form.querySelectorAll('input')) show(input);
    render();
  });
});
form.addEventListener('submit', (event) => event.preventDefault());

// a link to a derivation opens it
function openTarget(): void {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener('hashchange', openTarget);
let lastWidth = innerWidth;
addEventListener('resize', () => {
  if (innerWidth === lastWidth) return;
  lastWidth = innerWidth;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(drawCharts);
});

form.hidden = false;
for (const input of form.querySelectorAll('input')) show(input);
openTarget();
drawCharts();
