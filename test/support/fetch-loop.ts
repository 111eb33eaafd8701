import type { TestContext } from 'node:test';
import type { CreateFetchLoop, FetchLoop } from '../../functions/consumer/kafka/broker-requests.ts';
import { createFetchLoop } from '../../functions/consumer/kafka/fetch/create-fetch-loop.ts';
import type { Chunk, Ownership, TopicPartition } from '../../shared/record.ts';
import { collect } from './read-records.ts';
import { ScriptedBrokers } from './scripted-brokers.ts';
import { waitUntil } from './wait-until.ts';

interface Retry {
  readonly action: string;
  readonly attempt: number;
  readonly delayMs: number;
  readonly cause: Error;
}

export interface LoopBench {
  readonly brokers: ScriptedBrokers;
  readonly loop: FetchLoop;
  readonly retries: Retry[];
}

export const firstOwner: Ownership = { memberId: 'm1', generation: 1, assignment: 1 };

/** A loop over scripted brokers that ends with the test. Long polls take 50 ms. */
export function startLoop(
  t: TestContext,
  options: Partial<Parameters<CreateFetchLoop>[0]> = {},
): LoopBench {
  const brokers = new ScriptedBrokers();
  const retries: Retry[] = [];
  const loop = createFetchLoop({
    requests: brokers,
    maxBytes: 1_000_000,
    maxPartitionBytes: 1_000_000,
    minBytes: 1,
    maxWaitMs: 50,
    rackId: '',
    onOutOfRange: null,
    onRetry: (action, attempt, delayMs, cause) =>
      void retries.push({ action, attempt, delayMs, cause }),
    ...options,
  });
  t.after(() => loop.close());
  return { brokers, loop, retries };
}

/** A partition of the topic `t`. */
export function at(partition: number): TopicPartition {
  return { topic: 't', partition };
}

/** Assigns partitions 0 to count-1 and begins each at 0. */
export function begin(loop: FetchLoop, count: number, ownership: Ownership = firstOwner): void {
  const partitions = Array.from({ length: count }, (_, partition) => at(partition));
  loop.assign(ownership, partitions);
  for (const partition of partitions) loop.seek(ownership, partition, 0n);
}

/** The records of a chunk as `partition:offset=value`. */
export function texts(chunk: Chunk): string[] {
  return collect(chunk.cursor(), chunk.start).map(
    ({ offset, value }) => `${chunk.partition}:${offset}=${value?.toString() ?? 'null'}`,
  );
}

/** Takes chunks until so many records are there, or 5 s have gone by. */
export async function take(loop: FetchLoop, count: number): Promise<string[]> {
  const found: string[] = [];
  const limit = AbortSignal.timeout(5_000);
  while (found.length < count && !limit.aborted) {
    for (const chunk of await loop.chunks(limit)) found.push(...texts(chunk));
  }
  return found;
}

/** Waits until the loop has asked for something: until then nothing is known of what it does without being asked. */
export async function untilAsked({ brokers }: Pick<LoopBench, 'brokers'>): Promise<void> {
  await waitUntil('it has asked', () => brokers.requests.length > 0, { everyMs: 5 });
}

/** Waits until an answer has come that nobody has taken. */
export async function untilHeld(
  { loop }: Pick<LoopBench, 'loop'>,
  moreThanBytes = 0,
): Promise<void> {
  await waitUntil('an answer is held', () => loop.heldBytes() > moreThanBytes, { everyMs: 5 });
}
