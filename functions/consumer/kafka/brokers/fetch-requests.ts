import type { BrokerRequests } from '../broker-requests.ts';
import type { Cluster } from './cluster.ts';

/** The fetch side of `BrokerRequests`: one connection for each broker that carries fetches and nothing else. */
export function createFetchRequests(
  cluster: Pick<Cluster, 'ask'>,
  requestTimeoutMs: number,
): Pick<BrokerRequests, 'fetch'> {
  /** The last fetch of each broker: the next one waits for it, also where it was given up. */
  const tails = new Map<number, Promise<unknown>>();

  return {
    fetch: async (nodeId, request, signal) => {
      signal.throwIfAborted();
      const turn = tails.get(nodeId) ?? Promise.resolve();
      const answer = turn.then(async () => {
        signal.throwIfAborted();
        const timeoutMs = request.maxWaitMs + requestTimeoutMs;
        const body = await cluster.ask(nodeId, 'fetch', 'Fetch', request, timeoutMs);
        return { apiVersion: 11 as const, body };
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
