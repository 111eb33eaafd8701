import { join } from 'node:path';
import { unzipSync } from 'node:zlib';
import { programsCompiler } from '../../../functions/cli/programs-compiler.ts';
import { loadPipeline } from '../../../shared/pipeline/load.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import type { Emit } from '../../../shared/telemetry/events.ts';
import { withParts } from '../engine.ts';
import type { TestRecord } from '../memory-chunk.ts';
import { memoryStore, type MemoryStore } from '../memory-store.ts';
import { type Mistake, SimulatedClient } from './client.ts';
import { SimulatedGroup } from './group.ts';
import { type Random, randomOf } from './random.ts';
import { watchHistories } from './watch-histories.ts';
import { inVirtualTime } from './virtual-time.ts';

const hourMs = 3_600_000;
const startMs = Date.parse('2026-05-01T00:00:00Z');

/** What came of a schedule. */
export interface Outcome {
  readonly missing: number;
  readonly duplicated: number;
  /** Copies of an epoch that was compacted before it was done again, under keys of its own. */
  readonly possiblyDoubled: number;
  readonly outOfOrder: number;
  /** Codes of errors that ended a consumer. */
  readonly fatal: readonly string[];
  /** Rules of the protocol that were broken, as the model has them (test/model/history.ts). */
  readonly broken: readonly string[];
  /** Partitions whose committed offset is not the end of the log. */
  readonly uncommitted: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly objects: number;
  /** Epochs that went on from the disk of a dead consumer. */
  readonly restored: number;
  /** Of them, those that were stored in parts. */
  readonly grown: number;
}

/** @param changes to the pipeline's definition */
export function simulatedPipeline(changes: object = {}, top: object = {}): PipelineModel {
  return loadPipeline(
    {
      name: 'simulated',
      sources: {
        kafka: {
          type: 'kafka',
          bootstrapServers: 'localhost:9092',
          topics: ['devices'],
          groupId: 'simulated',
        },
      },
      sinks: {
        lake: {
          type: 'aws_s3',
          inputs: ['kafka'],
          bucket: 'lake',
          region: 'us-east-1',
          keyPrefix: 'raw/dth=%Y-%m-%d-%H/',
          compression: 'none',
          batch: { maxBytes: 1500, timeoutSecs: 60 },
          ...changes,
        },
      },
      ...top,
    },
    { env: {}, readFile: () => '', programs: programsCompiler(import.meta.dirname) },
  );
}

export interface ScheduleOptions {
  readonly mistake?: Mistake;
  /** Whether objects are stored in parts while they grow, by some of the consumers. */
  readonly growing?: boolean;
  /** Whether the logs lose records now and then, as those of compacted topics do. */
  readonly compacting?: boolean;
  /** For the data directories of consumers that keep open epochs on disk; null: in memory. */
  readonly folder?: string | null;
  /** The names of the events that a good record has to give, as they have them in `part`; a bad one gives a dead letter. */
  readonly partsOf?: (record: TestRecord) => readonly string[];
  /** Whether a line is made of several records. */
  readonly isGrouped?: boolean;
}

/**
 * One run from a seed: consumers come, go, are killed, freeze and wake as zombies, commits and answers are lost or late,
 * epochs are cut at any moment; then everything heals, and the last consumer reads to the end. The truth is the log.
 */
export async function runSchedule(
  seed: number,
  model: PipelineModel,
  options: ScheduleOptions = {},
): Promise<Outcome> {
  const run = (): Promise<Outcome> => schedule(seed, model, options);
  // a disk takes the time it takes: virtual time would run away from it
  return (options.folder ?? null) === null ? inVirtualTime(run) : run();
}

async function schedule(
  seed: number,
  model: PipelineModel,
  options: ScheduleOptions,
): Promise<Outcome> {
  const { mistake = 'none', growing = false, compacting = false, folder = null } = options;
  const random = randomOf(seed);
  const logs = Array.from({ length: 3 }, () => logOf(random));
  const store = memoryStore();
  const watched = watchHistories(store);
  const faultsOfCommits = { lostAnswer: 0.03, late: 0.03, fenced: mistake !== 'no fence' };
  const group = new SimulatedGroup(random, logs, faultsOfCommits, watched.onTaken);
  const clock = { nowMs: startMs };
  const faults: Record<string, number> = {};
  const count = (name: string): void => {
    faults[name] = (faults[name] ?? 0) + 1;
  };
  const live: SimulatedClient[] = [];
  const every: SimulatedClient[] = [];
  const thaws: (() => void)[] = [];
  /** Data directories that nobody uses: one that is killed leaves its own to the next. */
  const free: string[] = [];
  const folders = new Map<SimulatedClient, string>();
  let made = 0;
  let restored = 0;
  const emit: Emit = ({ name }) => {
    if (name === 'journal_restored') restored++;
  };
  const leave = async (client: SimulatedClient): Promise<void> => {
    await client.closed();
    const left = folders.get(client);
    if (left !== undefined) free.push(left);
    folders.delete(client);
  };
  const start = async (untilEnd: boolean): Promise<SimulatedClient> => {
    const limits = mistake === 'cuts by chance' ? otherLimits(model, random) : model;
    // what grows in parts is decided by the memory that a consumer has, so each has its own
    const rules = growing ? withParts(limits, random.pick([100, 250, 600, 1_000_000])) : limits;
    const own = folder === null ? null : (free.shift() ?? join(folder, String(made++)));
    const client = new SimulatedClient(group, random, rules, store, {
      untilEnd,
      clock: () => clock.nowMs,
      mistake,
      folder: own,
      emit,
    });
    if (own !== null) folders.set(client, own);
    every.push(client);
    await client.start();
    return client;
  };
  live.push(await start(false));
  const actions = ['join', 'kill', 'stop', 'zombie', 'cut', 'cut', 'age', 'late'];
  if (compacting) actions.push('compact', 'compact', 'kill');
  const steps = 6 + random.below(10);
  for (let step = 0; step < steps; step++) {
    await turns(random.below(60));
    clock.nowMs += random.below(90_000);
    const victim = random.pick(live);
    const action = random.pick(actions);
    count(action);
    if (action === 'join' && live.length < 3) live.push(await start(false));
    else if (action === 'cut' && folder !== null && random.chance(0.8)) spillAll(victim);
    else if (action === 'cut') victim.engine.cutAll('memory');
    else if (action === 'age') for (const client of live) client.engine.cutAged();
    else if (action === 'late') group.deliverLate();
    else if (action === 'compact') compact(random.pick(logs), random);
    else if (action === 'kill') {
      victim.kill();
      await leave(victim);
      await forget(group, victim);
      // while what it had begun lies there
      if (compacting) for (const log of logs) compact(log, random);
      live.splice(live.indexOf(victim), 1);
    } else if (action === 'stop') {
      await victim.stop();
      await leave(victim);
      live.splice(live.indexOf(victim), 1);
    } else if (action === 'zombie') {
      thaws.push(victim.freeze());
      await forget(group, victim);
      live.splice(live.indexOf(victim), 1);
    }
    if (live.length === 0) live.push(await start(false));
  }
  for (const client of live) {
    client.kill();
    await leave(client);
    await forget(group, client);
  }
  for (const thaw of thaws) thaw();
  group.deliverLate();
  group.heal();
  // a zombie that wakes may join again and take partitions with it: then the next one gets them
  for (let round = 0; round < 2; round++) {
    const last = await start(true);
    await last.finish();
    group.deliverLate();
    await turns(200);
    for (const client of every) {
      client.kill();
      await forget(group, client);
    }
  }
  const fatal = every.flatMap((client) => client.fatal.map(({ code }) => code));
  const uncommitted = logs.filter((_, partition) => {
    const committed = group.committed.get(`devices/${partition}`);
    return committed?.offset !== group.endOf(partition) || committed.metadata !== '';
  }).length;
  return {
    ...compare(store, logs, options.partsOf ?? (() => ['']), options.isGrouped ?? false),
    fatal,
    broken: watched.broken(),
    uncommitted,
    faults,
    restored,
  };
}

/** The same pipeline with another object size, as if that were decided by the memory that is free. */
function otherLimits(model: PipelineModel, random: Random): PipelineModel {
  const maxBytes = 1024 + random.below(1500);
  const sinks = [...model.sinks].map(
    ([name, sink]) => [name, { ...sink, batch: { ...sink.batch, maxBytes } }] as const,
  );
  return { ...model, sinks: new Map(sinks) };
}

/** What is open is moved to the disk, and goes on. */
function spillAll({ engine }: SimulatedClient): void {
  for (const source of engine.sources.values()) {
    for (const lane of source.lanes()) source.spill(lane);
  }
}

async function forget(group: SimulatedGroup, client: SimulatedClient): Promise<void> {
  if (client.memberId !== null) await group.forget(client.memberId);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

/** Records with gaps between their offsets, of several hours, some of them broken. */
function logOf(random: Random): TestRecord[] {
  const records: TestRecord[] = [];
  let offset = 0n;
  const length = 20 + random.below(120);
  for (let i = 0; i < length; i++) {
    offset += BigInt(random.chance(0.1) ? random.below(5) : 0);
    const timestampMs = startMs + random.below(3) * hourMs + i;
    const value = random.chance(0.05) ? 'broken' : `{"v":${i}}`;
    records.push({ offset: offset++, timestampMs, key: 'k', value });
  }
  return records;
}

/** Takes records away, as if their keys had come again; never the last one, which the broker does not touch. */
function compact(log: TestRecord[], random: Random): void {
  const last = log.at(-1);
  const left = log.filter((record) => record === last || random.chance(0.6));
  log.splice(0, log.length, ...left);
}

interface StoredLine {
  readonly partition: number;
  readonly offset: number;
  readonly part?: string;
  /** Of a line that is made of several records: theirs. */
  readonly offsets?: readonly number[];
}

/** Reads what is in the store, without looking at what the engine says about it. */
function compare(
  store: MemoryStore,
  logs: readonly (readonly TestRecord[])[],
  partsOf: (record: TestRecord) => readonly string[],
  isGrouped: boolean,
) {
  const seen = new Map<string, string[]>();
  let outOfOrder = 0;
  let objects = 0;
  let grown = 0;
  for (const [key, { bytes, object }] of store.objects) {
    if (key.startsWith('_sluice/')) continue;
    objects++;
    if (object.metadata['sluice-crc32'] === undefined) grown++;
    const text = (key.endsWith('.gz') ? unzipSync(bytes) : bytes).toString('utf8');
    let before = '';
    for (const line of text.split('\n').filter(Boolean)) {
      const stored = JSON.parse(line) as StoredLine;
      const { partition, part = '', offsets = [stored.offset] } = stored;
      // groups end in any order, and so do the letters of those that are rejected
      if (isGrouped) before = '';
      for (const offset of offsets) {
        const now = String(offset).padStart(9, '0') + part;
        if (now <= before) outOfOrder++;
        before = now;
        const place = `${partition}/${offset}/${part}`;
        const keys = seen.get(place);
        if (keys === undefined) seen.set(place, [key]);
        else keys.push(key);
      }
    }
  }
  let missing = 0;
  logs.forEach((log, partition) => {
    for (const record of log) {
      const parts = record.value === 'broken' ? [''] : partsOf(record);
      for (const part of parts) {
        if (!seen.has(`${partition}/${record.offset}/${part}`)) missing++;
      }
    }
  });
  let duplicated = 0;
  let possiblyDoubled = 0;
  for (const keys of seen.values()) {
    if (areOneCompacted(keys)) possiblyDoubled += keys.length - 1;
    else duplicated += keys.length - 1;
  }
  return { missing, duplicated, possiblyDoubled, outOfOrder, objects, grown };
}

/** Whether objects are attempts at one epoch, of which each but the first was made of what compaction had left. */
function areOneCompacted(keys: readonly string[]): boolean {
  const names = keys.map((key) => /(\+\d+\+\d{20})(?:\+\d{4})?(\+c\d+)?\.[a-z.]+$/.exec(key));
  const variants = new Set(names.map((name) => name?.[2] ?? ''));
  const epochs = new Set(names.map((name) => name?.[1]));
  return epochs.size === 1 && variants.size === keys.length;
}
