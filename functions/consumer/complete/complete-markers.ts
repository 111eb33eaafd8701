import type { EpochOwner } from '../../../shared/engine/exact/epoch-record.ts';
import { storeUntilDone } from '../../../shared/engine/store-until-done.ts';
import type { CompleteMarkersModel } from '../../../shared/pipeline/model.ts';
import { partitionKey, type TopicPartition } from '../../../shared/record.ts';
import { parseKeyTemplate } from '../../../shared/sink/key/template.ts';
import type { ObjectStore } from '../../../shared/sink/object-store.ts';
import type { Emit } from '../../../shared/telemetry/events.ts';
import type { KafkaPort } from '../kafka/port.ts';
import { hourName, hourOf, hourOfKey, markerFolder, startOfHourMs } from './marker-keys.ts';
import { type Ends, TopicHours } from './topic-hours.ts';
import { recordObject } from '../../../shared/sink/record-object.ts';

/**
 * What is known of the topic may be as old as this: partitions are looked for once a minute, and where they end comes
 * from the last fetch. So much later than the grace asks for, nothing is missed by it.
 */
const knowledgeAgeMs = 65_000;
/** How far back a consumer looks for hours that were not marked when it stopped. */
const lookBackHours = 7 * 24;

export interface CompleteMarkersOptions {
  readonly source: string;
  readonly owner: EpochOwner;
  readonly fingerprint: string;
  readonly rules: CompleteMarkersModel;
  readonly store: ObjectStore;
  readonly port: Pick<KafkaPort, 'partitions' | 'committed' | 'bounds' | 'incarnationOf'>;
  readonly holds: (at: TopicPartition) => boolean;
  /** Whether a group without offsets begins at the first record, so that the present hour is whole. */
  readonly readsFromStart: boolean;
  readonly emit: Emit;
  readonly clock: () => number;
}

interface Watched {
  readonly incarnation: string;
  readonly hours: TopicHours;
}

/**
 * Marks each hour of a topic of which everything is stored with an object, once, for whoever waits for it. Done by the
 * member that holds partition 0, and only ever created: two that both think they hold it do no harm, since what they
 * say is asked of the broker. It keeps nothing of its own: after a crash the next one reads which markers are there.
 */
export class CompleteMarkers {
  readonly #options: CompleteMarkersOptions;
  readonly #watched = new Map<string, Watched>();
  #checking: Promise<void> | null = null;

  constructor(options: CompleteMarkersOptions) {
    this.#options = options;
  }

  /** Looks once; a look that is under way is not doubled. @throws {SluiceError} what cannot heal */
  check(signal: AbortSignal): Promise<void> {
    this.#checking ??= this.#check(signal).finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  async #check(signal: AbortSignal): Promise<void> {
    const topics = Map.groupBy(this.#options.port.partitions(), ({ topic }) => topic);
    for (const topic of this.#watched.keys()) if (!topics.has(topic)) this.#watched.delete(topic);
    for (const [topic, partitions] of topics) {
      if (signal.aborted) return;
      if (this.#options.holds({ topic, partition: 0 })) {
        await this.#checkTopic(topic, partitions, signal);
      } else this.#watched.delete(topic);
    }
  }

  async #checkTopic(
    topic: string,
    partitions: readonly TopicPartition[],
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, port } = this.#options;
    const nowMs = clock();
    const hours = await this.#hoursOf(topic, nowMs, signal);
    if (hours === null) return;
    if (hours.tick(nowMs)) {
      const ends = await this.#ends(partitions);
      if (ends === null) return;
      hours.reached(ends);
    }
    if (!hours.isWaiting) return;
    const answer = await port.committed(partitions);
    const committed = new Map(
      answer.map(({ topic: of, partition, offset }) => [partitionKey(of, partition), offset]),
    );
    for (const { hour, ends } of hours.complete(partitions, committed)) {
      if (!(await this.#mark(topic, hour, ends, signal))) return;
      hours.marked(hour);
    }
  }

  /** What was known of the topic, or what the bucket says. Null where the signal is aborted. */
  async #hoursOf(topic: string, nowMs: number, signal: AbortSignal): Promise<TopicHours | null> {
    const incarnation = this.#options.port.incarnationOf(topic);
    const known = this.#watched.get(topic);
    if (known?.incarnation === incarnation) return known.hours;
    const from = await this.#begin(topic, nowMs, signal);
    const done = from === null ? null : await this.#marked(topic, from, nowMs, signal);
    if (from === null || done === null) return null;
    const hours = new TopicHours(this.#graceMs, from, done, nowMs);
    this.#watched.set(topic, { incarnation, hours });
    return hours;
  }

  get #graceMs(): number {
    return this.#options.rules.graceSecs * 1000 + knowledgeAgeMs;
  }

  /** The first hour that can be marked: written down by whoever looked first, and not older than the look back. */
  async #begin(topic: string, nowMs: number, signal: AbortSignal): Promise<number | null> {
    const { owner, readsFromStart, store } = this.#options;
    const key = `${markerFolder(owner, topic)}begin.json`;
    const first = hourOf(nowMs) + (readsFromStart ? 0 : 1);
    const created = await this.#create(key, { version: 1, topic, from: hourName(first) }, signal);
    if (created === null) return null;
    const found = await this.#patiently(() => store.get(key, signal), signal);
    if (found === null) return null;
    const written = (JSON.parse(found.done?.toString('utf8') ?? '{}') as { from?: unknown }).from;
    const from = typeof written === 'string' ? hourOf(Date.parse(`${written}:00:00Z`)) : first;
    return Math.max(from, hourOf(nowMs) - lookBackHours);
  }

  /** The hours from one on that are marked, by listing their days: a long history costs no more than a short one. */
  async #marked(
    topic: string,
    from: number,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<ReadonlySet<number> | null> {
    const { owner, store } = this.#options;
    const hours = new Set<number>();
    for (let hour = from; hour <= hourOf(nowMs) + 23; hour += 24) {
      const day = `${markerFolder(owner, topic)}${hourName(hour).slice(0, 11)}`;
      const listed = await this.#patiently(
        () => Array.fromAsync(store.list(day, signal), ({ key }) => hourOfKey(key)),
        signal,
      );
      if (listed === null) return null;
      for (const found of listed.done) if (found !== null) hours.add(found);
    }
    return hours;
  }

  /** Null where a leader does not answer now: then the next look asks again. */
  async #ends(partitions: readonly TopicPartition[]): Promise<Ends | null> {
    const bounds = await this.#options.port.bounds(partitions);
    const ends = new Map<string, bigint>();
    for (const { topic, partition } of partitions) {
      const key = partitionKey(topic, partition);
      const found = bounds.get(key);
      if (found === undefined) return null;
      // not the last stable offset: what an open transaction holds was there in time, too
      ends.set(key, found.highWatermark);
    }
    return ends;
  }

  async #mark(topic: string, hour: number, ends: Ends, signal: AbortSignal): Promise<boolean> {
    const { clock, emit, fingerprint, owner, port, rules, source } = this.#options;
    const fromMs = startOfHourMs(hour);
    const marker = {
      version: 1,
      ...owner,
      topic,
      incarnation: port.incarnationOf(topic),
      fingerprint,
      hour: hourName(hour),
      from: new Date(fromMs).toISOString(),
      to: new Date(startOfHourMs(hour + 1)).toISOString(),
      graceSecs: rules.graceSecs,
      markedAt: new Date(clock()).toISOString(),
      // everything below is stored
      offsets: Object.fromEntries([...ends].map(([key, end]) => [partitionOf(key), String(end)])),
    };
    // ours last: where it is there, the other is
    if (rules.key !== null) {
      const created = await this.#create(renderedKey(rules.key, fromMs), marker, signal);
      if (created === null) return false;
    }
    const key = `${markerFolder(owner, topic)}${hourName(hour)}.json`;
    const created = await this.#create(key, marker, signal);
    if (created === null) return false;
    if (created === 'created') emit({ name: 'hour_complete', source, topic, hour: marker.hour });
    return true;
  }

  async #create(
    key: string,
    content: object,
    signal: AbortSignal,
  ): Promise<'created' | 'exists' | null> {
    const { store } = this.#options;
    const body = Buffer.from(`${JSON.stringify(content)}\n`);
    const outgoing = recordObject(key, body);
    const result = await this.#patiently(() => store.create(outgoing, signal), signal);
    return result?.done ?? null;
  }

  #patiently<T>(action: () => Promise<T>, signal: AbortSignal) {
    const { emit, rules } = this.#options;
    return storeUntilDone<T>(rules.sink, action, signal, emit);
  }
}

function partitionOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function renderedKey(template: string, timeMs: number): string {
  const parsed = parseKeyTemplate(template);
  return (parsed.ok ? parsed.template.render(timeMs, null) : null) ?? template;
}
