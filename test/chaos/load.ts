import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners } from 'kafkajs';
import type { Message, Producer } from 'kafkajs';
import type { Random } from '../support/simulation/random.ts';
import { testClient, uniqueName } from '../support/topics.ts';

/** Records that a source cannot decode: one in so many. */
const brokenEvery = 97;
const batchSize = 450;
const everyMs = 250;
const hourMs = 3_600_000;
/** What records are stamped with, so that the epochs of a round reach over three hours. */
const firstHourMs = Date.UTC(2026, 4, 1, 10);

/** What a record's number makes of it. */
export function isBroken(number: number): boolean {
  return number % brokenEvery === 0;
}

/** The number in a record's value, broken or not. */
export function numberIn(value: string): number {
  return Number(/\d+/.exec(value)?.[0]);
}

function valueOf(number: number): string {
  const pad = 'x'.repeat(20 + (number % 80));
  return isBroken(number) ? `{"number":${number},` : JSON.stringify({ number, pad });
}

export interface LoadOptions {
  readonly topic: string;
  readonly partitions: number;
  readonly bootstrapServers: string;
  readonly atLeast: number;
  readonly enough: () => boolean;
  /** Write in transactions, of which some are aborted. */
  readonly transactions: Random | null;
}

/**
 * Writes numbered records to all partitions in turn until it has written enough and is told to stop. A batch that
 * nobody answers to is sent again, so a number can be there twice, at two offsets: these are two records.
 */
export async function produceNumbered(options: LoadOptions): Promise<void> {
  const { atLeast, enough, transactions } = options;
  const producers = createProducers(options);
  let number = 0;
  let written = 0;
  while (written < atLeast || !enough()) {
    const startedAt = performance.now();
    const messages = messagesFrom(number, options.partitions);
    try {
      const producer = await producers.current();
      const send = transactions === null ? sendPlain : sendInTransaction(transactions);
      written += await send(producer, options.topic, messages);
      number += messages.length;
    } catch {
      // the broker is away: that is what this is about. Who comes after aborts what is open
      await producers.drop();
    }
    await sleep(Math.max(20, everyMs - (performance.now() - startedAt)));
  }
  await producers.drop();
  // not in a transaction, so that the last offset of each partition is a record, and a consumer sees where the end is
  const last = createProducers({ ...options, transactions: null });
  await sendPlain(await last.current(), options.topic, messagesFrom(number, options.partitions));
  await last.drop();
}

function createProducers({ bootstrapServers, transactions }: LoadOptions): {
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
        retry: { retries: transactions === null ? 0 : 3 },
        ...(transactions === null
          ? {}
          : { transactionalId, idempotent: true, maxInFlightRequests: 1 }),
      });
      await producer.connect();
      return producer;
    },
  };
}

function messagesFrom(number: number, partitions: number): Message[] {
  return Array.from({ length: batchSize }, (_, index) => ({
    partition: (number + index) % partitions,
    key: `key-${number + index}`,
    value: valueOf(number + index),
    timestamp: String(firstHourMs + ((number + index) % 3) * hourMs),
  }));
}

/** @returns how many of them a consumer may read */
type Send = (producer: Producer, topic: string, messages: Message[]) => Promise<number>;

const sendPlain: Send = async (producer, topic, messages) => {
  await producer.send({ topic, messages, timeout: 5_000 });
  return messages.length;
};

function sendInTransaction(random: Random): Send {
  return async (producer, topic, messages) => {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages, timeout: 5_000 });
    if (random.chance(0.15)) {
      await transaction.abort();
      return 0;
    }
    await transaction.commit();
    return messages.length;
  };
}
