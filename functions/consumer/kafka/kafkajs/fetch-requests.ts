import type { BrokerRequests, FetchPartition, FetchRequest } from '../broker-requests.ts';
import type { Cluster } from './cluster.ts';
import { createRawFetch } from './internals.ts';

/** The fetch side of `BrokerRequests`: one connection for each broker that carries fetches and nothing else. */
export function createFetchRequests(
  cluster: Pick<Cluster, 'send'>,
  requestTimeoutMs: number,
): Pick<BrokerRequests, 'fetch'> {
  /** The last fetch of each broker: the next one waits for it, also where it was given up. */
  const tails = new Map<number, Promise<unknown>>();

  return {
    fetch: async (nodeId, request, signal) => {
      signal.throwIfAborted();
      const turn = tails.get(nodeId) ?? Promise.resolve();
      const call = createRawFetch(toKafkajs(request));
      const answer = turn.then(async () => {
        signal.throwIfAborted();
        const body = await cluster.send(
          nodeId,
          'fetch',
          call,
          request.maxWaitMs + requestTimeoutMs,
        );
        return { apiVersion: 11 as const, body: body as Buffer };
      });
      tails.set(
        nodeId,
        answer.catch(() => {}),
      );
      return untilAborted(answer, signal);
    },
  };
}

/** What comes after the signal is thrown away; a rejection then is nobody's. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function toKafkajs(request: FetchRequest): object {
  return {
    isolationLevel: request.isolationLevel === 'read_committed' ? 1 : 0,
    maxWaitTime: request.maxWaitMs,
    minBytes: request.minBytes,
    maxBytes: request.maxBytes,
    rackId: request.rackId,
    topics: groupNeighbours(request.partitions),
  };
}

/** Neighbours of one topic share an entry; the order, which is the order of service, stays. */
function groupNeighbours(
  partitions: readonly FetchPartition[],
): { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[] {
  const groups: ReturnType<typeof groupNeighbours> = [];
  for (const { topic, partition, fetchOffset, maxBytes } of partitions) {
    const entry = { partition, fetchOffset: fetchOffset.toString(), maxBytes };
    const last = groups.at(-1);
    if (last?.topic === topic) last.partitions.push(entry);
    else groups.push({ topic, partitions: [entry] });
  }
  return groups;
}
