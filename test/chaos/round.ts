import { setTimeout as sleep } from 'node:timers/promises';
import { createBucket } from '../support/bucket.ts';
import { sinkStore } from '../support/scenario.ts';
import { randomOf, type Random } from '../support/simulation/random.ts';
import { logBounds } from '../support/stored-events.ts';
import { committedOffsets, createTopic, deleteTopic, uniqueName } from '../support/topics.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { ChaosEngines } from './chaos-engines.ts';
import { checkLake, type Wrong } from './check-lake.ts';
import { sampleCommits } from './commit-samples.ts';
import {
  type Fault,
  type FaultContext,
  heal,
  longFaults,
  sessionMs,
  shortFaults,
} from './faults.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { produceNumbered } from './load.ts';
import { readTruth } from './truth.ts';

export interface RoundOptions {
  readonly engines: ChaosEngines;
  readonly seed: number;
  /** A tree to bundle the consumer from; null: this checkout. */
  readonly sources: string | null;
  readonly tell: (line: string) => void;
}

export interface RoundReport {
  /** Records in the topic. */
  readonly records: number;
  /** Faults that had an effect, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  readonly wrong: Wrong;
  /** What was wrong, in words; at most a few. */
  readonly examples: readonly string[];
  /** Not everything was committed in time after all was healed. */
  readonly stuck: boolean;
  /** Errors that consumers ended with, by code. */
  readonly fatal: ReadonlyMap<string, number>;
  /** How often the committed offsets were looked at while things broke. */
  readonly samples: number;
  readonly variant: string;
  readonly seconds: number;
}

const partitions = 12;
const atLeast = 20_000;
const drainMs = 60_000;
const shortFaultCount = 5;

/** One topic, one bucket, one group, and everything that can happen to them at moments that follow from the seed. */
export async function runRound(options: RoundOptions): Promise<RoundReport> {
  const { engines, seed, sources, tell } = options;
  const startedAt = performance.now();
  const { direct } = engines;
  const random = randomOf(seed);
  const groupId = uniqueName('chaos');
  const [topic, bucket] = await Promise.all([
    createTopic({ hint: 'chaos', partitions, bootstrapServers: direct }),
    createBucket('chaos', engines.engines.s3),
  ]);
  const variant = drawVariant(random);
  const fleet = createFleet({
    s3: engines.engines.s3.endpoint,
    sources,
    definition: (clientId, endpoint) => ({
      name: 'chaos',
      sources: {
        kafka: {
          type: 'kafka',
          bootstrapServers: engines.bootstrapServers,
          topics: topic,
          groupId,
          clientId,
          sessionTimeoutMs: sessionMs,
          heartbeatIntervalMs: 500,
          rebalanceTimeoutMs: 8_000,
          socketTimeoutMs: 4_000,
          onRejection: { keyPrefix: 'dead/' },
        },
      },
      sinks: Object.fromEntries(
        variant.places.map((place, index) => [
          `s3-${index}`,
          {
            type: 'aws_s3',
            inputs: ['kafka'],
            ...sinkStore(bucket, engines.engines.s3, endpoint),
            keyPrefix: `${place}${variant.keyPrefix}`,
            compression: variant.compression,
            batch: { maxBytes: 100_000, timeoutSecs: variant.timeoutSecs },
          },
        ]),
      ),
      api: { enabled: true, address: '${API_ADDRESS}' },
      log: { level: 'DEBUG' },
    }),
  });
  const commits = sampleCommits({ groupId, topic, bootstrapServers: direct, bucket });
  const context = { engines, fleet, topic, random };
  try {
    await Promise.all(Array.from({ length: 3 }, () => fleet.join()));
    let raging = true;
    const load = produceNumbered({
      topic,
      partitions,
      bootstrapServers: direct,
      atLeast,
      enough: () => !raging,
      transactions: variant.transactions ? randomOf(seed) : null,
    });
    const faults = await rage(context, tell);
    raging = false;
    await load;
    await heal(context);
    const [truth, stuck] = await Promise.all([
      readTruth(topic, direct),
      drained(groupId, topic, direct).then(
        () => false,
        () => true,
      ),
    ]);
    await commits.stop();
    const codes = await fleet.stop();
    const { places } = variant;
    const { wrong, examples } = await checkLake({ bucket, truth, commits, places });
    const records = [...truth.values()].reduce((sum, { size }) => sum + size, 0);
    const fatal = fatalCodes(fleet);
    for (const code of codes) if (code !== 0) count(fatal, `exit ${code}`);
    return {
      records,
      faults,
      wrong,
      examples: examples.slice(0, 5),
      stuck,
      fatal,
      samples: commits.samples.length,
      variant: describeVariant(variant),
      seconds: Math.round((performance.now() - startedAt) / 1000),
    };
  } finally {
    await heal(context).catch(() => undefined);
    await commits.stop();
    await fleet.close();
    await Promise.all([deleteTopic(topic, direct), bucket.remove()]);
  }
}

interface Variant {
  readonly places: readonly string[];
  readonly keyPrefix: string;
  readonly compression: string;
  readonly timeoutSecs: number;
  readonly transactions: boolean;
}

function drawVariant(random: Random): Variant {
  return {
    places: random.chance(0.4) ? ['raw/', 'copy/'] : ['raw/'],
    // without the hour, most epochs are one object, which has no record of its own
    keyPrefix: random.chance(0.75) ? 'hour=%H/' : '',
    compression: random.pick(['none', 'gzip', 'zstd']),
    timeoutSecs: random.pick([1, 2]),
    transactions: random.chance(0.3),
  };
}

function describeVariant({ places, compression, keyPrefix, transactions }: Variant): string {
  const objects = keyPrefix === '' ? 'one prefix' : 'a prefix by hour';
  const sinks = places.length === 1 ? 'one sink' : `${places.length} sinks`;
  return [sinks, objects, compression, ...(transactions ? ['transactions'] : [])].join(', ');
}

/** Several short faults, one after the other, and a long one beside them. @returns those that had an effect */
async function rage(
  context: FaultContext,
  tell: (line: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const { random } = context;
  const effects = new Map<string, number>();
  const happen = async (kind: string, fault: Fault): Promise<void> => {
    const effective = await fault(context);
    if (effective) count(effects, kind);
    else tell(`  ${kind} had no effect`);
  };
  const long = random.pick(Object.entries(longFaults));
  const short = Array.from({ length: shortFaultCount }, () =>
    random.pick(Object.entries(shortFaults)),
  );
  const longAfterMs = 1_000 + random.below(4_000);
  const pauses = short.map(() => 200 + random.below(1_200));
  const beside = async (): Promise<void> => {
    await sleep(longAfterMs);
    await happen(...long);
  };
  const inTurn = async (): Promise<void> => {
    for (const [index, each] of short.entries()) {
      await sleep(pauses[index]);
      await happen(...each);
    }
  };
  await Promise.all([beside(), inTurn()]);
  return effects;
}

async function drained(groupId: string, topic: string, direct: string): Promise<void> {
  const ends = await logBounds(topic, direct);
  await waitUntil(
    'all is committed',
    async () => {
      const committed = await committedOffsets(groupId, topic, direct).catch(() => []);
      return ends.every(({ partition, next }) => committed[partition]?.offset === next);
    },
    { timeoutMs: drainMs, everyMs: 300 },
  );
}

function fatalCodes({ processes }: Fleet): Map<string, number> {
  const codes = new Map<string, number>();
  for (const consumer of processes) {
    for (const { error } of consumer.told('fatal')) count(codes, error?.code ?? 'unknown');
  }
  return codes;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
