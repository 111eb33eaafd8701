import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners } from 'kafkajs';
import { testClient } from '../support/topics.ts';

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

/**
 * Writes numbered records to all partitions in turn until it has written enough and is told to stop. A batch that
 * nobody answers to is sent again, so a number can be there twice, at two offsets: these are two records.
 * @returns how many were acknowledged
 */
export async function produceNumbered(options: {
  readonly topic: string;
  readonly partitions: number;
  readonly bootstrapServers: string;
  readonly atLeast: number;
  readonly enough: () => boolean;
}): Promise<number> {
  const { topic, partitions, bootstrapServers, atLeast, enough } = options;
  const client = await testClient(bootstrapServers);
  const producer = client.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    retry: { retries: 0 },
  });
  const connect = async (): Promise<void> => {
    for (;;) {
      try {
        await producer.connect();
        return;
      } catch {
        await sleep(everyMs);
      }
    }
  };
  await connect();
  let number = 0;
  while (number < atLeast || !enough()) {
    const startedAt = performance.now();
    const messages = Array.from({ length: batchSize }, (_, index) => ({
      partition: (number + index) % partitions,
      key: `key-${number + index}`,
      value: valueOf(number + index),
      timestamp: String(firstHourMs + ((number + index) % 3) * hourMs),
    }));
    try {
      await producer.send({ topic, messages, timeout: 5_000 });
      number += messages.length;
    } catch {
      // the broker is away: that is what this is about
    }
    await sleep(Math.max(20, everyMs - (performance.now() - startedAt)));
  }
  await producer.disconnect();
  return number;
}
