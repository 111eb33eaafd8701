import type { CreateFetchLoop } from '../broker-requests.ts';
import { createPort } from '../create-port.ts';
import type { KafkaPortOptions, KafkaTool } from '../port.ts';
import { createFetchLoop } from '../fetch/create-fetch-loop.ts';
import { createCluster } from './cluster.ts';
import { createFetchRequests } from './fetch-requests.ts';
import { createGroupRequests } from './group-requests.ts';
import { createPartitionOffsets } from './partition-offsets.ts';
import type { BearerToken } from './sasl.ts';
import { createSocketFactory } from './socket.ts';

/** What only tests set. */
export interface KafkajsPortParts {
  readonly createFetchLoop?: CreateFetchLoop;
  /** Takes the place of the token that is signed for MSK. */
  readonly bearerToken?: BearerToken;
}

/**
 * The Kafka client of one source over kafkajs' connections and encoders. Nothing is opened before `connect`.
 * @throws {SluiceError} CONFIG_INVALID for what can be seen without a broker: addresses, patterns, certificates
 * @example
 * const port = createKafkaPort({ sourceName: 'devices', source: model, onOutOfRange: null, emit });
 * await port.connect();
 * await port.join(listener);
 */
export function createKafkaPort(
  options: KafkaPortOptions,
  parts: KafkajsPortParts = {},
): KafkaTool {
  const { source } = options;
  const { connection } = source;
  const cluster = createCluster({
    connection,
    createSocket: createSocketFactory(connection.tls),
    debug: options.debug ?? (() => {}),
    ...(parts.bearerToken === undefined ? {} : { bearerToken: parts.bearerToken }),
  });
  return createPort(
    options,
    (context) => ({
      describe: cluster.describe,
      group: createGroupRequests({ ...source, ...connection, cluster }),
      ...createFetchRequests(cluster, connection.requestTimeoutMs),
      ...createPartitionOffsets({
        ...context,
        cluster,
        requestTimeoutMs: connection.requestTimeoutMs,
      }),
      close: cluster.close,
    }),
    parts.createFetchLoop ?? createFetchLoop,
  );
}
