import { type ClientRequests, createPort } from '../create-port.ts';
import { createFetchLoop } from '../fetch/create-fetch-loop.ts';
import type { KafkaPortOptions, KafkaTool } from '../port.ts';
import type { BearerToken } from './bearer-token.ts';
import { createCluster } from './cluster.ts';
import { createCoordinatorRequests } from './coordinator-requests.ts';
import { createFetchRequests } from './fetch-requests.ts';
import { createPartitionOffsets } from './partition-offsets.ts';
import type { CreateWire } from './wire.ts';

/** What only tests set. */
export interface KafkaPortParts {
  /** Takes the place of the token that is signed for MSK. */
  readonly bearerToken?: BearerToken;
}

/**
 * The Kafka client of one source over connections that a library brings. Nothing is opened before `connect`.
 * @throws {SluiceError} CONFIG_INVALID for what can be seen without a broker: addresses, patterns
 */
export function createClient(options: KafkaPortOptions, createWire: CreateWire): KafkaTool {
  const { source } = options;
  const { connection } = source;
  const { requestTimeoutMs } = connection;
  const cluster = createCluster({ connection, createWire });
  return createPort(
    options,
    (context): ClientRequests => ({
      describe: cluster.describe,
      group: createCoordinatorRequests({ ...source, requestTimeoutMs, cluster }),
      ...createFetchRequests(cluster, requestTimeoutMs),
      ...createPartitionOffsets({ ...context, cluster, requestTimeoutMs }),
      close: cluster.close,
    }),
    createFetchLoop,
  );
}
