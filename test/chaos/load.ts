import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners } from 'kafkajs';
import type { Message, Producer } from 'kafkajs';
import type { Random } from '../support/simulation/random.ts';
import { testClient, uniqueName } from '../support/topics.ts';
import type { Variant } from './variant.ts';

/** Records that a source cannot decode: one in so many. */
const brokenEvery = 97;
/** Records that spoil the group that they are in: one in so many. */
const poisonEvery = 211;
const batchSize = 600;
const everyMs = 120;
/** When enough is written: slower, until everything that is to break has broken. */
const idleMs = 1_200;
const hourMs = 3_600_000;
const minuteMs = 60_000;
/** What records are stamped with, so that the epochs of a round reach over three hours, and 12 different minutes. */
const firstHourMs = Date.UTC(2026, 4, 1, 10);
/** Keys of a compacted topic: of each partition so few that most of its records can go. */
const keysWhereCompacted = 1_200;

/** What a record's number makes of it. */
export function isBroken(number: number): boolean {
  return number % brokenEvery === 0;
}

/** Whether a pipeline that reduces rejects the whole group of the record with this number. */
export function isPoison(number: number): boolean {
  return number % poisonEvery === 0 && !isBroken(number);
}

/** Records that no pipeline of a round can store. */
export function hasToBeDead(number: number, reduced: boolean): boolean {
  return isBroken(number) || (reduced && isPoison(number));
}

/** What records are grouped by. */
export function groupOf(number: number): string {
  return `g${Math.floor(number / 12) % 7}`;
}

/** The number in a record's value, broken or not. */
export function numberIn(value: string): number {
  return Number(/\d+/.exec(value)?.[0]);
}

export interface LoadOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly bootstrapServers: string;
  readonly atLeast: number;
  readonly enough: () => boolean;
  readonly variant: Variant;
  readonly random: Random;
}

/** Stands for the number of a record that was aborted. */
export const neverToBeRead = -1;

/** What was written, as far as the broker said: by partition, the number at each offset, or `neverToBeRead`. */
export type Written = ReadonlyMap<number, ReadonlyMap<number, number>>;

export interface Load {
  readonly written: Written;
  /** Numbers below this were sent, whatever became of them; number n to partition n modulo their count. */
  readonly sent: number;
}

/**
 * Writes numbered records to all partitions in turn until it has written enough and is told to stop. A batch that
 * nobody answers to is sent again, so a number can be there twice, at two offsets: these are two records.
 */
export async function produceNumbered(options: LoadOptions): Promise<Load> {
  const { topic, atLeast, enough, variant, random } = options;
  const producers = createProducers(options, variant.transactions);
  const written = new Map<number, Map<number, number>>();
  let number = 0;
  let count = 0;
  /** How many of them a consumer may read. */
  const send = async (producer: Producer, inTransaction: boolean): Promise<number> => {
    const messages = messagesFrom(number, options);
    const transaction = inTransaction ? await producer.transaction() : null;
    const answers = await (transaction ?? producer).send({ topic, messages, timeout: 5_000 });
    const aborted = transaction !== null && random.chance(0.15);
    for (const { partition, baseOffset } of answers) {
      note(written, partition, Number(baseOffset), messages, aborted);
    }
    number += messages.length;
    if (aborted) {
      await transaction.abort();
      return 0;
    }
    await transaction?.commit();
    return messages.length;
  };
  while (count < atLeast || !enough()) {
    const startedAt = performance.now();
    try {
      count += await send(await producers.current(), variant.transactions);
    } catch {
      // the broker is away: that is what this is about. Who comes after aborts what is open
      await producers.drop();
    }
    const pauseMs = count < atLeast ? everyMs : idleMs;
    await sleep(Math.max(20, pauseMs - (performance.now() - startedAt)));
  }
  await producers.drop();
  // not in a transaction, so that the last offset of each partition is a record, and a consumer sees where the end is
  const last = createProducers(options, false);
  await send(await last.current(), false);
  await last.drop();
  return { written, sent: number };
}

function note(
  written: Map<number, Map<number, number>>,
  partition: number,
  baseOffset: number,
  messages: readonly Message[],
  aborted: boolean,
): void {
  const known = written.get(partition) ?? new Map<number, number>();
  written.set(partition, known);
  const own = messages.filter((message) => message.partition === partition);
  for (const [index, { value }] of own.entries()) {
    known.set(baseOffset + index, aborted ? neverToBeRead : numberIn(String(value)));
  }
}

function createProducers(
  { bootstrapServers }: LoadOptions,
  transactions: boolean,
): {
  readonly current: () => Promise<Producer>;
  readonly drop: () => Promise<void>;
} {
  const transactionalId = uniqueName('tx');
  let producer: Producer | null = null;
  const drop = async (): Promise<void> => {
    await producer?.disconnect().catch(() => undefined);
    producer = null;
  };
  return {
    drop,
    current: async () => {
      if (producer !== null) return producer;
      const client = await testClient(bootstrapServers);
      producer = client.producer({
        createPartitioner: Partitioners.DefaultPartitioner,
        allowAutoTopicCreation: false,
        // a batch that is not answered is a batch more, not the same again behind our back
        retry: { retries: transactions ? 3 : 0 },
        ...(transactions ? { transactionalId, idempotent: true, maxInFlightRequests: 1 } : {}),
      });
      await producer.connect();
      return producer;
    },
  };
}

function messagesFrom(from: number, { partitions, variant }: LoadOptions): Message[] {
  return Array.from({ length: batchSize }, (_, index) => {
    const number = from + index;
    return {
      partition: number % partitions,
      // in a compacted topic a key has one partition, as with every producer that goes by the key
      key: `key-${variant.compacted ? number % keysWhereCompacted : number}`,
      value: valueOf(number, variant),
      timestamp: String(timeOf(number)),
    };
  });
}

/** Of any batch there are all hours and minutes; each begins a little later, or a broker would begin no new segment. */
function timeOf(number: number): number {
  const hour = number % 3;
  const minute = Math.floor(number / 36) % 4;
  return firstHourMs + hour * hourMs + minute * minuteMs + Math.floor(number / batchSize) * 1_000;
}

function valueOf(number: number, { scarceMemory }: Variant): string {
  if (isBroken(number)) return `{"number":${number},`;
  const pad = 'x'.repeat((scarceMemory ? 2_500 : 20) + (number % 80));
  const poison = isPoison(number) ? { poison: true } : {};
  return JSON.stringify({ number, group: groupOf(number), pad, ...poison });
}
