import { derive, type Figure } from './figure.ts';

/** What a bill is made of; the same words in every setup, so that they can be stacked. */
export const componentNames = [
  'compute',
  'invocations',
  'pollers',
  'delivery',
  'network',
  'crossZone',
  's3Requests',
  'brokers',
  'controlPlane',
  'disks',
  'logs',
  'metrics',
  'storage',
] as const;
export type ComponentName = (typeof componentNames)[number];

/** What a person who chooses looks at besides the bill. */
export interface Traits {
  readonly exactlyOnce: boolean;
  /** Seconds from Kafka to S3, at best and as asked for. */
  readonly freshnessSecs: number;
  /** 0: nothing runs that is yours; 1: a function or a managed connector; 2: containers; 3: a cluster of machines. */
  readonly operations: 0 | 1 | 2 | 3;
  readonly transforms: boolean;
  readonly formats: string;
}

/** A way to get the topic into S3, and what it costs. */
export interface Setup {
  readonly name: string;
  readonly title: string;
  /** measured: CPU, memory and bytes are of runs of this code; modelled: of documents and of others' measurements. */
  readonly kind: 'measured' | 'modelled';
  readonly components: readonly Component[];
  /** Null where it is not possible, or a price is not known. */
  readonly monthly: Figure | null;
  /** What forbids it at this load, with the limit; null: nothing. */
  readonly limit: string | null;
  /** What has to be so, or to be asked of AWS, before it works. */
  readonly conditions: readonly string[];
  /** What it cannot do. */
  readonly cannot: readonly string[];
  readonly traits: Traits;
}

export interface Component {
  readonly name: ComponentName;
  readonly cost: Figure;
}

export type Parts = Partial<Readonly<Record<ComponentName, Figure | null>>>;

/** Adds up the parts, in the order of all names. */
export function setupOf(setup: Omit<Setup, 'components' | 'monthly'>, parts: Parts): Setup {
  const components = componentNames.flatMap((name) => {
    const cost = parts[name] ?? null;
    return cost === null ? [] : [{ name, cost }];
  });
  const inputs = Object.fromEntries(components.map(({ name, cost }) => [name, cost]));
  const formula = components.map(({ name }) => name).join(' + ');
  const total = formula === '' ? null : derive('a month', 'USD', formula, inputs);
  return { ...setup, components, monthly: setup.limit === null ? total : null };
}

/** Dollars, where there is such a sum. */
export function usdOf({ monthly }: Setup): number | null {
  return monthly?.value ?? null;
}
