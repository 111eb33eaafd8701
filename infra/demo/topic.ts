import type { Admin, Kafka } from 'kafkajs';

/** Runs with a connected admin client, and disconnects it whatever happens. */
export async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Makes the topic and waits until each partition has its leader. */
export async function createDemoTopic(
  kafka: Kafka,
  topic: string,
  partitions: number,
): Promise<void> {
  await withAdmin(kafka, async (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic,
          numPartitions: partitions,
          // the events are of 2024: any retention by time would delete them while they are read
          configEntries: [{ name: 'retention.ms', value: '-1' }],
        },
      ],
    }),
  );
}

/** Deletes the topic and the group, whichever of them is there. */
export async function deleteDemoTopic(kafka: Kafka, topic: string, groupId: string): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
  });
}

/** How far the log and the group are. */
export interface GroupState {
  /** Records in the log, by its bounds. */
  readonly records: bigint;
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[];
}

/** Asks Kafka itself, not the consumer: the committed offset of each partition must be the end of its log. */
export async function checkGroup(
  kafka: Kafka,
  topic: string,
  groupId: string,
): Promise<GroupState> {
  return withAdmin(kafka, async (admin) => {
    const bounds = await admin.fetchTopicOffsets(topic);
    const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const offsets = new Map(
      committed?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]),
    );
    let records = 0n;
    const faults: string[] = [];
    for (const { partition, low, high } of bounds) {
      records += BigInt(high) - BigInt(low);
      const offset = offsets.get(partition) ?? -1n;
      if (offset === BigInt(high) || (high === '0' && offset === -1n)) continue;
      const got = offset === -1n ? 'nothing is committed' : `the group has committed ${offset}`;
      faults.push(`partition ${partition} ends at ${high}, but ${got}`);
    }
    return { records, faults };
  });
}
