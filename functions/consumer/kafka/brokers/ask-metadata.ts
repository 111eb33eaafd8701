import type { ClusterMetadata } from '../topics/metadata-message.ts';
import type { BrokerConnection } from './broker-connection.ts';

/**
 * Asks one broker for these topics, all where the list is empty: with their ids where it knows of them, and without
 * where it is too old (before 2.8) or another make.
 * @throws {SluiceError} as `BrokerConnection.ask`; KAFKA_PROTOCOL
 */
export async function askMetadata(
  connection: Pick<BrokerConnection, 'supports' | 'ask'>,
  topics: readonly string[],
  timeoutMs: number,
): Promise<ClusterMetadata> {
  const api = connection.supports('MetadataWithIds') ? 'MetadataWithIds' : 'Metadata';
  return connection.ask(api, topics, timeoutMs);
}
