import { type Crossover, crossovers } from '../model/crossover.ts';
import { type Question } from '../model/question.ts';
import { type Setup, usdOf } from '../model/setup.ts';
import { type Ground, type SetupName, setupsAt } from '../setups/all-setups.ts';

/** Events a second that every report shows. */
const shownRates = [100, 1_000, 10_000, 100_000] as const;

/** How wrong the step from this machine's CPU to a vCPU may be: measured nowhere yet (docs/cost-model.md). */
const vcpuFactorRange = { least: 0.6, most: 2 } as const;

/** A setup at the load that is asked for, and what it would cost were the vCPUs slower or faster. */
export interface Ranged {
  readonly setup: Setup;
  readonly usd: number | null;
  readonly least: number | null;
  readonly most: number | null;
  /** Of what is known, where a price is missing. */
  readonly atLeast: number | null;
}

/** The prices that are not known, of those that a setup is made of: '> x' is what is known of its bill. */
export function unknownPrices({ ranged }: Pick<Comparison, 'ranged'>): readonly string[] {
  const missing = ranged.flatMap(({ setup, usd }) =>
    usd === null && setup.limit === null ? (setup.monthly?.missing ?? []) : [],
  );
  return [...new Set(missing.map((name) => name.replace(/^price of ([^,]+),.*/, '$1')))];
}

/** What the whole report is about. Pure. */
export interface Comparison {
  readonly question: Question;
  readonly ground: Ground;
  readonly ranged: readonly Ranged[];
  readonly byRate: readonly { readonly rate: number; readonly setups: readonly Setup[] }[];
  readonly crossings: readonly Crossing[];
  readonly sensitivity: readonly Sensitivity[];
}

/** What the container and the handler cost when one thing is another. */
export interface Sensitivity {
  readonly what: string;
  readonly container: number | null;
  readonly provisioned: number | null;
  readonly onDemand: number | null;
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
    crossings: crossingsOf(question, ground),
    sensitivity: sensitivityOf(question, ground),
  };
}

function pick(setups: readonly Setup[], index: number): number | null {
  const setup = setups[index];
  return setup === undefined ? null : usdOf(setup);
}

/** On Fargate alone, as most would run it. */
export const containerName: SetupName = 'container-fargate';
/** The kinds of mapping that it is held against. */
const mappings: readonly SetupName[] = [
  'handler-provisioned',
  'handler-on-demand-endpoints',
  'handler-on-demand-existing',
];
const compared = [containerName, ...mappings];
/** Events a second between which lines are followed. */
export const followedRates: readonly [number, number] = [1, 200_000];

function costOf(setups: readonly Setup[], name: string): number | null {
  const found = setups.find((each) => each.name === name);
  return found === undefined ? null : usdOf(found);
}

/** Where the container and each kind of mapping change places. */
export interface Crossing {
  readonly handler: string;
  readonly places: readonly Crossover[];
  /** Where there is none: which of them is cheaper throughout; null where they cannot be compared. */
  readonly cheaper: string | null;
}

function crossingsOf(question: Question, ground: Ground): readonly Crossing[] {
  const known = new Map<number, readonly Setup[]>();
  const setupsOf = (rate: number): readonly Setup[] => {
    const setups = known.get(rate) ?? setupsAt({ ...question, rate }, ground, compared);
    known.set(rate, setups);
    return setups;
  };
  return mappings.map((handler) => {
    const costs = (rate: number) =>
      [costOf(setupsOf(rate), containerName), costOf(setupsOf(rate), handler)] as const;
    const places = crossovers([containerName, handler], costs, followedRates);
    const [container, other] = costs(followedRates[0]);
    const cheaper =
      container === null || other === null ? null : container < other ? containerName : handler;
    return { handler, places, cheaper };
  });
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
    ['one partition in each batch', { partitionsPerInvocation: 1 }],
    ['vCPUs half as fast', { vcpuFactor: question.vcpuFactor * 2 }],
  ];
  return changes.map(([what, change]) => {
    const setups = setupsAt({ ...question, ...change }, ground, compared);
    const [provisioned, onDemand] = mappings.map((name) => costOf(setups, name));
    const container = costOf(setups, containerName);
    return { what, container, provisioned: provisioned ?? null, onDemand: onDemand ?? null };
  });
}
