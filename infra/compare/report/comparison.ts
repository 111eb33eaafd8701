import { type Crossover, crossovers } from '../model/crossover.ts';
import { type Question } from '../model/question.ts';
import { type Setup, usdOf } from '../model/setup.ts';
import { type Ground, setupsAt } from '../setups/all-setups.ts';

/** Events a second that every report shows. */
export const shownRates = [100, 1_000, 10_000, 100_000] as const;

/** How wrong the step from this machine's CPU to a vCPU may be: measured nowhere yet (docs/cost-model.md). */
export const vcpuFactorRange = { least: 0.6, most: 2 } as const;

/** A setup at the load that is asked for, and what it would cost were the vCPUs slower or faster. */
export interface Ranged {
  readonly setup: Setup;
  readonly usd: number | null;
  readonly least: number | null;
  readonly most: number | null;
  /** Of what is known, where a price is missing. */
  readonly atLeast: number | null;
}

/** What the whole report is about. Pure. */
export interface Comparison {
  readonly question: Question;
  readonly ground: Ground;
  readonly ranged: readonly Ranged[];
  readonly byRate: readonly { readonly rate: number; readonly setups: readonly Setup[] }[];
  readonly crossovers: readonly Crossover[];
  readonly sensitivity: readonly Sensitivity[];
}

/** What the container and the handler cost when one thing is another. */
export interface Sensitivity {
  readonly what: string;
  readonly container: number | null;
  readonly handler: number | null;
}

export function compare(question: Question, ground: Ground): Comparison {
  const at = (change: Partial<Question>): readonly Setup[] =>
    setupsAt({ ...question, ...change }, ground);
  const slower = at({ vcpuFactor: question.vcpuFactor * vcpuFactorRange.most });
  const faster = at({ vcpuFactor: question.vcpuFactor * vcpuFactorRange.least });
  const ranged = at({}).map((setup, index): Ranged => {
    const usd = usdOf(setup);
    const known = setup.components.reduce((sum, { cost }) => sum + (cost.value ?? 0), 0);
    return {
      setup,
      usd,
      least: usd === null ? null : pick(faster, index),
      most: usd === null ? null : pick(slower, index),
      atLeast: usd === null && setup.limit === null ? known : null,
    };
  });
  return {
    question,
    ground,
    ranged,
    byRate: shownRates.map((rate) => ({ rate, setups: at({ rate }) })),
    crossovers: crossoversOf(question, ground),
    sensitivity: sensitivityOf(question, ground),
  };
}

function pick(setups: readonly Setup[], index: number): number | null {
  const setup = setups[index];
  return setup === undefined ? null : usdOf(setup);
}

/** The cheapest of one family; null where none is possible. */
export function cheapestOf(
  setups: readonly Setup[],
  family: 'container' | 'handler',
): Setup | null {
  const priced = setups.filter(
    ({ name, monthly }) =>
      name.startsWith(family) && monthly?.value !== null && monthly?.value !== undefined,
  );
  return priced.toSorted((a, b) => (usdOf(a) ?? 0) - (usdOf(b) ?? 0))[0] ?? null;
}

/** On Fargate alone, as most would run it, against the cheapest mapping. */
const containerName = 'container-fargate';

function pair(setups: readonly Setup[]): readonly [number | null, number | null] {
  const container = setups.find(({ name }) => name === containerName);
  const handler = cheapestOf(setups, 'handler');
  return [
    container === undefined ? null : usdOf(container),
    handler === null ? null : usdOf(handler),
  ];
}

function crossoversOf(question: Question, ground: Ground): readonly Crossover[] {
  const costs = (rate: number) => pair(setupsAt({ ...question, rate }, ground));
  return crossovers([containerName, 'handler'], costs, [1, 200_000]);
}

function sensitivityOf(question: Question, ground: Ground): readonly Sensitivity[] {
  const changes: readonly (readonly [string, Partial<Question>])[] = [
    ['as asked', {}],
    ['records half as large', { recordBytes: question.recordBytes / 2 }],
    ['records five times as large', { recordBytes: question.recordBytes * 5 }],
    ['objects without compression', { compression: 'none' }],
    ['objects in gzip', { compression: 'gzip' }],
    ['producers compress four times', { producerRatio: 4 }],
    ['one zone', { zones: 1 }],
    ['consumers without rackId', { rackId: false }],
    ['objects every minute', { timeoutSecs: 60 }],
    ['twice the poller units', { pollerUnits: Math.max(2, (question.pollerUnits ?? 1) * 2) }],
    ['48 partitions', { partitions: 48 }],
    ['vCPUs half as fast', { vcpuFactor: question.vcpuFactor * 2 }],
  ];
  return changes.map(([what, change]) => {
    const [container, handler] = pair(setupsAt({ ...question, ...change }, ground));
    return { what, container, handler };
  });
}
