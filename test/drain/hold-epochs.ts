import type { Kafka } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 300;
const patienceMs = 180_000;

/** Waits until the group has committed a ledger in so many partitions. @throws {Error} it takes too long */
export async function untilLedgers(
  kafka: Kafka,
  topic: string,
  groupId: string,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (;;) {
      signal.throwIfAborted();
      const ledgers = await ledgersIn(admin, topic, groupId);
      if (ledgers === count) return;
      if (performance.now() > giveUpAt) {
        throw new Error(`${ledgers} of ${count} partitions have a ledger, and no more come`);
      }
      await sleep(everyMs);
    }
  } finally {
    await admin.disconnect();
  }
}

async function ledgersIn(
  admin: ReturnType<Kafka['admin']>,
  topic: string,
  groupId: string,
): Promise<number> {
  // a group that nobody has joined yet is not known
  const [answer] = await admin.fetchOffsets({ groupId, topics: [topic] }).catch(() => []);
  return (answer?.partitions ?? []).filter(({ metadata }) => metadata?.startsWith('sluice1:'))
    .length;
}
