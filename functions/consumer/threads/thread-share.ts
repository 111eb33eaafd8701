import { Holdings } from '../../../shared/engine/holdings.ts';
import type { KafkaSourceModel, PipelineModel } from '../../../shared/pipeline/model.ts';
import { CommonEnd } from './common-end.ts';
import type { ThreadMemory } from './messages.ts';

/** What one of several threads has in common with the others. */
export interface ThreadShare {
  /** From 1. */
  readonly number: number;
  readonly holdings: Holdings;
  readonly end: CommonEnd;
}

/** Made once by the main thread, seen by all. */
export function threadMemory(model: PipelineModel): ThreadMemory {
  return {
    holdings: Holdings.memoryFor(model.threads),
    end: CommonEnd.memoryFor(model.threads, model.sources.size),
  };
}

/** @param number of the thread, from 1 */
export function threadShare(
  model: PipelineModel,
  number: number,
  memory: ThreadMemory,
): ThreadShare {
  return {
    number,
    holdings: new Holdings(memory.holdings, number - 1),
    end: new CommonEnd(memory.end, number - 1, [...model.sources.keys()]),
  };
}

/**
 * A source as one of several threads reads it: a member of its own in the eyes of the group, and fetching so much less
 * at once that all of them together have no more on its way than one thread would.
 */
export function sourceOfThread(
  source: KafkaSourceModel,
  { number, holdings }: ThreadShare,
): KafkaSourceModel {
  const { connection, fetch, groupInstanceId } = source;
  const part = Math.ceil(fetch.maxBytes / holdings.threads);
  return {
    ...source,
    connection: { ...connection, clientId: `${connection.clientId}-${number}` },
    groupInstanceId: groupInstanceId === null ? null : `${groupInstanceId}-${number}`,
    fetch: {
      ...fetch,
      maxBytes: Math.max(part, Math.min(fetch.maxBytes, fetch.maxPartitionBytes)),
    },
  };
}
