import type { Admin } from 'kafkajs';
import { testClient } from '../support/topics.ts';

/** Asks for a group's offsets again and again, over one connection for as long as that works. */
export interface CommittedOffsets {
  /** By partition, null where nothing is committed. Throws where the broker has nothing to say. */
  readonly read: () => Promise<(bigint | null)[]>;
  readonly close: () => Promise<void>;
}

export function watchCommitted(
  groupId: string,
  topic: string,
  bootstrapServers: string,
): CommittedOffsets {
  let admin: Admin | null = null;
  const close = async (): Promise<void> => {
    const closing = admin;
    admin = null;
    await closing?.disconnect().catch(() => undefined);
  };
  const connect = async (): Promise<Admin> => {
    const client = await testClient(bootstrapServers);
    const made = client.admin({ retry: { retries: 0 } });
    await made.connect();
    return made;
  };
  return {
    close,
    read: async () => {
      try {
        admin ??= await connect();
        const [answer] = await admin.fetchOffsets({ groupId, topics: [topic] });
        return (answer?.partitions ?? [])
          .toSorted((a, b) => a.partition - b.partition)
          .map(({ offset }) => (offset === '-1' ? null : BigInt(offset)));
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}
