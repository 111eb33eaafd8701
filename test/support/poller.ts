import type { TestContext } from 'node:test';
import {
  type PollerCounts,
  type PollerOptions,
  runPoller,
} from '../../infra/local/lambda/poller/run-poller.ts';
import { testKafka } from './engines.ts';
import { committedOffsets, uniqueName, withAdmin } from './topics.ts';

export interface Polled {
  readonly counts: PollerCounts;
  /** By partition. */
  readonly committed: readonly (bigint | null)[];
}

/** Drives functions from a topic up to its present end, in a group of its own unless one is named. */
export async function pollTopic(
  t: TestContext,
  options: Partial<PollerOptions> & Pick<PollerOptions, 'topic' | 'functions'>,
): Promise<Polled> {
  const { topic, groupId = uniqueName('poller') } = options;
  t.after(async () => withAdmin(async (admin) => admin.deleteGroups([groupId])).catch(() => {}));
  const counts = await runPoller({
    bootstrapServers: (await testKafka()).bootstrapServers,
    groupId,
    batchSize: 100,
    windowMs: 5_000,
    reportsItems: true,
    signal: new AbortController().signal,
    ...options,
  });
  const offsets = await committedOffsets(groupId, topic);
  return { counts, committed: offsets.map(({ offset }) => offset) };
}
