import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBucket } from '../support/bucket.ts';
import { randomOf } from '../support/simulation/random.ts';
import { logBounds } from '../support/stored-events.ts';
import { createTopic, deleteTopic, uniqueName } from '../support/topics.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { ChaosEngines } from './chaos-engines.ts';
import { checkFiles, type WrongFiles } from './check-files.ts';
import { type Checked, checkLake, type Wrong } from './check-lake.ts';
import { sampleCommits } from './commit-samples.ts';
import { type CommittedOffsets, watchCommitted } from './committed.ts';
import { heal } from './faults/all-faults.ts';
import { until } from './faults/fault.ts';
import { countTold, createFleet, type Fleet } from './fleet.ts';
import { produceNumbered } from './load.ts';
import { mix, planOf } from './plan.ts';
import { rage } from './rage.ts';
import { epochCuts, fatalCodes, writeLogs } from './seen-in-logs.ts';
import { readTruth } from './truth.ts';
import { definitionOf } from './definition.ts';
import { featuresOf, topicConfigOf } from './variant.ts';

export interface RoundOptions {
  readonly engines: ChaosEngines;
  readonly seed: number;
  /** Counted from 1: with the seed it makes the plan. */
  readonly round: number;
  readonly dense: boolean;
  /** Options of the pipeline over all others. */
  readonly extra: object;
  /** A tree to bundle the consumer from; null: this checkout. */
  readonly sources: string | null;
  /** Where everything goes that the consumers of a round said in which something was wrong; null: nowhere. */
  readonly logs: string | null;
  readonly tell: (line: string) => void;
}

export interface RoundReport extends Checked {
  readonly wrong: Wrong & WrongFiles;
  /** In files; half lines, too. */
  readonly lines: number;
  /** Records in the topic at the end. */
  readonly records: number;
  /** Records that were compacted away. */
  readonly compacted: number;
  /** Faults that had an effect, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  /** Not everything was committed in time after all was healed. */
  readonly stuck: boolean;
  /** Errors that consumers ended with, by code. */
  readonly fatal: ReadonlyMap<string, number>;
  /** Epochs by the reason of their end. */
  readonly cuts: ReadonlyMap<string, number>;
  /** How often the committed offsets were looked at while things broke. */
  readonly samples: number;
  readonly features: readonly string[];
  /** Seconds of each part of the round. */
  readonly phases: ReadonlyMap<string, number>;
}

const partitions = 12;
const atLeast = 20_000;
const standstillMs = 60_000;
const firstMembers = 3;

/** One topic, one bucket, one group, and everything that can happen to them at moments that follow from the seed. */
export async function runRound(options: RoundOptions): Promise<RoundReport> {
  const { engines, seed, round, dense, extra, sources, logs, tell } = options;
  const { direct, bootstrapServers } = engines;
  const { s3 } = engines.engines;
  const plan = planOf(seed, round, dense);
  const { variant } = plan;
  const random = randomOf(mix(seed, `round ${round}`));
  const phases = new Map<string, number>();
  let phaseBeganAt = performance.now();
  const endPhase = (name: string): void => {
    phases.set(name, (performance.now() - phaseBeganAt) / 1000);
    phaseBeganAt = performance.now();
  };
  const groupId = uniqueName('chaos');
  const config = topicConfigOf(variant);
  // the bucket goes with the server: to empty it would take longer than the round
  const [topic, bucket] = await Promise.all([
    createTopic({ hint: 'chaos', partitions, bootstrapServers: direct, config }),
    createBucket('chaos', s3),
  ]);
  const files = mkdtempSync(join(tmpdir(), 'sluice-chaos-files-'));
  const surroundings = { bootstrapServers, topic, groupId, bucket, s3, files, extra };
  const fleet = createFleet({
    s3: s3.endpoint,
    sources,
    random,
    definition: (clientId, endpoint, rules) =>
      definitionOf(variant, surroundings, { clientId, endpoint, rules }),
  });
  const committed = watchCommitted(groupId, topic, direct);
  const commits = sampleCommits(committed, bucket);
  const context = { engines, fleet, topic, files, random };
  const brokerFaultsBefore = engines.brokerFaults;
  try {
    await Promise.all(Array.from({ length: firstMembers }, () => fleet.join()));
    let raging = true;
    const loading = produceNumbered({
      topic,
      partitions,
      bootstrapServers: direct,
      atLeast,
      enough: () => !raging,
      variant,
      random: randomOf(mix(seed, `load ${round}`)),
    });
    const works = (): boolean =>
      fleet.processes.some((each) => countTold(each, 'offsets_committed') > 0);
    await until(works, 60_000);
    endPhase('start');
    const faults = await rage(context, plan, tell);
    endPhase('faults');
    raging = false;
    const load = await loading;
    await heal(context);
    endPhase('heal');
    const stuck = !(await isDrained(committed, topic, direct));
    endPhase('drain');
    await commits.stop();
    const [truth, codes] = await Promise.all([
      readTruth(topic, direct, variant.compacted, load),
      fleet.stop(),
    ]);
    endPhase('stop');
    const ledgers = engines.commits.ledgers(topic);
    const { places } = variant;
    const { compacted, reduced } = variant;
    const lake = { bucket, truth, commits, places, ledgers, dense, compacted, reduced };
    const { found, ...inLake } = await checkLake(lake);
    const killed = await countKilled(fleet);
    const codec = variant.files;
    const inFiles =
      codec === null
        ? null
        : checkFiles({ folder: files, codec, killed, truth, dense, reduced, found });
    const checked = {
      ...inLake,
      wrong: { ...inLake.wrong, ...(inFiles?.wrong ?? noFiles) },
      lines: inFiles?.lines ?? 0,
      examples: [...inLake.examples, ...(inFiles?.examples ?? [])],
    };
    endPhase('check');
    const suspicious =
      stuck ||
      checked.examples.length > 0 ||
      fleet.processes.some((each) => countTold(each, 'fatal') > 0);
    if (logs !== null && suspicious) {
      writeLogs(join(logs, `${seed}-${round}`), fleet, checked.examples);
    }
    const fatal = fatalCodes(fleet.processes, engines.brokerFaults > brokerFaultsBefore);
    for (const code of codes) {
      if (code !== 0) fatal.set(`exit ${code}`, (fatal.get(`exit ${code}`) ?? 0) + 1);
    }
    return {
      ...checked,
      records: [...truth.there.values()].reduce((sum, { size }) => sum + size, 0),
      compacted: variant.compacted ? truth.gone : 0,
      faults,
      stuck,
      fatal,
      cuts: epochCuts(fleet.processes),
      samples: commits.samples.length,
      features: featuresOf(variant),
      phases,
    };
  } finally {
    await heal(context).catch(() => undefined);
    await commits.stop();
    await committed.close();
    await fleet.close();
    bucket.client.destroy();
    rmSync(files, { recursive: true });
    await deleteTopic(topic, direct);
  }
}

const noFiles: WrongFiles = { missingInFiles: 0, torn: 0, strangeLines: 0 };

async function countKilled({ processes }: Fleet): Promise<number> {
  const exits = await Promise.all(processes.map(({ exit }) => exit));
  return exits.filter(({ signal }) => signal === 'SIGKILL').length;
}

/** Waits until the group has committed all that is there; false where it stands still before. */
async function isDrained(
  committed: CommittedOffsets,
  topic: string,
  direct: string,
): Promise<boolean> {
  const ends = await waitUntil('the broker answers', () =>
    logBounds(topic, direct).catch(() => null),
  );
  let before = '';
  let movedAt = performance.now();
  // slow is not stuck: only standing still is
  while (performance.now() - movedAt < standstillMs) {
    const offsets = await committed.read().catch(() => []);
    if (ends.every(({ partition, next }) => offsets[partition] === next)) return true;
    const now = offsets.join();
    if (now !== before) movedAt = performance.now();
    before = now;
    await sleep(150);
  }
  return false;
}
