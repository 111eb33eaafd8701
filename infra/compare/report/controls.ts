import { brokerKinds, compressions, type Question } from '../model/question.ts';
import { escaped } from './sections/html.ts';

interface Slider {
  readonly name: keyof Question;
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** The value is a power of ten of what the slider says. */
  readonly log?: boolean;
  /** Where it stands for 'by itself'. */
  readonly empty?: number;
}

const sliders: readonly Slider[] = [
  { name: 'rate', label: 'events a second', from: 1, to: 5.3, step: 0.05, log: true },
  { name: 'recordBytes', label: 'bytes of a record', from: 1.3, to: 5, step: 0.05, log: true },
  { name: 'producerRatio', label: "producers' compression, times", from: 1, to: 10, step: 0.5 },
  { name: 'partitions', label: 'partitions', from: 1, to: 200, step: 1 },
  { name: 'zones', label: 'availability zones', from: 1, to: 6, step: 1 },
  { name: 'timeoutSecs', label: 'age of an object, s', from: 10, to: 900, step: 10 },
  { name: 'headroom', label: 'room over the average, times', from: 1, to: 5, step: 0.25 },
  { name: 'pollerUnits', label: 'event poller units', from: 0, to: 20, step: 1, empty: 0 },
  {
    name: 'partitionsPerInvocation',
    label: 'partitions that share a batch',
    from: 0,
    to: 24,
    step: 1,
    empty: 0,
  },
  { name: 'vcpuFactor', label: 'vCPU seconds a CPU second', from: 0.5, to: 3, step: 0.05 },
  { name: 'storageDays', label: 'days that objects stay', from: 0, to: 365, step: 5 },
];

/** The form that the page's script listens to; without the script it stays hidden. */
export function controls(question: Question): string {
  const parts = sliders.map((slider) => sliderOf(slider, question));
  parts.push(
    select('compression', 'compression of objects', compressions, question.compression),
    select('brokers', 'brokers', ['', ...brokerKinds], question.brokers ?? ''),
    checkbox('rackId', 'consumers read in their zone (rackId)', question.rackId),
    checkbox('freeTier', "with Lambda's free tier", question.freeTier),
  );
  return `<form id="controls" hidden><h2>What is asked</h2><div class="controls">${parts.join('\n')}</div><button type="reset">Reset</button></form>`;
}

function sliderOf({ name, label, from, to, step, log, empty }: Slider, question: Question): string {
  const asked = question[name];
  const value = typeof asked === 'number' ? asked : (empty ?? from);
  const at = log === true ? Math.log10(value) : value;
  const more = [
    ...(log === true ? ['data-scale="log"'] : []),
    ...(empty === undefined ? [] : [`data-empty="${empty}"`]),
  ].join(' ');
  const low = Math.min(from, at);
  const high = Math.max(to, at);
  return `<div><label for="c-${name}">${escaped(label)}</label><output for="c-${name}">${value}</output><input id="c-${name}" name="${name}" type="range" min="${low}" max="${high}" step="${Number.isInteger(at / step) ? step : 'any'}" value="${at}" ${more}></div>`;
}

function select(name: string, label: string, values: readonly string[], now: string): string {
  const options = values.map(
    (value) =>
      `<option value="${value}"${value === now ? ' selected' : ''}>${value === '' ? 'not said' : value}</option>`,
  );
  return `<div><label for="c-${name}">${escaped(label)}</label><select id="c-${name}" name="${name}">${options.join('')}</select></div>`;
}

function checkbox(name: string, label: string, now: boolean): string {
  return `<div class="check"><input id="c-${name}" name="${name}" type="checkbox"${now ? ' checked' : ''}><label for="c-${name}">${escaped(label)}</label></div>`;
}
